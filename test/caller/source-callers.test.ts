import { App, Aws, CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { AssumableRole, Caller, CrossAccountTarget, ResourcePolicyType } from '../../src';
import { errorOf, OTHER_ACCOUNT, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';
import { ALIAS, LIVE, ordersTarget, permissionsOf, statementsOf } from '../trigger/templates';

const BUCKET = 'arn:aws:s3:::images';
const TOPIC = `arn:aws:sns:eu-west-1:${SOURCE_ACCOUNT}:orders`;
const TOKEN = Lazy.string({ produce: () => 'later' });
const PERMISSIONS = { policyType: ResourcePolicyType.PERMISSIONS };

/** The statements that callers become, in a target's account whose function is in `region`. */
function statements(callers: Caller[], region = 'eu-west-1'): unknown[] {
  const { target } = twoAccounts({ target: { env: { account: TARGET_ACCOUNT, region } } });
  ordersTarget(target, { callers });
  return statementsOf(target);
}

/** The same as permissions. */
function permissions(callers: Caller[], region = 'eu-west-1'): unknown[] {
  const { target } = twoAccounts({ target: { env: { account: TARGET_ACCOUNT, region } } });
  ordersTarget(target, { callers, ...PERMISSIONS });
  return permissionsOf(target);
}

const allow = (sid: string, service: string | string[], condition: object) =>
  ({ Sid: `InvokeFunction${sid}`, Effect: 'Allow', Principal: { Service: service }, Action: 'lambda:InvokeFunction', Resource: ALIAS, Condition: condition });
const permit = (fields: object) => ({ Action: 'lambda:InvokeFunction', FunctionName: ALIAS, ...fields });

describe('Caller.bucket', () => {
  test('is the bucket and its owner, in both policy types', () => {
    const caller = Caller.bucket(BUCKET, { account: SOURCE_ACCOUNT });
    expect(caller.toString()).toBe(`service s3.amazonaws.com for ${BUCKET}`);
    expect(statements([caller])).toEqual([allow('S3111111111111', 's3.amazonaws.com', {
      ArnLike: { 'aws:SourceArn': BUCKET }, StringEquals: { 'aws:SourceAccount': SOURCE_ACCOUNT },
    })]);
    expect(permissions([caller])).toEqual([permit({ Principal: 's3.amazonaws.com', SourceArn: BUCKET, SourceAccount: SOURCE_ACCOUNT })]);
  });

  test('shares a statement with buckets of its account only', () => {
    const of = (name: string, account: string) => Caller.bucket(`arn:aws:s3:::${name}`, { account });
    expect(statements([of('b', SOURCE_ACCOUNT), of('c', OTHER_ACCOUNT), of('a', SOURCE_ACCOUNT)])).toEqual([
      allow('S3111111111111', 's3.amazonaws.com', { ArnLike: { 'aws:SourceArn': ['arn:aws:s3:::a', 'arn:aws:s3:::b'] }, StringEquals: { 'aws:SourceAccount': SOURCE_ACCOUNT } }),
      allow('S3333333333333', 's3.amazonaws.com', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::c' }, StringEquals: { 'aws:SourceAccount': OTHER_ACCOUNT } }),
    ]);
  });

  test.each([
    'images', 's3://images', 'arn:aws:s3:::images/*', 'arn:aws:s3:::images/cat.png', TOPIC, '',
    `arn:aws:s3:eu-west-1:${SOURCE_ACCOUNT}:accesspoint/images`,
  ])('fails for "%s"', (arn) => {
    expect(errorOf(() => Caller.bucket(arn, { account: SOURCE_ACCOUNT })))
      .toBe(`bucketArn is not the ARN that s3 needs here, got ${JSON.stringify(arn)}; expected an ARN such as 'arn:aws:s3:::images'; copy it from the resource itself`);
  });

  test('fails for an account that is none', () => {
    expect(errorOf(() => Caller.bucket(BUCKET, { account: '1111' }))).toContain('sourceAccount is not an AWS account id, got "1111"');
  });

  test('takes tokens, and an ARN of another partition', () => {
    expect(() => Caller.bucket(TOKEN, { account: Aws.ACCOUNT_ID })).not.toThrow();
    expect(Caller.bucket('arn:aws-cn:s3:::images', { account: SOURCE_ACCOUNT }).toString()).toContain('arn:aws-cn:s3:::images');
  });

  test('of another partition is refused when it is granted', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => ordersTarget(target, { callers: [Caller.bucket('arn:aws-cn:s3:::images', { account: SOURCE_ACCOUNT })] })))
      .toContain('service s3.amazonaws.com for arn:aws-cn:s3:::images is in partition aws-cn, the target in aws');
  });
});

describe('Caller.topic', () => {
  test('is the topic without an account, in both policy types', () => {
    const caller = Caller.topic(TOPIC);
    expect(caller.toString()).toBe(`topic ${TOPIC}`);
    expect(statements([caller])).toEqual([allow('Sns', 'sns.amazonaws.com', { ArnLike: { 'aws:SourceArn': TOPIC } })]);
    expect(permissions([caller])).toEqual([permit({ Principal: 'sns.amazonaws.com', SourceArn: TOPIC })]);
  });

  /** https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html */
  test.each([
    ['default to default', 'us-east-1', 'eu-west-1', ['sns.amazonaws.com']],
    ['default, one region', 'eu-west-1', 'eu-west-1', ['sns.amazonaws.com']],
    ['default to opt-in', 'eu-west-1', 'af-south-1', ['sns.af-south-1.amazonaws.com']],
    ['opt-in to default', 'af-south-1', 'eu-west-1', ['sns.af-south-1.amazonaws.com']],
    ['opt-in to another opt-in', 'af-south-1', 'ap-east-1', ['sns.ap-east-1.amazonaws.com']],
    ['opt-in, one region', 'af-south-1', 'af-south-1', ['sns.amazonaws.com', 'sns.af-south-1.amazonaws.com']],
  ])('calls under the principal of its regions: %s', (_, topicRegion, functionRegion, principals) => {
    const arn = `arn:aws:sns:${topicRegion}:${SOURCE_ACCOUNT}:orders`;
    const sorted = [...principals].sort();
    const sid = principals.includes('sns.amazonaws.com') ? 'Sns' : `Sns${principals[0].split('.')[1].replace(/-/g, '')}`;
    expect(statements([Caller.topic(arn)], functionRegion)).toEqual([allow(sid, sorted.length === 1 ? sorted[0] : sorted, { ArnLike: { 'aws:SourceArn': arn } })]);
    const written = permissions([Caller.topic(arn)], functionRegion);
    expect(written).toHaveLength(principals.length);
    expect(written).toEqual(expect.arrayContaining(principals.map((principal) => permit({ Principal: principal, SourceArn: arn }))));
  });

  test('has a statement of its own for each set of principals', () => {
    const of = (region: string, account: string) => `arn:aws:sns:${region}:${account}:orders`;
    const arns = [of('eu-west-1', SOURCE_ACCOUNT), of('af-south-1', SOURCE_ACCOUNT), of('us-east-1', OTHER_ACCOUNT)];
    expect(statements(arns.map((arn) => Caller.topic(arn)))).toEqual([
      allow('Sns', 'sns.amazonaws.com', { ArnLike: { 'aws:SourceArn': [arns[0], arns[2]] } }),
      allow('Snsafsouth1', 'sns.af-south-1.amazonaws.com', { ArnLike: { 'aws:SourceArn': arns[1] } }),
    ]);
  });

  test('with a token ARN is told its region', () => {
    const principals = (region?: string) => {
      const { target } = twoAccounts({ target: { env: { account: TARGET_ACCOUNT, region: 'af-south-1' } } });
      const topicArn = new CfnParameter(target, 'TopicArn').valueAsString;
      ordersTarget(target, { callers: [Caller.topic(topicArn, { region })] });
      return (statementsOf(target) as { Principal: unknown; Condition: unknown }[]).map(({ Principal, Condition }) => ({ Principal, Condition }));
    };
    const Condition = { ArnLike: { 'aws:SourceArn': { Ref: 'TopicArn' } } };
    const both = { Service: ['sns.af-south-1.amazonaws.com', 'sns.amazonaws.com'] };
    expect(principals('eu-west-1')).toEqual([{ Principal: { Service: 'sns.af-south-1.amazonaws.com' }, Condition }]);
    expect(principals('af-south-1')).toEqual([{ Principal: both, Condition }]);
    // it may be in the function's region
    expect(principals()).toEqual([{ Principal: both, Condition }]);
  });

  test('is the same in a stack without env', () => {
    const stack = new Stack(new App(), 'Target');
    const topicArn = new CfnParameter(stack, 'TopicArn').valueAsString;
    ordersTarget(stack, { callers: [Caller.topic(topicArn, { region: Aws.REGION })] });
    expect(statementsOf(stack)).toEqual([allow('Sns', 'sns.amazonaws.com', { ArnLike: { 'aws:SourceArn': { Ref: 'TopicArn' } } })]);
  });

  test.each(['orders', 'arn:aws:sns:eu-west-1::orders', `arn:aws:sns::${SOURCE_ACCOUNT}:orders`, `arn:aws:sqs:eu-west-1:${SOURCE_ACCOUNT}:orders`, BUCKET])('fails for "%s"', (arn) => {
    expect(errorOf(() => Caller.topic(arn)))
      .toBe(`topicArn is not the ARN that sns needs here, got "${arn}"; expected an ARN such as 'arn:aws:sns:eu-west-1:111111111111:orders'; copy it from the resource itself`);
  });

  test('fails for a region that is none', () => {
    expect(errorOf(() => Caller.topic(TOKEN, { region: 'Ireland' }))).toContain('region is not the name of an AWS region, got "Ireland"');
  });
});

test.each([
  ['bucket', Caller.bucket(BUCKET, { account: SOURCE_ACCOUNT })],
  ['topic', Caller.topic(TOPIC)],
  ['rule', Caller.rule(`arn:aws:events:eu-west-1:${TARGET_ACCOUNT}:rule/orders`)],
])('a %s cannot assume a role', (_, caller) => {
  const { target } = twoAccounts();
  expect(errorOf(() => new AssumableRole(target, 'Reader', { callers: [caller] })))
    .toContain(`${caller.toString()} cannot be a caller of an AssumableRole, which is for roles of other accounts`);
});

describe('Caller.rule', () => {
  const rule = `arn:aws:events:eu-west-1:${TARGET_ACCOUNT}:rule/shop/orders`;

  test('is a rule of the own account, without a source account', () => {
    expect(statements([Caller.rule(rule)])).toEqual([allow('Events', 'events.amazonaws.com', { ArnLike: { 'aws:SourceArn': rule } })]);
    expect(permissions([Caller.rule(rule)])).toEqual([permit({ Principal: 'events.amazonaws.com', SourceArn: rule })]);
  });

  test('of another account is refused, with what reaches the target', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => ordersTarget(target, { callers: [Caller.rule(`arn:aws:events:eu-west-1:${SOURCE_ACCOUNT}:rule/orders`)] }))).toBe(
      'a rule calls a function of another account with its execution role, and not as events.amazonaws.com; '
      + "expected a source in account 222222222222, the target's own; "
      + "use new CrossAccountRuleTarget(target) as the rule's target, or, for a rule of another app, Caller.role with the ARN of the role in its target [Target/Orders]",
    );
  });

  test('takes a token', () => {
    expect(() => statements([Caller.rule(TOKEN)])).not.toThrow();
  });

  test.each(['orders', `arn:aws:events:eu-west-1:${TARGET_ACCOUNT}:event-bus/orders`, 'arn:aws:events:eu-west-1::rule/orders', TOPIC])('fails for "%s"', (arn) => {
    expect(errorOf(() => Caller.rule(arn)))
      .toBe(`ruleArn is not the ARN that events needs here, got "${arn}"; expected an ARN such as 'arn:aws:events:eu-west-1:222222222222:rule/orders'; copy it from the resource itself`);
  });
});

describe('services that call functions of their own account only', () => {
  const source = (service: string, arn: string, sourceAccount?: string) => Caller.service({ service, sourceArn: `arn:aws:${arn}`, sourceAccount });

  test.each([
    ['events', source('events.amazonaws.com', `events:eu-west-1:${SOURCE_ACCOUNT}:rule/orders`), 'use new CrossAccountRuleTarget(target)'],
    ['scheduler', source('scheduler.amazonaws.com', `scheduler:eu-west-1:${SOURCE_ACCOUNT}:schedule-group/default`, SOURCE_ACCOUNT), 'use new CrossAccountScheduleTarget(target)'],
    ['logs', source('logs.amazonaws.com', `logs:eu-west-1:${SOURCE_ACCOUNT}:log-group:orders:*`, SOURCE_ACCOUNT), 'new CrossAccountLogsDestination beside the target'],
    ['logs under a regional name', source('logs.eu-west-1.amazonaws.com', `logs:eu-west-1:${SOURCE_ACCOUNT}:log-group:orders:*`, SOURCE_ACCOUNT), 'new CrossAccountLogsDestination'],
    ['elasticloadbalancing', source('elasticloadbalancing.amazonaws.com', `elasticloadbalancing:eu-west-1:${SOURCE_ACCOUNT}:targetgroup/orders/1`, SOURCE_ACCOUNT), 'CrossAccountHttpIntegration'],
  ])('%s of another account is refused, also for a target of another app', (_, caller, fix) => {
    const { target } = twoAccounts();
    for (const orders of [ordersTarget(target), CrossAccountTarget.fromTargetArn(target, 'Imported', LIVE)]) {
      const message = errorOf(() => orders.grants.invoke(caller));
      expect(message).toContain(fix);
      expect(message).toContain("expected a source in account 222222222222, the target's own");
      expect(message).toMatch(new RegExp(`\\[${orders.node.path}\\]$`));
    }
  });

  test('are let in from the own account', () => {
    const arn = `logs:eu-west-1:${TARGET_ACCOUNT}:log-group:orders:*`;
    expect(statements([source('logs.amazonaws.com', arn, TARGET_ACCOUNT)])).toEqual([allow('Logs222222222222', 'logs.amazonaws.com', {
      ArnLike: { 'aws:SourceArn': `arn:aws:${arn}` }, StringEquals: { 'aws:SourceAccount': TARGET_ACCOUNT },
    })]);
  });

  test('are let in where one of the accounts is not known', () => {
    const stack = new Stack(new App(), 'Target');
    expect(() => ordersTarget(stack, { callers: [Caller.rule(`arn:aws:events:eu-west-1:${SOURCE_ACCOUNT}:rule/orders`)] })).not.toThrow();
    expect(() => statements([Caller.service({ service: 'logs.amazonaws.com', sourceArn: TOKEN, sourceAccount: Aws.ACCOUNT_ID })])).not.toThrow();
  });
});

describe('Caller.service without a source account', () => {
  const RULE = `arn:aws:events:eu-west-1:${TARGET_ACCOUNT}:rule/orders`;
  const API = `arn:aws:execute-api:eu-west-1:${SOURCE_ACCOUNT}:a1b2c3d4e5/*`;

  test('is a rule; with one it would never call', () => {
    expect(() => Caller.service({ service: 'events.amazonaws.com', sourceArn: RULE })).not.toThrow();
    expect(errorOf(() => Caller.service({ service: 'events.amazonaws.com', sourceArn: RULE, sourceAccount: TARGET_ACCOUNT }))).toBe(
      'sourceAccount is set, but events.amazonaws.com sends none, so every call would be denied, got "222222222222"; '
      + 'expected no sourceAccount: sourceArn already names the account; remove sourceAccount',
    );
  });

  test('is an API; with one it may be', () => {
    expect(statements([Caller.service({ service: 'apigateway.amazonaws.com', sourceArn: API })]))
      .toEqual([allow('Apigateway', 'apigateway.amazonaws.com', { ArnLike: { 'aws:SourceArn': API } })]);
    expect(statements([Caller.service({ service: 'apigateway.amazonaws.com', sourceArn: API, sourceAccount: SOURCE_ACCOUNT })]))
      .toEqual([allow('Apigateway111111111111', 'apigateway.amazonaws.com', { ArnLike: { 'aws:SourceArn': API }, StringEquals: { 'aws:SourceAccount': SOURCE_ACCOUNT } })]);
  });

  test.each([
    ['apigateway.amazonaws.com', 'arn:aws:execute-api:eu-west-1::a1b2c3d4e5/*', 'arn:aws:execute-api:eu-west-1:111111111111:a1b2c3d4e5/*'],
    ['events.amazonaws.com', 'arn:aws:events:eu-west-1::rule/orders', 'arn:aws:events:eu-west-1:111111111111:rule/orders'],
    ['sns.amazonaws.com', 'arn:aws:sns:eu-west-1::orders', 'arn:aws:sns:eu-west-1:111111111111:orders'],
  ])('fails for %s if the ARN names no account either', (service, sourceArn, example) => {
    expect(errorOf(() => Caller.service({ service, sourceArn }))).toBe(
      `sourceArn names no account, and no sourceAccount is given for ${service}, got "${sourceArn}"; expected an ARN with the account of the source; write sourceArn: '${example}'`,
    );
  });
});
