import * as fc from 'fast-check';
import { build, mismatch, vpcTopologies } from './vpc-topology';
import type { VpcTopology } from './vpc-topology';
import type { Cloud } from '../support/cloud';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 40);

test(`${RUNS} random VPCs let the declared calls through and no other`, async () => {
  await fc.assert(fc.asyncProperty(vpcTopologies, async (topology) => {
    const wrong = await mismatch(build(topology));
    if (wrong !== undefined) { throw new Error(wrong); }
  }), { numRuns: RUNS });
}, 60_000 + RUNS * 2_000);

/** Two functions in one VPC; a third has one for itself. */
const TOPOLOGY: VpcTopology = [
  { vpc: 0, reaches: [{ kind: 'target', target: 0 }, { kind: 'queue', queue: 0, actions: ['sqs:SendMessage'] }] },
  { vpc: 0, reaches: [{ kind: 'target', target: 1, via: 0 }, { kind: 'objects', bucket: 0 }] },
  { vpc: 1, reaches: [{ kind: 'role', role: 1 }] },
];
const { cloud, questions } = build(TOPOLOGY);

test('a VPC without a fault has no mismatch', async () => {
  expect(await mismatch({ cloud, questions })).toBeUndefined();
  // the first: four ARNs, two of them for its neighbour, and a queue; the second: four ARNs, a role and an object; the third: a role
  expect(questions.filter(({ declared }) => declared)).toHaveLength(12);
});

type Statement = Record<string, unknown>;

/** What the property must notice, as changes of statements; a change to nothing removes. */
const FAULTS: Record<string, (statement: Statement) => Statement[]> = {
  "any account's credentials pass": ({ Condition, ...statement }) => [statement],
  'every action passes': (statement) => [{ ...statement, Action: '*' }],
  'every resource passes': (statement) => [{ ...statement, Resource: '*' }],
  'every name that begins alike passes': (statement) => [{ ...statement, Resource: [statement.Resource].flat().map((arn) => `${arn}*`) }],
  'ARNs without a qualifier do not pass': (statement) => [{ ...statement, Resource: [statement.Resource].flat().filter((arn) => !/:function:[^:]+$/.test(String(arn))) }],
  'nothing passes': () => [],
};

test.each(Object.entries(FAULTS))('the property notices that %s', async (_, change) => {
  expect(await mismatch({ cloud: changed(change), questions })).toMatch(/: declared (true, allowed false|false, allowed true)$/);
});

test('the property notices a function that its security group lets out to everything', async () => {
  const network = cloud.network!;
  const rules = network.rules.flatMap((rule) => rule.direction === 'egress' && rule.peerGroupId !== undefined
    ? network.securityGroups.map(({ id }) => ({ ...rule, peerGroupId: id }))
    : [rule]);
  const endpoints = network.endpoints.map((endpoint) => ({ ...endpoint, securityGroupIds: network.securityGroups.map(({ id }) => id) }));
  expect(await mismatch({ cloud: { ...cloud, network: { ...network, rules, endpoints } }, questions })).toMatch(/: declared false, allowed true$/);
});

function changed(change: (statement: Statement) => Statement[]): Cloud {
  const network = cloud.network!;
  const endpoints = network.endpoints.map(({ policy, ...endpoint }) => {
    return { ...endpoint, policy: { ...policy!, Statement: policy!.Statement.flatMap(change) } };
  });
  return { ...cloud, network: { ...network, endpoints } };
}
