import { productCloud } from './product-cloud';
import type { Authorizer, Call as SandboxCall } from '../../src/sandbox/authorizer';
import { EvaluatorAuthorizer } from '../../src/sandbox/evaluator-authorizer';
import { Oracle } from '../oracle/oracle';
import type { Call } from '../support/authorizer';
import type { Cloud } from '../support/cloud';
import { EndpointGate } from '../support/endpoint-gate';

/** Decides with the library's evaluator. */
export function evaluator(cloud: Cloud): Authorizer {
  return new EvaluatorAuthorizer({ cloud: productCloud(cloud) });
}

/** Decides with an IAM simulator that shares no code with this library. */
export function simulator(cloud: Cloud): Authorizer {
  const behindNetwork = new EndpointGate(new Oracle(cloud));
  return {
    decide: async (call) => {
      const { allowed, reason } = await behindNetwork.decide(asked(cloud, call));
      return { allowed, reason: allowed ? reason : inWordsOfAws(reason, call.action) };
    },
  };
}

/** Who decides, for `describe.each`: the sandbox must answer the same whoever it is. */
export const AUTHORIZERS: [string, (cloud: Cloud) => Authorizer][] = [['an independent simulator', simulator], ['the evaluator of the library', evaluator]];

function asked(cloud: Cloud, { session, path, keys = {}, ...call }: SandboxCall): Call {
  const endpoint = path.kind === 'endpoint' ? cloud.network!.endpoints.find(({ id }) => id === path.endpoint.id)! : undefined;
  return {
    ...call,
    principalArn: session.principalArn,
    principalTags: session.tags,
    principalSourceIdentity: session.sourceIdentity,
    context: Object.fromEntries(Object.entries(keys).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    path: endpoint ? { kind: 'endpoint', endpoint, policy: endpoint.policy } : { kind: 'no-vpc' },
  };
}

function inWordsOfAws(reason: string, action: string): string {
  if (reason.startsWith('an explicit deny')) { return `with ${reason}`; }
  // within one account AWS names the identity half when both are missing
  if (reason === 'neither half allows it') { return `no identity-based policy allows the ${action} action`; }
  return reason.startsWith('the trust policy of the role') ? `no role trust policy allows the ${action} action` : reason;
}
