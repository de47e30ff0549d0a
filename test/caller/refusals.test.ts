import { Stack } from 'aws-cdk-lib';
import { Caller, CrossAccountTarget, ResourcePolicyType } from '../../src';
import { errorOf, fn, ORDERS_FUNCTION, REGION, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';

/** Services whose resources call functions of their own account only: what they are asked for, and the whole error. */
const REFUSED: [string, string, string, string][] = [
  ['events', 'events.amazonaws.com', `arn:aws:events:${REGION}:ACCOUNT:rule/orders`,
    'a rule calls a function of another account with its execution role, and not as events.amazonaws.com; expected a source in account 222222222222, the target\'s own; '
    + "use new CrossAccountRuleTarget(target) as the rule's target, or, for a rule of another app, Caller.role with the ARN of the role in its target"],
  ['scheduler', 'scheduler.amazonaws.com', `arn:aws:scheduler:${REGION}:ACCOUNT:schedule/default/nightly`,
    'a schedule calls with its execution role, and not as scheduler.amazonaws.com; expected a source in account 222222222222, the target\'s own; '
    + 'use new CrossAccountScheduleTarget(target), or Caller.role with the ARN of the role in its target'],
  ['logs', 'logs.amazonaws.com', `arn:aws:logs:${REGION}:ACCOUNT:log-group:/orders:*`,
    "CloudWatch Logs delivers to functions of the log group's own account only; expected a source in account 222222222222, the target's own; "
    + 'send the logs over Kinesis: new CrossAccountLogsDestination beside the target'],
  ['elasticloadbalancing', 'elasticloadbalancing.amazonaws.com', `arn:aws:elasticloadbalancing:${REGION}:ACCOUNT:targetgroup/orders/0123456789abcdef`,
    "a load balancer calls functions of its own account and region only; expected a source in account 222222222222, the target's own; "
    + 'put an API Gateway API in front (CrossAccountHttpIntegration), give the target a function URL, '
    + 'or let a function beside the load balancer call the target with CrossAccountInvoker'],
];

const callerOf = (name: string, service: string, arn: string, account: string) =>
  Caller.service({ service, sourceArn: arn.replace('ACCOUNT', account), sourceAccount: name === 'events' ? undefined : account });
const own = (stack: Stack, policyType?: ResourcePolicyType) => new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function'), policyType });

describe.each(REFUSED)('%s', (name, service, arn, error) => {
  test.each([ResourcePolicyType.DOCUMENT, ResourcePolicyType.PERMISSIONS])('of another account is refused by a target with %s', (policyType) => {
    const { target } = twoAccounts();
    expect(errorOf(() => own(target, policyType).grants.invoke(callerOf(name, service, arn, SOURCE_ACCOUNT)))).toBe(`${error} [Target/Orders]`);
  });

  test('of another account is refused by a target of another app, and not handed over', () => {
    const { source } = twoAccounts();
    const imported = CrossAccountTarget.fromTargetArn(source, 'Orders', `${ORDERS_FUNCTION}:live`);
    expect(errorOf(() => imported.grants.invoke(callerOf(name, service, arn, SOURCE_ACCOUNT)))).toBe(`${error} [Source/Orders]`);
  });

  test('of the target\'s own account is let in', () => {
    const { target } = twoAccounts();
    expect(own(target).grants.invoke(callerOf(name, service, arn, TARGET_ACCOUNT)).written).toBe(true);
  });
});

test('a rule is refused also when it is named by Caller.rule', () => {
  const { target } = twoAccounts();
  expect(errorOf(() => own(target).grants.invoke(Caller.rule(`arn:aws:events:${REGION}:${SOURCE_ACCOUNT}:rule/orders`)))).toBe(`${REFUSED[0][3]} [Target/Orders]`);
});
