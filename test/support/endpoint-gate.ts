import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Authorizer, Call, Verdict } from './authorizer';
import type { PolicyJson } from './cloud';
import type { EndpointModel } from './network-model';
import { contextOf, ownerOf } from './request-context';

/**
 * An authorizer behind the network of the caller: the policy of the endpoint that a call passes is one more gate.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
 *
 * ```ts
 * new EndpointGate(new Oracle(cloud)).decide({ ...call, path: networkPath(cloud, fn.arn, 'lambda') })
 * ```
 */
export class EndpointGate implements Authorizer {
  constructor(private readonly behind: Authorizer) {}

  public async decide(call: Call): Promise<Verdict> {
    const { path = { kind: 'no-vpc' } } = call;
    if (path.kind === 'unreachable') { return { allowed: false, reason: `unreachable: ${path.reason}` }; }
    if (path.kind === 'endpoint' && path.policy) {
      const result = await simulate(path.endpoint, path.policy, call);
      if (result === 'ExplicitlyDenied') { return { allowed: false, reason: 'an explicit deny in a VPC endpoint policy' }; }
      if (result !== 'Allowed') { return { allowed: false, reason: `no VPC endpoint policy allows the ${call.action} action` }; }
    }
    return this.behind.decide(call);
  }
}

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

/** Everything else allows the call, so what is decided is the endpoint's part. */
async function simulate(endpoint: EndpointModel, policy: PolicyJson, call: Call): Promise<string> {
  const { Resource, ...trust } = { ...EVERYTHING, Principal: '*' };
  const result = await runSimulation({
    request: {
      principal: call.principalArn,
      action: call.action,
      resource: { resource: call.resourceArn, accountId: ownerOf(call) },
      contextVariables: contextOf(call),
    },
    identityPolicies: [{ name: 'all', policy: { Version: '2012-10-17', Statement: [EVERYTHING] } }],
    // the resource policy of a role names no resource
    resourcePolicy: { Version: '2012-10-17', Statement: [call.resourceArn.includes(':role/') ? { ...trust, Action: call.action } : { ...trust, Resource }] },
    vpcEndpointPolicies: [{ name: endpoint.id, policy: withoutPrincipals(endpoint, policy) }],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  }, {});
  if (result.resultType === 'error') { throw new Error(`the simulator refuses the policy of ${endpoint.id}: ${JSON.stringify(result.errors)}`); }
  return result.overallResult;
}

/** The simulator takes '*' only, and would not look at any other principal. */
function withoutPrincipals({ id }: EndpointModel, policy: PolicyJson): PolicyJson {
  const statements = [policy.Statement].flat();
  return { ...policy, Statement: statements.map((statement) => ({ ...statement, Principal: anyone(id, statement.Principal) })) };
}

function anyone(id: string, principal: unknown): '*' {
  const { AWS: aws } = (principal ?? {}) as { AWS?: unknown };
  if (principal === '*' || aws === '*' || (Array.isArray(aws) && aws.includes('*'))) { return '*'; }
  throw new Error(`no test support for the principal ${JSON.stringify(principal)} in the policy of ${id}: write Principal '*' and a condition on aws:PrincipalArn`);
}
