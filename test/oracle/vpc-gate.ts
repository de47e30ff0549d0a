import { ourCloud } from './our-cloud';
import { requestOf } from './two-judges';
import { evaluatorOf } from '../../src/access/evaluate/evaluate';
import { pathOf } from '../../src/access/network/path';
import type { Authorizer, Call } from '../support/authorizer';
import type { Cloud } from '../support/cloud';
import { EndpointGate } from '../support/endpoint-gate';
import { networkPath } from '../support/network';
import type { NetworkPath } from '../support/network';

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
  const path = agreedPath(cloud, functionArn, service);
  if (path.kind !== 'endpoint' || !path.policy) { throw new Error(`${service} is not reached over an endpoint with a policy: ${JSON.stringify(path)}`); }
  const { allowed } = await new EndpointGate(OPEN).decide({ ...call, path });
  const ours = ourGate(cloud, functionArn, { service, ...call, path });
  if (ours !== (allowed ? 'allows' : 'silent')) {
    throw new Error(`the judges disagree about ${JSON.stringify(call)}: for the access check the endpoint policy ${ours}, for the simulator it ${allowed ? 'allows' : 'does not allow'}`);
  }
  return allowed;
}

/** How a call leaves the VPC, on which the tests' and the product's model of networks must agree. */
export function agreedPath(cloud: Cloud, functionArn: string, service: string): NetworkPath {
  const [theirs, ours] = [networkPath(cloud, functionArn, service), pathOf(ourCloud(cloud), functionArn, service)];
  const text = (path: typeof theirs | typeof ours) => path.kind === 'endpoint' ? `endpoint ${path.endpoint.id}` : path.kind;
  if (text(theirs) !== text(ours)) { throw new Error(`${functionArn} reaches ${service}: ${JSON.stringify(ours)} for the access check, ${text(theirs)} for the tests`); }
  return theirs;
}

/** What the product says of the endpoint's policy, whatever the other policies say. */
function ourGate(cloud: Cloud, functionArn: string, { service, ...call }: Passage): string {
  const ours = ourCloud(cloud);
  const path = pathOf(ours, functionArn, service);
  const endpointPolicy = path.kind === 'endpoint' ? path.policy : undefined;
  const { layers } = evaluatorOf(ours).decide(requestOf(ours, call), { endpointPolicy });
  return layers.find(({ layer }) => layer === 'endpoint policy')!.outcome;
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
