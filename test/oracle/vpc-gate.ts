import type { Authorizer, Call } from '../support/authorizer';
import type { Cloud } from '../support/cloud';
import { EndpointGate } from '../support/endpoint-gate';
import { networkPath } from '../support/network';

/** Everything but the endpoint allows the call. */
const OPEN: Authorizer = { decide: async () => ({ allowed: true, reason: 'the endpoint lets it through' }) };

/** A call that the code of a function in a VPC makes. */
export interface Passage extends Call {
  /** The end of the endpoint's service name: lambda, sts, sqs, s3. */
  readonly service: string;
}

/**
 * Whether the endpoint that the call goes over lets it through, whatever the policies of roles and functions say.
 *
 * Fails if the call does not go over an endpoint with a policy: nothing would be decided then.
 */
export async function passes(cloud: Cloud, functionArn: string, { service, ...call }: Passage): Promise<boolean> {
  const path = networkPath(cloud, functionArn, service);
  if (path.kind !== 'endpoint' || !path.policy) { throw new Error(`${service} is not reached over an endpoint with a policy: ${JSON.stringify(path)}`); }
  const { allowed } = await new EndpointGate(OPEN).decide({ ...call, path });
  return allowed;
}

/** The same cloud with endpoints whose policies have no statement for these actions. */
export function withoutPassage(cloud: Cloud, action: string): Cloud {
  const network = cloud.network!;
  const endpoints = network.endpoints.map((endpoint) => {
    if (!endpoint.policy) { return endpoint; }
    const Statement = endpoint.policy.Statement.filter(({ Action }) => ![Action].flat().includes(action));
    return { ...endpoint, policy: { ...endpoint.policy, Statement } };
  });
  return { ...cloud, network: { ...network, endpoints } };
}

/** The same role in another account. */
export function elsewhere(principalArn: string, account: string): string {
  return principalArn.replace(/^(arn:[^:]+:iam::)\d+/, `$1${account}`);
}
