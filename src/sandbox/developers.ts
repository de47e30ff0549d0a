import type { Cloud } from '../access/model/cloud';
import type { Identity } from '../access/model/identity';
import type { StackInfo } from '../access/model/site';

/** Anything, as far as identity policies go: the other account still has its say. */
const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

/** The role that stands for whoever tries the app out in an account. */
export function developerOf({ partition, account }: Pick<StackInfo, 'partition' | 'account'>): string {
  return `arn:${partition}:iam::${account}:role/sandbox/developer`;
}

/** The same cloud with such a role in every account. */
export function withDevelopers(cloud: Cloud): Cloud {
  const developers = new Map(cloud.stacks.map((stack) => [developerOf(stack), developer(stack)]));
  return { ...cloud, identities: new Map([...developers, ...cloud.identities]) };
}

export function isDeveloper({ site }: Identity): boolean {
  return site.logicalId === LOGICAL_ID;
}

const LOGICAL_ID = 'developer of the sandbox';

function developer(stack: StackInfo): Identity {
  const { account } = stack;
  return {
    kind: 'role',
    arn: developerOf(stack),
    name: 'developer',
    account,
    site: { stack, logicalId: LOGICAL_ID, type: 'AWS::IAM::Role', path: 'developer' },
    statements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [], source: { policy: LOGICAL_ID, json: EVERYTHING } }],
    trust: [],
    unknownPolicies: [],
  };
}
