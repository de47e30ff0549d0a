import { App, Aspects, Duration, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ALIAS, handOversOf, LIVE, messagesOf, neededBy, only, ordersTarget, permissionsOf, resourcesOf, statementsOf, threeAccounts } from './templates';
import { CrossAccountRuleTarget, CrossAccountTarget, ResourcePolicyType } from '../../src';
import type { CrossAccountRuleTargetProps, ICrossAccountTarget } from '../../src';
import { errorOf, fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const MAIL = LIVE.replace('orders', 'mail');
const EVENTS = new iam.ServicePrincipal('events.amazonaws.com');
const PATTERN = { eventPattern: { source: ['shop'] } };

function rule(scope: Stack, target: ICrossAccountTarget, props: CrossAccountRuleTargetProps = {}, id = 'Rule'): events.Rule {
  const made = new events.Rule(scope, id, PATTERN);
  made.addTarget(new CrossAccountRuleTarget(target, props));
  return made;
}

const mail = (stack: Stack) => new CrossAccountTarget(stack, 'Mail', { function: fn(stack, 'Mailer', { functionName: 'mail' }) });
const roleArn = (name: string, account = SOURCE_ACCOUNT) => `arn:aws:iam::${account}:role/${name}`;
const mayCall = (account: string, ...roles: unknown[]) => ({
  Sid: 'InvokeFunctionRoles',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${account}:root` },
  Action: 'lambda:InvokeFunction',
  Resource: ALIAS,
  Condition: { ArnEquals: { 'aws:PrincipalArn': roles.length === 1 ? roles[0] : roles } },
});
const mayInvoke = (resource: unknown) => ({ Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: resource });
const roles = (stack: Stack) => Object.entries(resourcesOf(stack, 'AWS::IAM::Role'));
/** The roles that EventBridge assumes, with their logical ids. */
const eventRoles = (stack: Stack) => roles(stack).filter(([, { Properties }]) => JSON.stringify(Properties.AssumeRolePolicyDocument).includes('events.amazonaws.com'));
const targetsOf = (stack: Stack) => Object.values(resourcesOf(stack, 'AWS::Events::Rule')).map(({ Properties }) => Properties.Targets as Record<string, unknown>[]);

describe('CrossAccountRuleTarget', () => {
  test('makes a role that may call exactly the target, and lets that role in', () => {
    const { source, target } = twoAccounts();
    rule(source, ordersTarget(target));
    const [[roleId, role]] = eventRoles(source);
    expect(role.Properties).toEqual({
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'events.amazonaws.com' } }] },
      Description: 'Lets events.amazonaws.com call one function of another account',
      RoleName: expect.stringMatching(/^Source-CrossAccountRules[0-9a-f]{8}-[0-9a-f]{8}$/),
    });
    const [policyId] = Object.keys(resourcesOf(source, 'AWS::IAM::Policy'));
    expect(only(source, 'AWS::IAM::Policy').Properties).toEqual({
      PolicyName: expect.stringMatching(/^cross-account-invoke-[0-9a-f]{8}$/),
      Roles: [{ Ref: roleId }],
      PolicyDocument: { Version: '2012-10-17', Statement: [mayInvoke(LIVE)] },
    });
    expect(only(source, 'AWS::Events::Rule')).toEqual({
      Type: 'AWS::Events::Rule',
      Properties: { EventPattern: { source: ['shop'] }, State: 'ENABLED', Targets: [{ Id: 'Target0', Arn: LIVE, RoleArn: { 'Fn::GetAtt': [roleId, 'Arn'] } }] },
      DependsOn: [policyId],
    });
    expect(resourcesOf(source, 'AWS::Lambda::Permission')).toEqual({});
    expect(statementsOf(target)).toEqual([mayCall(SOURCE_ACCOUNT, roleArn(String(role.Properties.RoleName)))]);
    // what the L2 makes: a rule and an open bus in the target's account
    expect([resourcesOf(target, 'AWS::Events::Rule'), resourcesOf(target, 'AWS::Events::EventBusPolicy')]).toEqual([{}, {}]);
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
  });

  test('names the role as a principal, after its stack, for a target with permissions', () => {
    const { source, target } = twoAccounts();
    rule(source, ordersTarget(target, { policyType: ResourcePolicyType.PERMISSIONS }));
    const [[, role]] = eventRoles(source);
    expect(permissionsOf(target)).toEqual([{ Action: 'lambda:InvokeFunction', FunctionName: ALIAS, Principal: roleArn(String(role.Properties.RoleName)) }]);
    expect([neededBy(source), neededBy(target)]).toEqual([[], ['Source']]);
  });

  test('passes event, retries, age and dead-letter queue through', () => {
    const { source, target } = twoAccounts();
    const deadLetterQueue = new sqs.Queue(source, 'Queue');
    rule(source, ordersTarget(target), { deadLetterQueue, retryAttempts: 2, maxEventAge: Duration.hours(2), event: events.RuleTargetInput.fromObject({ kind: 'order' }) });
    const [queueId] = Object.keys(resourcesOf(source, 'AWS::SQS::Queue'));
    const queueArn = { 'Fn::GetAtt': [queueId, 'Arn'] };
    const [[ruleId]] = Object.entries(resourcesOf(source, 'AWS::Events::Rule'));
    expect(targetsOf(source)).toEqual([[{
      Id: 'Target0',
      Arn: LIVE,
      RoleArn: { 'Fn::GetAtt': [eventRoles(source)[0][0], 'Arn'] },
      Input: '{"kind":"order"}',
      RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 7200 },
      DeadLetterConfig: { Arn: queueArn },
    }]]);
    Template.fromStack(source).hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [{
          Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' }, Action: 'sqs:SendMessage', Resource: queueArn, Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [ruleId, 'Arn'] } } },
        }],
      },
    });
    expect(only(source, 'AWS::Events::Rule').Properties).not.toHaveProperty('EventBusName');
  });

  test('says that the policy of a dead-letter queue of another account is not written', () => {
    const { source, target } = twoAccounts();
    rule(source, ordersTarget(target), { deadLetterQueue: sqs.Queue.fromQueueArn(source, 'Queue', `arn:aws:sqs:${REGION}:${OTHER_ACCOUNT}:dead`) });
    expect(targetsOf(source)).toMatchObject([[{ DeadLetterConfig: { Arn: `arn:aws:sqs:${REGION}:${OTHER_ACCOUNT}:dead` } }]]);
    expect(messagesOf(source, 'warning')).toEqual([{ path: 'Source/Rule', text: expect.stringContaining('because the queue is in a different account') }]);
  });

  test('delivers from a bus of its own as well', () => {
    const { source, target } = twoAccounts();
    const eventBus = new events.EventBus(source, 'Bus');
    new events.Rule(source, 'Rule', { ...PATTERN, eventBus, targets: [new CrossAccountRuleTarget(ordersTarget(target))] });
    expect(only(source, 'AWS::Events::Rule').Properties).toMatchObject({ EventBusName: { Ref: Object.keys(resourcesOf(source, 'AWS::Events::EventBus'))[0] } });
    expect(targetsOf(source)).toMatchObject([[{ Arn: LIVE }]]);
  });

  test('shares one role among the rules of a stack that call one target', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    for (const id of ['One', 'Two', 'Three']) { rule(source, orders, {}, id); }
    expect(eventRoles(source)).toHaveLength(1);
    expect((only(source, 'AWS::IAM::Policy').Properties.PolicyDocument as { Statement: unknown[] }).Statement).toEqual([mayInvoke(LIVE)]);
    expect(new Set(targetsOf(source).map(([{ RoleArn }]) => JSON.stringify(RoleArn))).size).toBe(1);
    expect(statementsOf(target)).toEqual([mayCall(SOURCE_ACCOUNT, roleArn(String(eventRoles(source)[0][1].Properties.RoleName)))]);
  });

  test('gives a rule with two targets a role for each', () => {
    const { source, target } = twoAccounts();
    new events.Rule(source, 'Rule', { ...PATTERN, targets: [new CrossAccountRuleTarget(ordersTarget(target)), new CrossAccountRuleTarget(mail(target))] });
    expect(eventRoles(source)).toHaveLength(2);
    const policies = Object.values(resourcesOf(source, 'AWS::IAM::Policy')).map(({ Properties }) => Properties as { Roles: [{ Ref: string }]; PolicyDocument: { Statement: unknown[] } });
    const may = Object.fromEntries(policies.map(({ Roles: [{ Ref: id }], PolicyDocument }) => [id, PolicyDocument.Statement]));
    const [targets] = targetsOf(source) as { Arn: string; RoleArn: { 'Fn::GetAtt': [string] } }[][];
    expect(targets.map(({ Arn }) => Arn)).toEqual([LIVE, MAIL]);
    expect(targets.map(({ RoleArn }) => may[RoleArn['Fn::GetAtt'][0]])).toEqual([[mayInvoke(LIVE)], [mayInvoke(MAIL)]]);
    expect(only(source, 'AWS::Events::Rule').DependsOn).toEqual(Object.keys(resourcesOf(source, 'AWS::IAM::Policy')).sort());
  });

  test('takes rules of several accounts and of the own', () => {
    const { app, one, other, target } = threeAccounts();
    const own = new Stack(app, 'Own', { env: TARGET_ENV });
    const orders = ordersTarget(target);
    for (const stack of [one, other, own]) { rule(stack, orders); }
    const named = (stack: Stack, account: string) => roleArn(String(eventRoles(stack)[0][1].Properties.RoleName), account);
    expect(statementsOf(target)).toEqual([
      { ...mayCall(TARGET_ACCOUNT, named(own, TARGET_ACCOUNT)), Sid: 'InvokeFunctionOwnRoles', Principal: '*' },
      {
        ...mayCall(SOURCE_ACCOUNT, named(one, SOURCE_ACCOUNT), named(other, OTHER_ACCOUNT)),
        Principal: { AWS: [`arn:aws:iam::${SOURCE_ACCOUNT}:root`, `arn:aws:iam::${OTHER_ACCOUNT}:root`] },
      },
    ]);
    expect([one, other, own, target].map(neededBy)).toEqual([[], [], [], []]);
  });

  test('needs no order between stages, nor in nested stacks', () => {
    const app = new App();
    const [from, to] = ['From', 'To'].map((id) => new Stage(app, id));
    const source = new Stack(from, 'Source', { env: SOURCE_ENV });
    const target = new Stack(to, 'Target', { env: TARGET_ENV });
    rule(new NestedStack(source, 'Nested'), ordersTarget(new NestedStack(target, 'Nested')));
    expect(() => app.synth()).not.toThrow();
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
  });

  test('in another region is refused', () => {
    const { source, target } = twoAccounts({ source: { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } } });
    const orders = ordersTarget(target);
    expect(errorOf(() => rule(source, orders))).toBe(
      'the source is in region us-east-1, the target in eu-west-1; a rule delivers to another account within its region only; expected both in one region; '
      + "let the rule send to an event bus in the target's region, and a rule there call the target [Source/Rule]",
    );
    expect(eventRoles(source)).toEqual([]);
  });

  test('a rename of its role by an aspect is found', () => {
    const { app, source, target } = twoAccounts();
    rule(source, ordersTarget(target));
    Aspects.of(source).add({ visit(node) { if (node instanceof iam.CfnRole) { node.roleName = 'renamed'; } } });
    expect(errorOf(() => app.synth())).toMatch(/RoleName was changed after another template had named it, got "renamed"; expected "Source-CrossAccountRules[0-9a-f]{8}-[0-9a-f]{8}"/);
  });
});

describe('a role of the user', () => {
  test('gets the permission, and keeps its name', () => {
    const { source, target } = twoAccounts();
    const role = new iam.Role(source, 'Role', { roleName: 'rules', assumedBy: EVENTS });
    rule(source, ordersTarget(target), { role });
    expect(roles(source)).toHaveLength(1);
    expect(only(source, 'AWS::IAM::Policy').Properties).toMatchObject({ Roles: [{ Ref: roles(source)[0][0] }], PolicyDocument: { Statement: [mayInvoke(LIVE)] } });
    expect(targetsOf(source)).toEqual([[{ Id: 'Target0', Arn: LIVE, RoleArn: { 'Fn::GetAtt': [roles(source)[0][0], 'Arn'] } }]]);
    expect(statementsOf(target)).toEqual([mayCall(SOURCE_ACCOUNT, roleArn('rules'))]);
  });

  test('may call several targets by one policy', () => {
    const { source, target } = twoAccounts();
    const role = new iam.Role(source, 'Role', { roleName: 'rules', assumedBy: EVENTS });
    rule(source, ordersTarget(target), { role });
    rule(source, mail(target), { role }, 'Second');
    expect(only(source, 'AWS::IAM::Policy').Properties).toMatchObject({ PolicyDocument: { Statement: [mayInvoke([MAIL, LIVE])] } });
  });

  test('of another stack of the account is used from there', () => {
    const { app, source, target } = twoAccounts();
    const roleStack = new Stack(app, 'Roles', { env: SOURCE_ENV });
    rule(source, ordersTarget(target), { role: new iam.Role(roleStack, 'Role', { assumedBy: EVENTS }) });
    app.synth();
    const [[, role]] = roles(roleStack);
    expect(only(roleStack, 'AWS::IAM::Policy').Properties).toMatchObject({ PolicyDocument: { Statement: [mayInvoke(LIVE)] } });
    expect(statementsOf(target)).toEqual([mayCall(SOURCE_ACCOUNT, roleArn(String(role.Properties.RoleName)))]);
    expect([neededBy(source), neededBy(target), neededBy(roleStack)]).toEqual([['Roles'], [], []]);
  });

  test('that is imported gets a policy of the rule\'s stack, for which the rule waits', () => {
    const { app, source, target } = twoAccounts();
    rule(source, ordersTarget(target), { role: iam.Role.fromRoleArn(source, 'Role', roleArn('rules')) });
    expect(only(source, 'AWS::IAM::Policy').Properties).toMatchObject({
      Roles: ['rules'], PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: LIVE }] },
    });
    expect(targetsOf(source)).toEqual([[{ Id: 'Target0', Arn: LIVE, RoleArn: roleArn('rules') }]]);
    expect(only(source, 'AWS::Events::Rule').DependsOn).toEqual(Object.keys(resourcesOf(source, 'AWS::IAM::Policy')));
    expect(statementsOf(target)).toEqual([mayCall(SOURCE_ACCOUNT, roleArn('rules'))]);
    expect(handOversOf(app)).toEqual([]);
  });

  test.each([
    ['imported as immutable', (stack: Stack) => iam.Role.fromRoleArn(stack, 'Role', roleArn('rules'), { mutable: false })],
    ['protected from policies', (stack: Stack) => new iam.Role(stack, 'Role', { roleName: 'rules', assumedBy: EVENTS }).withoutPolicyUpdates()],
  ])('that is %s has its half handed over', (_, make) => {
    const { app, source, target } = twoAccounts();
    rule(source, ordersTarget(target), { role: make(source) });
    expect(resourcesOf(source, 'AWS::IAM::Policy')).toEqual({});
    const [{ account, summary, statement, commands }] = handOversOf(app);
    expect(handOversOf(app)).toHaveLength(1);
    expect([account, summary]).toEqual([SOURCE_ACCOUNT, `role rules cannot be changed by this app; it must be allowed to do lambda:InvokeFunction on ${LIVE}`]);
    expect(JSON.parse(statement)).toEqual(mayInvoke(LIVE));
    expect(commands).toEqual([expect.stringMatching(/^aws iam put-role-policy --role-name rules --policy-name cross-account-invoke-[0-9a-f]{8} --policy-document '\{.*\}'$/)]);
    expect(statementsOf(target)).toEqual([mayCall(SOURCE_ACCOUNT, roleArn('rules'))]);
  });

  test.each([
    ['imported', (_: Stack, source: Stack) => iam.Role.fromRoleArn(source, 'Role', roleArn('rules', OTHER_ACCOUNT)), 'Source/Role', OTHER_ACCOUNT],
    ['of the target\'s stack', (target: Stack) => new iam.Role(target, 'Role', { assumedBy: EVENTS }), 'Target/Role', TARGET_ACCOUNT],
  ])('of another account is refused (%s)', (_, make, path, account) => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    const role = make(target, source);
    expect(errorOf(() => rule(source, orders, { role }))).toBe(
      `role ${path} belongs to account ${account}, the rule to account ${SOURCE_ACCOUNT}; expected a role of the rule's account: EventBridge assumes no other; `
      + 'leave role out, so that one is made, or pass one of that account [Source/Rule]',
    );
    expect(resourcesOf(source, 'AWS::IAM::Policy')).toEqual({});
  });
});

describe('a target of another app', () => {
  test('is called by a role that is handed over by name', () => {
    const { app, source } = twoAccounts();
    rule(source, CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE));
    const name = String(eventRoles(source)[0][1].Properties.RoleName);
    expect((only(source, 'AWS::IAM::Policy').Properties.PolicyDocument as { Statement: unknown[] }).Statement).toEqual([mayInvoke(LIVE)]);
    const [{ account, summary, statement, commands }] = handOversOf(app);
    expect(handOversOf(app)).toHaveLength(1);
    expect(account).toBe(TARGET_ACCOUNT);
    expect(summary).toContain(`account ${TARGET_ACCOUNT}, which this app does not deploy, must let role ${roleArn(name)} do lambda:InvokeFunction on ${LIVE}`);
    expect(JSON.parse(statement)).toEqual({ ...mayCall(SOURCE_ACCOUNT, roleArn(name)), Resource: LIVE });
    expect(commands[1]).toContain(`--principal ${roleArn(name)}`);
  });

  test('keeps its role\'s id and name when something else is added before', () => {
    const names = [0, 2].map((before) => {
      const { source } = twoAccounts();
      for (let i = 0; i < before; i++) { new sqs.Queue(source, `Queue${i}`); }
      rule(source, CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE));
      return eventRoles(source).map(([id, { Properties }]) => [id, Properties.RoleName]);
    });
    expect(names[0]).toEqual(names[1]);
  });
});

describe('accounts that are not known, or the same', () => {
  test('fails for a rule in a stack without env', () => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source'), new Stack(app, 'Target', { env: TARGET_ENV })];
    const orders = ordersTarget(target);
    const message = errorOf(() => rule(source, orders));
    expect(message).toMatch(/^the ARN of Source\/CrossAccountRules[0-9a-f]{8}\/Resource is only known in stack Source, so no other template can name it/);
    expect(message).toContain("give stack Source an env: { account: '111111111111' }");
  });

  test('fails for a target in a stack without env', () => {
    const app = new App();
    const [source, target] = [new Stack(app, 'Source', { env: SOURCE_ENV }), new Stack(app, 'Target')];
    const orders = ordersTarget(target);
    expect(errorOf(() => rule(source, orders))).toContain('give stack Target an env: { account, region }, or pass account and region to CrossAccountTarget [Target/Orders]');
  });

  test('in one stack without env needs no literal', () => {
    const stack = new Stack(new App(), 'Target');
    rule(stack, new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function') }));
    const [[roleId]] = eventRoles(stack);
    const arn = { 'Fn::GetAtt': [roleId, 'Arn'] };
    expect(targetsOf(stack)).toEqual([[{ Id: 'Target0', Arn: ALIAS, RoleArn: arn }]]);
    expect((only(stack, 'AWS::IAM::Policy').Properties.PolicyDocument as { Statement: unknown[] }).Statement).toEqual([mayInvoke(ALIAS)]);
    expect(statementsOf(stack)).toEqual([{ ...mayCall(TARGET_ACCOUNT, arn), Sid: 'InvokeFunctionOwnRoles', Principal: '*' }]);
  });

  test('a rule of another account than its stack cannot be configured here', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    const imported = events.Rule.fromEventRuleArn(source, 'Rule', `arn:aws:events:${REGION}:${OTHER_ACCOUNT}:rule/orders`);
    expect(errorOf(() => new CrossAccountRuleTarget(orders).bind(imported))).toBe(
      'Source/Rule belongs to account 333333333333, its target to a stack of account 111111111111; expected the target in a stack of the account that owns the source; '
      + "declare it there; here, write the target's half alone with target.grants.invoke(Caller.…) [Source/Rule]",
    );
  });
});
