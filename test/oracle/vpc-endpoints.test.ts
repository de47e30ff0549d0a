import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ASSUME } from './assume';
import { cloudOf } from './two-clouds';
import { TwoJudges } from './two-judges';
import { agreedPath, elsewhere, passes, withoutPassage } from './vpc-gate';
import type { Passage } from './vpc-gate';
import { functionInVpc, INVOKE, isolatedVpc, ORDERS, QUEUE, READER, REACHES } from './vpc-reaches';
import { AssumableRole, CrossAccountInvoker, CrossAccountTarget, Reach } from '../../src';
import { fn, OTHER_ACCOUNT, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';
import { withoutIdentityHalf, withoutResourceHalf } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';
import { EndpointGate } from '../support/endpoint-gate';
import { endpointPolicies } from '../support/network';

const CASES = Object.entries(REACHES).map(([name, build]) => ({ name, ...build() }));
const PASSAGES = CASES.flatMap(({ name, cloud, functionArn, declared }) =>
  declared.map((call) => ({ name: `${name}: ${call.action} on ${call.resourceArn}`, cloud, functionArn, call })));

/** An action that the same service has beside each declared one. */
const OTHER_ACTIONS: Record<string, string> = {
  lambda: 'lambda:UpdateFunctionCode', sts: 'sts:AssumeRoleWithWebIdentity', sqs: 'sqs:ReceiveMessage', s3: 's3:PutObject',
};

/** Names that have no more than a beginning, an end or a letter in common with the declared one. */
function otherResources({ service, resourceArn }: Passage): string[] {
  const [unqualified, alias] = [resourceArn.split(':').slice(0, 7).join(':'), resourceArn.split(':')[7]];
  switch (service) {
    case 'lambda': return [
      `${unqualified}2`, `${unqualified}:beta`, `${unqualified}:1`, `${unqualified}:$LATEST`, `${unqualified}2:${alias ?? 'live'}`,
      resourceArn.replace(/:\d{12}:/, `:${OTHER_ACCOUNT}:`), resourceArn.replace('eu-west-1', 'us-east-1'),
    ];
    case 's3': return [resourceArn.replace('reports', 'reports2'), resourceArn.replace('reports', 'other')];
    default: return [`${resourceArn}2`, resourceArn.replace(/\d{12}/, OTHER_ACCOUNT), resourceArn.replace(/[^/:]+$/, 'other')];
  }
}

/** The same role in each other account: the other end of the call is among them. */
function strangers({ principalArn }: Passage): string[] {
  return [SOURCE_ACCOUNT, TARGET_ACCOUNT, OTHER_ACCOUNT].map((account) => elsewhere(principalArn, account)).filter((arn) => arn !== principalArn);
}

test.each(PASSAGES)('$name passes', async ({ cloud, functionArn, call }) => {
  expect(await passes(cloud, functionArn, call)).toBe(true);
});

test.each(PASSAGES)('$name: nothing else like it passes', async ({ cloud, functionArn, call }) => {
  const others = otherResources(call);
  expect(others).not.toContain(call.resourceArn);
  for (const resourceArn of others) {
    expect([resourceArn, await passes(cloud, functionArn, { ...call, resourceArn })]).toEqual([resourceArn, false]);
  }
  const action = OTHER_ACTIONS[call.service];
  expect([action, await passes(cloud, functionArn, { ...call, action })]).toEqual([action, false]);
});

test.each(PASSAGES)("$name: another account's credentials do not pass", async ({ cloud, functionArn, call }) => {
  for (const principalArn of strangers(call)) {
    expect([principalArn, await passes(cloud, functionArn, { ...call, principalArn })]).toEqual([principalArn, false]);
  }
});

test.each(PASSAGES)('$name is denied without its statement', async ({ cloud, functionArn, call }) => {
  expect(await passes(withoutPassage(cloud, call.action), functionArn, call)).toBe(false);
});

test.each(CASES)('$name: every statement names its actions and ARNs, and one account', ({ name, cloud }) => {
  const statements = endpointPolicies(cloud).flatMap(({ policy }) => policy!.Statement)
    .filter(({ Action }) => name !== 'target over an endpoint that is there' || Action !== 'lambda:GetAccountSettings');
  expect(statements.length).toBeGreaterThan(0);
  for (const { Effect, Principal, Action, Resource, Condition, ...rest } of statements) {
    expect(rest).toEqual({});
    expect(Effect).toBe('Allow');
    // of an L2 endpoint aws-cdk-lib writes the long form
    expect(JSON.stringify(Principal)).toMatch(/^("\*"|\{"AWS":"\*"\})$/);
    for (const action of [Action].flat()) { expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/); }
    for (const resource of [Resource].flat()) { expect(resource).toMatch(/^arn:aws:[a-z0-9]+:[^*]*:[^*]+(\/\*)?$/); }
    expect(Object.keys(Condition as object)).toEqual(['StringEquals']);
    expect(Object.keys((Condition as { StringEquals: object }).StringEquals)).toEqual(['aws:PrincipalAccount']);
  }
});

test('an endpoint that is there keeps what its own policy lets through', async () => {
  const { cloud, functionArn, declared: [call] } = REACHES['target over an endpoint that is there']();
  expect(await passes(cloud, functionArn, { ...call, action: 'lambda:GetAccountSettings', resourceArn: '*' })).toBe(true);
});

describe('two functions in one VPC', () => {
  const { app, source } = twoAccounts();
  const vpc = isolatedVpc(source);
  const orders = CrossAccountTarget.fromTargetArn(source, 'Orders', `${ORDERS}:live`);
  const billing = CrossAccountTarget.fromTargetArn(source, 'Billing', `${ORDERS}-billing:beta`);
  const reader = AssumableRole.fromRoleArn(source, 'Reader', READER);
  const sqs = ec2.InterfaceVpcEndpointAwsService.SQS;
  functionInVpc(source, 'First', [Reach.target(orders), Reach.service(sqs, { actions: ['sqs:SendMessage'], resources: [QUEUE] })], { vpc });
  functionInVpc(source, 'Second', [
    Reach.target(billing, { via: reader }),
    Reach.service(sqs, { actions: ['sqs:ReceiveMessage'], resources: [`${QUEUE}-done`] }),
  ], { vpc });
  const cloud = cloudOf(app);
  const arnOf = (name: string) => cloud.functions.find(({ functionName }) => functionName.includes(name))!.arn;
  const own = cloud.functions.find(({ arn }) => arn === arnOf('First'))!.roleArn;

  const principals = [own, READER];
  const actions = [INVOKE, ASSUME, 'sqs:SendMessage', 'sqs:ReceiveMessage', 'lambda:GetFunction'];
  const resources: Record<string, string[]> = {
    lambda: [ORDERS, `${ORDERS}:live`, `${ORDERS}:beta`, `${ORDERS}-billing`, `${ORDERS}-billing:beta`, `${ORDERS}-billing:live`],
    sts: [READER, `${READER}2`],
    sqs: [QUEUE, `${QUEUE}-done`],
  };
  const DECLARED = new Set([
    [own, INVOKE, ORDERS], [own, INVOKE, `${ORDERS}:live`],
    [READER, INVOKE, `${ORDERS}-billing`], [READER, INVOKE, `${ORDERS}-billing:beta`],
    [own, ASSUME, READER],
    [own, 'sqs:SendMessage', QUEUE], [own, 'sqs:ReceiveMessage', `${QUEUE}-done`],
  ].map((call) => call.join(' ')));

  test('share the endpoints', () => {
    expect(endpointPolicies(cloud).map(({ endpoint }) => endpoint.serviceName.split('.').pop()).sort()).toEqual(['lambda', 'sqs', 'sts']);
  });

  test('what passes is what the two reach together, and nothing more', async () => {
    const passed = new Set<string>();
    for (const principalArn of principals) {
      for (const action of actions) {
        const service = action.split(':')[0];
        for (const resourceArn of resources[service]) {
          if (await passes(cloud, arnOf('Second'), { service, principalArn, action, resourceArn })) { passed.add([principalArn, action, resourceArn].join(' ')); }
        }
      }
    }
    expect(passed).toEqual(DECLARED);
  });

  test('the one without a role to assume does not get to the endpoint of STS', () => {
    expect(agreedPath(cloud, arnOf('First'), 'sts')).toMatchObject({ kind: 'unreachable' });
    expect(agreedPath(cloud, arnOf('Second'), 'sts')).toMatchObject({ kind: 'endpoint' });
  });
});

describe('a call needs the endpoint and both halves', () => {
  const { app, source, target } = twoAccounts();
  const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
  const checkout = functionInVpc(source, 'Checkout', []);
  new CrossAccountInvoker(source, 'Invoker', { function: checkout.function, targets: [orders] });
  const cloud = cloudOf(app);
  const { arn, roleArn } = cloud.functions.find(({ stackName }) => stackName === 'Source')!;
  const targetArn = `${cloud.functions.find(({ stackName }) => stackName === 'Target')!.arn}:live`;

  async function decide(changed: Cloud): Promise<string> {
    const call = { principalArn: roleArn, action: INVOKE, resourceArn: targetArn, path: agreedPath(changed, arn, 'lambda') };
    return (await new EndpointGate(new TwoJudges(changed)).decide(call)).reason;
  }

  test.each<[string, Cloud, string]>([
    ['everything', cloud, 'both halves allow it'],
    ['all but the endpoint policy', withoutPassage(cloud, INVOKE), 'no VPC endpoint policy allows the lambda:InvokeFunction action'],
    ['all but the identity half', withoutIdentityHalf(cloud, roleArn), 'no identity-based policy allows the lambda:InvokeFunction action'],
    ['all but the resource half', withoutResourceHalf(cloud, targetArn), 'no resource-based policy allows the lambda:InvokeFunction action'],
  ])('with %s', async (_, changed, reason) => {
    expect(await decide(changed)).toBe(reason);
  });
});
