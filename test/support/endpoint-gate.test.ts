import type { Call } from './authorizer';
import { EndpointGate } from './endpoint-gate';
import type { NetworkPath } from './network';

const CALLER = 'arn:aws:iam::111111111111:role/checkout';
const ORDERS = 'arn:aws:lambda:eu-west-1:222222222222:function:orders';
const READER = 'arn:aws:iam::222222222222:role/reader';
const BEHIND = { allowed: true, reason: 'decided behind the endpoint' };
const BLOCKED = { allowed: false, reason: 'no VPC endpoint policy allows the lambda:InvokeFunction action' };

const endpoint = {
  id: 'vpce-1',
  stackName: 'Stack',
  type: 'Interface' as const,
  vpcId: 'vpc-1',
  serviceName: 'com.amazonaws.eu-west-1.lambda',
  privateDns: true,
  subnetIds: [],
  securityGroupIds: [],
  routeTableIds: [],
};

function through(...statements: Record<string, unknown>[]): NetworkPath {
  return { kind: 'endpoint', endpoint, policy: { Version: '2012-10-17', Statement: statements } };
}

async function decide(path: NetworkPath, call: Partial<Call> = {}) {
  return new EndpointGate({ decide: async () => BEHIND }).decide({ principalArn: CALLER, action: 'lambda:InvokeFunction', resourceArn: ORDERS, ...call, path });
}

const ALLOW = { Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', Resource: ORDERS };

test.each<[string, NetworkPath]>([
  ['from no VPC', { kind: 'no-vpc' }],
  ['over the internet', { kind: 'internet' }],
  ['through an endpoint without a policy', { kind: 'endpoint', endpoint }],
  ['through an endpoint that allows it', through(ALLOW)],
  ['through an endpoint that allows it to AWS *', through({ ...ALLOW, Principal: { AWS: '*' } })],
  ['through an endpoint that allows it to a list with *', through({ ...ALLOW, Principal: { AWS: ['*'] } })],
])('a call %s is decided by what is behind', async (_, path) => {
  expect(await decide(path)).toEqual(BEHIND);
});

test.each<[string, Record<string, unknown>]>([
  ['another resource', { ...ALLOW, Resource: `${ORDERS}:*` }],
  ['another action', { ...ALLOW, Action: 'lambda:GetFunction' }],
])('an endpoint that allows %s denies the call', async (_, statement) => {
  expect(await decide(through(statement))).toEqual(BLOCKED);
});

test('an explicit deny is told from a missing allow', async () => {
  expect(await decide(through(ALLOW, { ...ALLOW, Effect: 'Deny' }))).toEqual({ allowed: false, reason: 'an explicit deny in a VPC endpoint policy' });
});

test('a call that does not arrive is denied', async () => {
  expect(await decide({ kind: 'unreachable', reason: 'no way' })).toEqual({ allowed: false, reason: 'unreachable: no way' });
});

test('the assumption of a role is decided like any call', async () => {
  const assume = { action: 'sts:AssumeRole', resourceArn: READER };
  const allow = { ...ALLOW, Action: 'sts:AssumeRole', Resource: READER };
  expect(await decide(through(allow), assume)).toEqual(BEHIND);
  expect(await decide(through({ ...allow, Resource: `${READER}-two` }), assume)).toEqual({ allowed: false, reason: 'no VPC endpoint policy allows the sts:AssumeRole action' });
});

/** Nothing in this table may pass because the simulator does not know the key. */
test.each<[string, string, string]>([
  ['aws:PrincipalArn', CALLER, READER],
  ['aws:PrincipalAccount', '111111111111', '222222222222'],
  ['aws:ResourceAccount', '222222222222', '111111111111'],
  ['aws:SourceVpc', 'vpc-1', 'vpc-2'],
  ['aws:SourceVpce', 'vpce-1', 'vpce-2'],
])('a condition on %s is looked at', async (key, right, wrong) => {
  expect(await decide(through({ ...ALLOW, Condition: { StringEquals: { [key]: right } } }))).toEqual(BEHIND);
  expect(await decide(through({ ...ALLOW, Condition: { StringEquals: { [key]: wrong } } }))).toEqual(BLOCKED);
});

test.each([[{ AWS: CALLER }], [{ Service: 'lambda.amazonaws.com' }], [undefined]])('fails for the principal %j, at which the simulator would not look', async (principal) => {
  await expect(decide(through({ ...ALLOW, Principal: principal }))).rejects.toThrow('no test support for the principal');
});
