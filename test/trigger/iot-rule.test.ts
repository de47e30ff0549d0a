import { App, Aspects, Lazy, Stack } from 'aws-cdk-lib';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { ALIAS, handOversOf, LIVE, only, ordersTarget, permissionsOf, resourcesOf, statementsOf, threeAccounts } from './templates';
import { CrossAccountIotRule, CrossAccountTarget, ResourcePolicyType } from '../../src';
import { errorOf, fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const SQL = "SELECT * FROM 'devices/+/alarms'";
const ruleArn = (name: string, account = SOURCE_ACCOUNT) => `arn:aws:iot:${REGION}:${account}:rule/${name}`;
const statement = (account: string, arns: string | string[]) => ({
  Sid: `InvokeFunctionIot${account}`,
  Effect: 'Allow',
  Principal: { Service: 'iot.amazonaws.com' },
  Action: 'lambda:InvokeFunction',
  Resource: ALIAS,
  Condition: { ArnLike: { 'aws:SourceArn': arns }, StringEquals: { 'aws:SourceAccount': account } },
});

describe('CrossAccountIotRule', () => {
  test('writes the rule in its account and the permission in the target\'s, in any order', () => {
    const { source, target } = twoAccounts();
    const { ruleName, ruleArn: arn, resourceHalf } = new CrossAccountIotRule(source, 'Alarms', { sql: SQL, target: ordersTarget(target) });
    expect(ruleName).toMatch(/^Source_Alarms_[0-9a-f]{8}$/);
    expect(arn).toBe(ruleArn(ruleName));
    expect([resourceHalf.written, resourceHalf.account]).toEqual([true, TARGET_ACCOUNT]);
    expect(only(source, 'AWS::IoT::TopicRule').Properties).toEqual({
      RuleName: ruleName,
      TopicRulePayload: { Sql: SQL, AwsIotSqlVersion: '2016-03-23', RuleDisabled: false, Actions: [{ Lambda: { FunctionArn: LIVE } }] },
    });
    expect(statementsOf(target)).toEqual([statement(SOURCE_ACCOUNT, ruleArn(ruleName))]);
    expect(resourcesOf(source, 'AWS::Lambda::Permission')).toEqual({});
    expect([source.dependencies, target.dependencies]).toEqual([[], []]);
  });

  test('writes a permission for a target with that policy type', () => {
    const { source, target } = twoAccounts();
    new CrossAccountIotRule(source, 'Alarms', { sql: SQL, ruleName: 'alarms', target: ordersTarget(target, { policyType: ResourcePolicyType.PERMISSIONS }) });
    expect(permissionsOf(target)).toEqual([{
      Action: 'lambda:InvokeFunction', FunctionName: ALIAS, Principal: 'iot.amazonaws.com', SourceArn: ruleArn('alarms'), SourceAccount: SOURCE_ACCOUNT,
    }]);
  });

  test('takes all that a rule has, and an error target of its own', () => {
    const { one, other, target } = threeAccounts();
    const errors = new CrossAccountTarget(other, 'Errors', { function: fn(other, 'Function', { functionName: 'errors' }) });
    new CrossAccountIotRule(one, 'Alarms', {
      sql: SQL,
      target: ordersTarget(target),
      ruleName: 'alarms',
      awsIotSqlVersion: 'beta',
      description: 'alarms of all devices',
      enabled: false,
      additionalActions: [{ republish: { roleArn: 'arn:aws:iam::111111111111:role/republish', topic: 'copies' } }],
      errorTarget: errors,
    });
    expect(only(one, 'AWS::IoT::TopicRule').Properties.TopicRulePayload).toEqual({
      Sql: SQL,
      AwsIotSqlVersion: 'beta',
      Description: 'alarms of all devices',
      RuleDisabled: true,
      Actions: [{ Lambda: { FunctionArn: LIVE } }, { Republish: { RoleArn: 'arn:aws:iam::111111111111:role/republish', Topic: 'copies' } }],
      ErrorAction: { Lambda: { FunctionArn: `arn:aws:lambda:${REGION}:${OTHER_ACCOUNT}:function:errors:live` } },
    });
    expect(statementsOf(other)).toMatchObject([{ Condition: statement(SOURCE_ACCOUNT, ruleArn('alarms')).Condition }]);
    expect(statementsOf(target)).toEqual([statement(SOURCE_ACCOUNT, ruleArn('alarms'))]);
  });

  test('takes another error action', () => {
    const { source, target } = twoAccounts();
    const errorAction = { sns: { roleArn: 'arn:aws:iam::111111111111:role/errors', targetArn: `arn:aws:sns:${REGION}:${SOURCE_ACCOUNT}:errors` } };
    new CrossAccountIotRule(source, 'Alarms', { sql: SQL, target: ordersTarget(target), errorAction });
    expect(only(source, 'AWS::IoT::TopicRule').Properties.TopicRulePayload).toMatchObject({
      ErrorAction: { Sns: { RoleArn: errorAction.sns.roleArn, TargetArn: errorAction.sns.targetArn } },
    });
  });

  test('one target takes rules of several accounts, each in a statement of its own', () => {
    const { one, other, target } = threeAccounts();
    const orders = ordersTarget(target);
    new CrossAccountIotRule(one, 'Alarms', { sql: SQL, ruleName: 'alarms', target: orders });
    new CrossAccountIotRule(one, 'Starts', { sql: SQL, ruleName: 'starts', target: orders });
    new CrossAccountIotRule(other, 'Alarms', { sql: SQL, ruleName: 'alarms', target: orders });
    expect(statementsOf(target)).toEqual([
      statement(SOURCE_ACCOUNT, [ruleArn('alarms'), ruleArn('starts')]), statement(OTHER_ACCOUNT, ruleArn('alarms', OTHER_ACCOUNT)),
    ]);
  });

  test('an imported target is handed over', () => {
    const { source } = twoAccounts();
    new CrossAccountIotRule(source, 'Alarms', { sql: SQL, ruleName: 'alarms', target: CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE) });
    const [{ account, statement: text, commands }] = handOversOf(source);
    expect([account, JSON.parse(text)]).toEqual([TARGET_ACCOUNT, { ...statement(SOURCE_ACCOUNT, ruleArn('alarms')), Resource: LIVE }]);
    expect(commands[1]).toContain(`--principal iot.amazonaws.com --source-arn ${ruleArn('alarms')} --source-account ${SOURCE_ACCOUNT}`);
  });

  test('a stack without env says its account and region, or is asked for them', () => {
    const { app, target } = twoAccounts();
    const anywhere = new Stack(app, 'Anywhere');
    const orders = ordersTarget(target);
    const { ruleArn: arn } = new CrossAccountIotRule(anywhere, 'Alarms', { sql: SQL, ruleName: 'alarms', target: orders, account: SOURCE_ACCOUNT, region: REGION });
    expect(arn).toBe(ruleArn('alarms'));
    expect(statementsOf(target)).toEqual([statement(SOURCE_ACCOUNT, ruleArn('alarms'))]);
    expect(errorOf(() => new CrossAccountIotRule(anywhere, 'Starts', { sql: SQL, target: orders }))).toContain('give stack Anywhere an env: { account, region }');
  });

  test('in one stack without env all is a reference', () => {
    const stack = new Stack(new App(), 'Anywhere');
    new CrossAccountIotRule(stack, 'Alarms', { sql: SQL, ruleName: 'alarms', target: ordersTarget(stack) });
    expect(statementsOf(stack)).toMatchObject([{ Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }]);
  });

  test('fails for another region', () => {
    const app = new App();
    const far = new Stack(app, 'Far', { env: { ...SOURCE_ENV, region: 'us-east-1' } });
    const orders = ordersTarget(new Stack(app, 'Target', { env: TARGET_ENV }));
    expect(errorOf(() => new CrossAccountIotRule(far, 'Alarms', { sql: SQL, target: orders }))).toBe(
      'the source is in region us-east-1, the target in eu-west-1; an AWS IoT rule reaches other accounts within its region only; expected both in one region; '
      + 'let the rule publish to an SNS topic of its region, which delivers to other regions (CrossAccountSubscription) [Far/Alarms]',
    );
  });

  test.each([['with-hyphen', '"with-hyphen"'], ['', '""'], [Lazy.string({ produce: () => 'late' }), 'a value that is only known at deployment (a token)']])('fails for the name "%s"', (ruleName, got) => {
    const { source, target } = twoAccounts();
    const message = errorOf(() => new CrossAccountIotRule(source, 'Alarms', { sql: SQL, ruleName, target: ordersTarget(target) }));
    expect(message).toContain(`ruleName is not a name that AWS IoT takes and the target's account can write down, got ${got}; expected 1 to 128 letters, digits or underscores`);
  });

  test('fails for two error actions, and if the rule is renamed afterwards', () => {
    const { app, source, target } = twoAccounts();
    const orders = ordersTarget(target);
    expect(errorOf(() => new CrossAccountIotRule(source, 'Both', { sql: SQL, target: orders, errorTarget: orders, errorAction: {} })))
      .toBe('errorTarget and errorAction are set, but a rule has one error action; expected one of the two; remove errorAction, or remove errorTarget [Source/Both]');
    new CrossAccountIotRule(source, 'Alarms', { sql: SQL, target: orders });
    Aspects.of(source).add({ visit: (node) => { if (node instanceof CfnTopicRule) { node.ruleName = 'other'; } } });
    expect(errorOf(() => app.synth())).toContain('RuleName was changed after another template had named it');
  });
});
