import { askedPolicy, type AskedPolicy, type Known } from './asked-policy';
import type { Surroundings } from './evaluator';
import { ask, doubted, joined, unknown, verdictOf, type Answer } from './layers';
import { and, or } from './logic';
import { resourceControl, serviceControl } from './organization';
import { reasonOf } from './reason';
import type { Verdict } from './verdict';
import type { Identity } from '../model/identity';
import type { Request } from '../model/request';
import { equalTexts } from '../values/pattern';
import { depends, isDepends, not, type Truth } from '../values/truth';

/** All layers that are asked about one call; undefined where there is none of the kind. */
export interface Layers {
  readonly serviceControl?: Answer;
  readonly resourceControl?: Answer;
  readonly endpoint?: Answer;
  readonly resource: Answer;
  readonly identity?: Answer;
  readonly boundary?: Answer;
  readonly session?: Answer;
}

/**
 * Whether AWS allows a call: no explicit deny anywhere, and an allow from every side that must allow it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
export function decide(cloud: Known, given: Request, surroundings: Surroundings): Verdict {
  const request = withIdentity(cloud, given);
  const policy = askedPolicy(cloud, request);
  const layers = ofRequest(request, policy, surroundings);
  const answers = inOrder(layers);
  const denies = or(...answers.map((answer) => answer.denies));
  const truth = denies === true ? false : and(not(denies), isAllowed(layers, request, policy));
  const outcome = isDepends(truth) ? 'depends' : truth ? 'allowed' : 'denied';
  const dependsOn = isDepends(truth) ? truth.on : [];
  return {
    outcome,
    get reason() { return reasonOf({ outcome, dependsOn, layers, answers, request, policy, isSameAccount: sameAccount(request) }); },
    dependsOn,
    get layers() { return answers.map(verdictOf); },
  };
}

/** IAM's order. */
function inOrder({ resourceControl: rcp, serviceControl: scp, endpoint, resource, identity, boundary, session }: Layers): Answer[] {
  return [rcp, scp, endpoint, resource, identity, boundary, session].filter((answer) => answer !== undefined);
}

function ofRequest(request: Request, policy: AskedPolicy, surroundings: Surroundings): Layers {
  const action = request.action.toLowerCase();
  const { endpointPolicy, sessionPolicy } = surroundings;
  return {
    serviceControl: serviceControl(surroundings, request, action),
    resourceControl: resourceControl(surroundings, request, action),
    // https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
    endpoint: endpointPolicy && ask('endpoint policy', endpointPolicy, request, action, 'required'),
    resource: resourceLayer(policy, request, action),
    ...ofEntity(request, action),
    session: sessionPolicy && isEntity(request) ? ask('session policy', sessionPolicy, request, action, 'none') : undefined,
  };
}

function resourceLayer({ layer, statements, unknown: why, ofFunction }: AskedPolicy, request: Request, action: string): Answer {
  if (why !== undefined) { return unknown(layer, why); }
  const own = ask(layer, statements, request, action, 'required');
  if (!ofFunction) { return own; }
  const ofAll = ask(layer, ofFunction.statements, request, action, 'required');
  return joined(own, doubted(ofAll, `whether the policy of ${ofFunction.arn} governs calls of its aliases and versions`));
}

/** A service, or somebody without credentials, has no policies of its own. */
function ofEntity(request: Request, action: string): Pick<Layers, 'identity' | 'boundary'> {
  const { caller } = request;
  if (caller.kind === 'service' || caller.kind === 'anonymous') { return {}; }
  const { identity } = caller;
  if (!identity) { return { identity: unknown('identity policy', `the policies of ${caller.arn}, which is not in these templates`) }; }
  return {
    identity: identityLayer(identity, request, action),
    boundary: identity.boundary && ask('permissions boundary', identity.boundary, request, action, 'none'),
  };
}

/** A policy that nobody knows may deny what the others allow, and it may be the boundary. */
function identityLayer({ statements, unknownPolicies }: Identity, request: Request, action: string): Answer {
  const own = ask('identity policy', statements, request, action, 'none');
  return unknownPolicies.reduce((answer, name) => joined(answer, unknown('identity policy', `the policy ${name}, which is not in these templates`)), own);
}

function isAllowed(layers: Layers, request: Request, { mustAllow }: AskedPolicy): Truth {
  const around = and(allows(layers.serviceControl), allows(layers.resourceControl), allows(layers.endpoint));
  if (around === false || !isEntity(request)) { return and(around, layers.resource.allows); }
  const { itself, role, account } = layers.resource.naming;
  const identity = allows(layers.identity);
  const limits = and(allows(layers.boundary), allows(layers.session));
  // within one account either side may grant; what else limits a grant depends on how the resource's policy names the caller:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-req-res.html
  const within = or(itself, and(limits, or(role, and(identity, !mustAllow || account))));
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
  const across = and(identity, limits, or(itself, role, account));
  return and(around, chosen(sameAccount(request), within, across));
}

function chosen(isFirst: Truth, first: Truth, second: Truth): Truth {
  if (!isDepends(isFirst)) { return isFirst ? first : second; }
  return or(and(first, second), and(isFirst, or(first, second)));
}

/** A layer that is not there allows everything. */
function allows(answer: Answer | undefined): Truth {
  return answer?.allows ?? true;
}

function isEntity({ caller }: Request): boolean {
  return caller.kind === 'role' || caller.kind === 'user';
}

function sameAccount({ caller, resourceAccount, resourceArn }: Request): Truth {
  if (caller.kind === 'service' || caller.kind === 'anonymous') { return false; }
  return resourceAccount === '' ? depends(`the account of ${resourceArn}`) : equalTexts(caller.account, resourceAccount);
}

function withIdentity({ identities }: Known, request: Request): Request {
  const { caller } = request;
  if (caller.kind === 'service' || caller.kind === 'anonymous' || caller.identity) { return request; }
  return { ...request, caller: { ...caller, identity: identities.get(caller.arn) } };
}
