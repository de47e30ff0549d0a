import { Callables } from './callables';
import { declaredByIdentity, declaredByResource } from './declared';
import type { Declared } from './declared';
import type { Link } from './link';
import { OutsideIdentities, policiesAround } from './outside';
import type { Evaluator, EvaluatorOf, Surroundings } from '../evaluate/evaluator';
import type { Cloud } from '../model/cloud';
import type { Delivery, DeliveryRequest } from '../model/delivery';
import type { Identity } from '../model/identity';
import type { Request } from '../model/request';
import { anonymousRequest, requestByIdentity } from '../requests';
import type { Keys } from '../requests';
import { accountOf } from '../values/arn';
import { readable } from '../values/unknown';

export interface LinkOptions {
  readonly surroundings?: Surroundings;
  /** Condition keys of every call of a role, such as its organization. */
  readonly keys?: (callerArn: string) => Keys;
}

/** Every call that the templates speak of, decided once. */
export function linksOf(cloud: Cloud, evaluatorOf: EvaluatorOf, options: LinkOptions = {}): Link[] {
  const callables = new Callables(cloud);
  const outside = new OutsideIdentities(cloud);
  const calls = new Map<string, Declared[]>();
  for (const declared of allDeclared(cloud, callables, outside)) {
    const key = `${declared.callerArn} ${declared.action} ${declared.to} ${Object.keys(declared.keys).join()}`;
    const same = calls.get(key);
    if (same) { same.push(declared); } else { calls.set(key, [declared]); }
  }
  const firsts = [...calls.values()].map(([first]) => first);
  const identities = identitiesAround(cloud, outside, firsts);
  const evaluator = evaluatorOf({ ...cloud, identities, resourcePolicies: policiesAround(cloud, callables, [...firsts, ...deliveredTo(cloud)]) });
  const links = [...calls.values()].map((same) => linkOf(same, { cloud, callables, identities, evaluator, options }));
  return [
    ...links.filter((link) => link !== undefined),
    ...cloud.deliveries.flatMap((delivery) => deliveryLinks(delivery, callables, evaluator, options)),
    ...publicLinks(cloud, callables, evaluator, options),
  ];
}

/** A queue that a notification names may be of another app too. */
function deliveredTo({ deliveries }: Cloud): { readonly to: string }[] {
  return deliveries.flatMap(({ requests }) => requests.map(({ request }) => ({ to: request.resourceArn })));
}

interface Around {
  readonly cloud: Cloud;
  readonly callables: Callables;
  readonly identities: ReadonlyMap<string, Identity>;
  readonly evaluator: Evaluator;
  readonly options: LinkOptions;
}

function* allDeclared(cloud: Cloud, callables: Callables, outside: OutsideIdentities): Iterable<Declared> {
  const byResource = declaredByResource(cloud, callables);
  yield* byResource;
  const attachedHere = outside.attachedHere(byResource.map(({ callerArn }) => callerArn));
  for (const identity of [...cloud.identities.values(), ...attachedHere]) { yield* declaredByIdentity(identity, callables); }
}

/** A pattern allows more than anybody wants to call: what it names and nobody lets in is no link. */
function linkOf(same: Declared[], { cloud, callables, identities, evaluator, options }: Around): Link | undefined {
  const [{ callerArn, to, action, keys }] = same;
  const request = requestByIdentity(identities.get(callerArn)!, { action, resourceArn: to }, { ...options.keys?.(callerArn), ...keys });
  const verdict = evaluator.decide(request, options.surroundings);
  if (verdict.outcome === 'denied' && !same.some(({ exact }) => exact)) { return undefined; }
  return {
    caller: request.caller,
    from: callerArn,
    to,
    action,
    request,
    verdict,
    declaredBy: [...new Set(same.map(({ by }) => by))],
    fromSite: cloud.identities.get(callerArn)?.site,
    toSite: callables.get(to)?.site,
    fromAccount: accountOf(callerArn),
    toAccount: request.resourceAccount,
  };
}

function identitiesAround(cloud: Cloud, outside: OutsideIdentities, declared: readonly Declared[]): ReadonlyMap<string, Identity> {
  const identities = new Map(cloud.identities);
  for (const { callerArn } of declared) {
    if (!identities.has(callerArn)) { identities.set(callerArn, outside.get(callerArn)); }
  }
  return identities;
}

function deliveryLinks(delivery: Delivery, callables: Callables, evaluator: Evaluator, { surroundings }: LinkOptions): Link[] {
  return delivery.requests.map((step): Link => {
    const { request } = step;
    return {
      caller: request.caller,
      from: senderOf(delivery, step),
      to: request.resourceArn,
      action: request.action,
      request,
      verdict: evaluator.decide(request, surroundings),
      declaredBy: ['delivery'],
      fromSite: delivery.site,
      toSite: callables.get(request.resourceArn)?.site,
      delivery: { of: delivery, step },
      fromAccount: callerAccount(request) ?? delivery.sourceAccount,
      toAccount: request.resourceAccount,
    };
  });
}

/** Everybody who knows the address of a function URL without authentication, where the function lets everybody in. */
function publicLinks({ functions }: Cloud, callables: Callables, evaluator: Evaluator, { surroundings }: LinkOptions): Link[] {
  const open = [...functions.values()].flatMap(({ urls }) => urls.filter(({ authType }) => authType === 'NONE'));
  return open.map(({ targetArn, site }): Link => {
    const request = anonymousRequest({ action: 'lambda:InvokeFunctionUrl', resourceArn: targetArn }, { 'lambda:FunctionUrlAuthType': 'NONE' });
    return {
      caller: request.caller,
      from: 'anyone',
      to: targetArn,
      action: request.action,
      request,
      verdict: evaluator.decide(request, surroundings),
      declaredBy: ['resource'],
      fromSite: site,
      toSite: callables.get(targetArn)?.site,
      fromAccount: 'anyone',
      toAccount: request.resourceAccount,
    };
  }).filter(({ verdict }) => verdict.outcome !== 'denied');
}

function senderOf(delivery: Delivery, { request: { caller } }: DeliveryRequest): string {
  return caller.kind === 'service' ? `${caller.service} for ${readable(delivery.sourceArn)}` : caller.kind === 'anonymous' ? 'anyone' : caller.arn;
}

function callerAccount({ caller }: Request): string | undefined {
  return caller.kind === 'role' || caller.kind === 'user' ? caller.account : undefined;
}
