import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate';
import { entityArn, sessionArn, type Case, type CaseCaller, type ContextValue } from './case';

/** What the independent simulator says. */
export async function theirs(given: Case): Promise<'allowed' | 'denied'> {
  const { action, resource, resourceAccount, context, identityPolicies, boundary, sessionPolicy, resourcePolicy, endpointPolicy } = given;
  const result = await runSimulation({
    request: { principal: principalOf(given.caller), action, resource: { resource, accountId: resourceAccount }, contextVariables: mutable(context) },
    identityPolicies: identityPolicies.map((policy, index) => ({ name: `identity ${index}`, policy })),
    permissionBoundaryPolicies: boundary && [{ name: 'boundary', policy: boundary }],
    sessionPolicy,
    resourcePolicy,
    vpcEndpointPolicies: endpointPolicy && [{ name: 'endpoint', policy: endpointPolicy }],
    serviceControlPolicies: levels(given.serviceControlPolicies),
    resourceControlPolicies: levels(given.resourceControlPolicies),
  }, {});
  if (result.resultType === 'error') { throw new Error(`the simulator refuses case ${given.seed}/${given.index}: ${JSON.stringify(result.errors)}`); }
  return result.overallResult === 'Allowed' ? 'allowed' : 'denied';
}

function principalOf(caller: CaseCaller): string | typeof anonymousPrincipal {
  if (caller.kind === 'anonymous') { return anonymousPrincipal; }
  if (caller.kind === 'service') { return caller.service; }
  return caller.kind === 'role' ? sessionArn(caller) : entityArn(caller);
}

function levels(policies: Case['serviceControlPolicies']): { orgIdentifier: string; policies: { name: string; policy: unknown }[] }[] {
  return policies.map((policy, index) => ({ orgIdentifier: `ou-${index}`, policies: [{ name: `level ${index}`, policy }] }));
}

function mutable(context: Readonly<Record<string, ContextValue>>): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(context).map(([key, value]) => [key, typeof value === 'string' ? value : [...value]]));
}
