import type { Cloud } from '../access/model/cloud';

/** Every condition key that the policies of these templates ask for and that begins so, in lower case. */
export function conditionKeys({ identities, resourcePolicies }: Pick<Cloud, 'identities' | 'resourcePolicies'>, prefix: string): string[] {
  const ofIdentities = [...identities.values()].flatMap(({ statements, trust, boundary = [] }) => [...statements, ...trust, ...boundary]);
  const ofResources = [...resourcePolicies.values()].flatMap(({ statements }) => statements);
  const keys = [...ofIdentities, ...ofResources].flatMap(({ conditions }) => conditions.map(({ key }) => key.toLowerCase()));
  return [...new Set(keys)].filter((key) => key.startsWith(prefix));
}
