import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Authorizer, Call, Verdict } from '../support/authorizer';
import type { Cloud, PolicyJson, RoleModel } from '../support/cloud';

/**
 * Asks an IAM simulator that shares no code with this library whether a call is allowed.
 *
 * It adds what the simulator cannot know: which policy Lambda consults for the ARN that is called
 * (that of exactly this alias, version or function), and the context keys of the request. A policy
 * that is written in another account than the function's does not exist, as on AWS.
 */
export class Oracle implements Authorizer {
  constructor(private readonly cloud: Cloud) {}

  public async decide(call: Call): Promise<Verdict> {
    const role = this.cloud.roles.find(({ arn }) => arn === call.principalArn);
    const identity = await this.simulate(call, role, this.resourcePolicy(call.resourceArn));
    return { allowed: identity === 'Allowed', reason: await this.reason(call, role, identity) };
  }

  private async simulate(call: Call, role: RoleModel | undefined, resourcePolicy: PolicyJson | undefined): Promise<string> {
    const result = await runSimulation({
      request: {
        principal: call.principalArn,
        action: call.action,
        resource: { resource: call.resourceArn, accountId: accountOf(call.resourceArn) },
        contextVariables: contextOf(call),
      },
      identityPolicies: (role?.policies ?? []).map(({ name, document }) => ({ name, policy: document })),
      permissionBoundaryPolicies: role?.boundary && [{ name: 'boundary', policy: role.boundary }],
      resourcePolicy,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    }, {});
    if (result.resultType === 'error') { throw new Error(`the simulator refuses the input: ${JSON.stringify(result.errors)}`); }
    return result.overallResult;
  }

  private resourcePolicy(resourceArn: string): PolicyJson | undefined {
    if (resourceArn.includes(':role/')) { return this.cloud.roles.find(({ arn }) => arn === resourceArn)?.trustPolicy; }
    const policies = this.cloud.resourcePolicies
      .filter((policy) => policy.resourceArn === resourceArn && policy.writtenIn === accountOf(resourceArn));
    if (policies.length > 1) { throw new Error(`several resources write the policy of ${resourceArn}`); }
    return policies[0]?.document;
  }

  private async reason(call: Call, role: RoleModel | undefined, result: string): Promise<string> {
    if (result === 'Allowed') { return 'both halves allow it'; }
    if (result === 'ExplicitlyDenied') { return 'an explicit deny'; }
    if (accountOf(call.principalArn) === accountOf(call.resourceArn)) { return 'neither half allows it'; }
    const resourceHalfAllows = this.resourcePolicy(call.resourceArn) !== undefined
      && await this.simulate(call, { ...role!, policies: [ALLOW_ALL], boundary: undefined }, this.resourcePolicy(call.resourceArn)) === 'Allowed';
    return resourceHalfAllows
      ? `no identity-based policy allows the ${call.action} action`
      : `no resource-based policy allows the ${call.action} action`;
  }
}

const ALLOW_ALL = { name: 'all', document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } };

function contextOf({ principalArn, source, organization }: Call): Record<string, string | string[]> {
  const context: Record<string, string | string[]> = {};
  if (principalArn.startsWith('arn:')) {
    context['aws:PrincipalArn'] = principalArn;
    context['aws:PrincipalAccount'] = accountOf(principalArn);
  }
  if (source) { context['aws:SourceArn'] = source.arn; }
  if (source?.account) { context['aws:SourceAccount'] = source.account; }
  if (organization) {
    context['aws:PrincipalOrgID'] = organization.id;
    context['aws:PrincipalOrgPaths'] = organization.paths;
  }
  return context;
}

/** The account in an ARN; empty for a service principal. */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
