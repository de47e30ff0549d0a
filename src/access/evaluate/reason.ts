import type { AskedPolicy } from './asked-policy';
import type { Layers } from './decide';
import type { Answer } from './layers';
import type { LayerName, Outcome } from './verdict';
import type { Request } from '../model/request';
import type { Truth } from '../values/truth';
import { readable } from '../values/unknown';

export interface Decided {
  readonly outcome: Outcome;
  readonly dependsOn: readonly string[];
  readonly layers: Layers;
  readonly answers: readonly Answer[];
  readonly request: Request;
  readonly policy: AskedPolicy;
  readonly isSameAccount: Truth;
}

/** As AWS calls the kinds of policies in its messages, and as it calls one that denies. */
const NAMES: Readonly<Record<LayerName, readonly [string, string]>> = {
  'identity policy': ['identity-based policy', 'an identity-based policy'],
  'resource policy': ['resource-based policy', 'a resource-based policy'],
  'trust policy': ['role trust policy', 'the role trust policy'],
  'permissions boundary': ['permissions boundary', 'a permissions boundary'],
  'service control policy': ['service control policy', 'a service control policy'],
  'resource control policy': ['resource control policy', 'a resource control policy'],
  'session policy': ['session policy', 'a session policy'],
  'endpoint policy': ['VPC endpoint policy', 'a VPC endpoint policy'],
};

/**
 * Why, in the words of AWS's access denied messages where it has them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function reasonOf(decided: Decided): string {
  const { outcome, dependsOn, answers, layers: { resource, identity }, request: { action } } = decided;
  if (outcome === 'depends') { return `it depends on ${dependsOn.map(readable).join(', ')}`; }
  if (outcome === 'allowed') {
    const names = [identity, resource].filter((answer) => answer?.allows === true).map((answer) => `the ${NAMES[answer!.layer][0]}`);
    return `${names.join(' and ')} ${names.length === 1 ? 'allows' : 'allow'} the ${action} action`;
  }
  const denying = answers.find(({ denies }) => denies === true);
  if (denying) { return `with an explicit deny in ${NAMES[denying.layer][1]}`; }
  return `no ${NAMES[missing(decided)][0]} allows the ${action} action`;
}

/** The layer that a denied call lacks; where both halves lack, AWS names the resource's. */
function missing({ layers, policy, isSameAccount }: Decided): LayerName {
  const { serviceControl, resourceControl, endpoint, resource, identity, boundary, session } = layers;
  const around = [serviceControl, resourceControl, endpoint].find((answer) => answer?.allows === false);
  if (around) { return around.layer; }
  const needsResource = !identity || policy.mustAllow || isSameAccount !== true;
  if (needsResource && resource.allows === false) { return resource.layer; }
  return [identity, boundary, session].find((answer) => answer?.allows === false)?.layer ?? resource.layer;
}
