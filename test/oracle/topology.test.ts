import type { RoleTopology, Topology } from './topology';
import { build, mismatch } from './topology-calls';
import { ResourcePolicyType } from '../../src';
import type { Cloud } from '../support/cloud';

const TARGET = { account: 1, region: 0, policyType: ResourcePolicyType.DOCUMENT };
const ROLE: RoleTopology = { account: 1, externalId: true, strict: false, targets: [0], assumers: [], chained: false };

/** Two roles beside two targets in one account: the first is for an invoker, the second for the whole account of a stranger. */
const TOPOLOGY: Topology = {
  partitionLiterals: true,
  targets: [{ ...TARGET, aliasName: 'live' }, { ...TARGET, aliasName: 'beta' }],
  roles: [{ ...ROLE, besideTarget: 0 }, { ...ROLE, targets: [1] }],
  invokers: [
    { account: 0, region: 0, ownRole: false, via: 0, calls: [0] },
    { account: 0, region: 1, ownRole: true, calls: [1] },
  ],
  strangers: [{ account: 0, organization: 0, grants: [], trusts: [{ role: 1, kind: 'account' }] }],
};

/** What the property must notice, as changes of statements; a change to undefined removes. */
const FAULTS: Record<string, (statement: Record<string, unknown>) => unknown> = {
  'the external id is not asked for': (statement) => ({ ...statement, Condition: without(statement.Condition, 'StringEquals') }),
  'the caller is not named': (statement) => ({ ...statement, Condition: without(statement.Condition, 'ArnEquals') }),
  'nobody is trusted': (statement) => statement.Principal ? undefined : statement,
  'callers may assume every role': (statement) => statement.Sid === 'AssumeRoles' ? { ...statement, Resource: '*' } : statement,
  'callers may assume no role': (statement) => statement.Sid === 'AssumeRoles' ? undefined : statement,
  'roles may invoke every function': (statement) => statement.Sid === 'InvokeTargets' ? { ...statement, Resource: '*' } : statement,
  'roles may invoke no function': (statement) => statement.Sid === 'InvokeTargets' ? undefined : statement,
};

function without(condition: unknown, operator: string): object {
  return Object.fromEntries(Object.entries(condition ?? {}).filter(([name]) => name !== operator));
}

/** Changes every statement of the roles' policies, trust policies included. */
function changed(cloud: Cloud, change: (statement: Record<string, unknown>) => unknown): Cloud {
  const roles = JSON.parse(JSON.stringify(cloud.roles), (key, value) => key === 'Statement'
    ? (value as Record<string, unknown>[]).map(change).filter((statement) => statement !== undefined)
    : value);
  return { ...cloud, roles };
}

const { cloud, questions } = build(TOPOLOGY);

test('a topology without a fault has no mismatch', async () => {
  expect(await mismatch({ cloud, questions })).toBeUndefined();
  expect(questions.filter(({ declared }) => declared)).toHaveLength(5);
});

test.each(Object.entries(FAULTS))('the property notices that %s', async (_, change) => {
  expect(await mismatch({ cloud: changed(cloud, change), questions })).toMatch(/: declared (true, allowed false|false, allowed true)$/);
});
