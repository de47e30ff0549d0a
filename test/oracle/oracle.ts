import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Authorizer, Call, Verdict } from '../support/authorizer';
import type { Cloud, PolicyJson, RoleModel } from '../support/cloud';
import { contextOf, ownerOf } from '../support/request-context';

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
    if (isRole(call.resourceArn) && !this.resourcePolicy(call)) { return { allowed: false, reason: 'the role does not exist' }; }
    const result = await this.simulate(call, role);
    return { allowed: result === 'Allowed', reason: await this.reason(call, role, result) };
  }

  private async simulate(call: Call, role: RoleModel | undefined): Promise<string> {
    const result = await runSimulation({
      request: {
        principal: call.principalArn,
        action: call.action,
        resource: { resource: call.resourceArn, accountId: ownerOf(call) },
        contextVariables: contextOf(call),
      },
      identityPolicies: (role?.policies ?? []).map(({ name, document }) => ({ name, policy: document })),
      permissionBoundaryPolicies: role?.boundary && [{ name: 'boundary', policy: role.boundary }],
      resourcePolicy: this.resourcePolicy(call),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    }, {});
    if (result.resultType === 'error') { throw new Error(`the simulator refuses the input: ${JSON.stringify(result.errors)}`); }
    return result.overallResult;
  }

  private resourcePolicy(call: Call): PolicyJson | undefined {
    const { resourceArn } = call;
    if (isRole(resourceArn)) { return this.cloud.roles.find(({ arn }) => arn === resourceArn)?.trustPolicy; }
    const policies = this.cloud.resourcePolicies
      .filter((policy) => policy.resourceArn === resourceArn && policy.writtenIn === ownerOf(call));
    if (policies.length > 1) { throw new Error(`several resources write the policy of ${resourceArn}`); }
    return policies[0]?.document;
  }

  private async reason(call: Call, role: RoleModel | undefined, result: string): Promise<string> {
    if (result === 'Allowed') { return 'both halves allow it'; }
    if (result === 'ExplicitlyDenied') { return 'an explicit deny'; }
    if (!isRole(call.resourceArn) && accountOf(call.principalArn) === ownerOf(call)) { return 'neither half allows it'; }
    const resourceHalfAllows = this.resourcePolicy(call) !== undefined
      && await this.simulate(call, { ...role!, policies: [ALLOW_ALL], boundary: undefined }) === 'Allowed';
    if (resourceHalfAllows) { return `no identity-based policy allows the ${call.action} action`; }
    return isRole(call.resourceArn)
      ? `the trust policy of the role does not allow the ${call.action} action`
      : `no resource-based policy allows the ${call.action} action`;
  }
}

const ALLOW_ALL = { name: 'all', document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } };

/** The resource policy of a role is its trust policy, which is asked within one account too. */
function isRole(resourceArn: string): boolean {
  return resourceArn.includes(':role/');
}

/** The account in an ARN; empty for a service principal. */
export function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}
