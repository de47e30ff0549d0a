import { problemOfPrincipal } from './principal-problem';
import { inAnyWay, namingOf } from '../evaluate/principal';
import { speaksOf } from '../evaluate/statement';
import type { LayerVerdict } from '../evaluate/verdict';
import type { Link } from '../links/link';
import type { Cloud } from '../model/cloud';
import type { Statement } from '../model/policy';
import type { Request } from '../model/request';
import { withKeys } from '../requests';
import { fieldsOf, functionOf, isRoleArn } from '../values/arn';

/** The caller's side, or that of what is called. */
export type Side = 'identity' | 'resource';

/** Why a call that the app means to make is denied. One call has one cause, so one rule reports it. */
export type Cause =
  /** Nothing speaks of the call where something has to. */
  | { readonly kind: 'missing'; readonly lacks: readonly Side[] }
  /** The statement is there, in another account than the one whose policy it should be. */
  | { readonly kind: 'misplaced'; readonly statement: Statement }
  /** The statement is there, for another version or alias, or for the function without one. */
  | { readonly kind: 'qualifier'; readonly statement: Statement; readonly granted: string }
  /** The statement is there, for the same resource of another account. */
  | { readonly kind: 'source-account'; readonly statement: Statement }
  /** The statement asks for an external id that this caller never sends. */
  | { readonly kind: 'external-id'; readonly statement: Statement }
  /** The statement is there, for a principal that can be nobody. */
  | { readonly kind: 'principal'; readonly statement: Statement }
  /** The caller's policy is there, attached to a role of that name in another account. */
  | { readonly kind: 'foreign-policy' }
  /** The calls that the caller means are of another version or alias, and allowed: this statement says more than it has to. */
  | { readonly kind: 'leftover' }
  /** Something denies or limits it: an explicit deny, a boundary, a control policy. */
  | { readonly kind: 'forbidden'; readonly by: LayerVerdict };

export interface Denied {
  readonly link: Link;
  readonly cause: Cause;
}

/** The calls that are denied although the templates mean them to work: across accounts, by services, and of roles. */
export function deniedOf(cloud: Cloud, links: readonly Link[]): Denied[] {
  const denied = links.filter(({ verdict, fromAccount, toAccount, delivery, action }) =>
    verdict.outcome === 'denied' && (delivery !== undefined || fromAccount !== toAccount || action === 'sts:AssumeRole'));
  const working = denied.length === 0 ? new Set<string>() : new Set(links.filter(({ verdict }) => verdict.outcome !== 'denied').map(ofFunction));
  const delegated = denied.length === 0 ? new Set<string>() : delegatedCalls(cloud);
  const isMeant = (link: Link): boolean => !isLeftover(link, working) && (link.delivery !== undefined || !delegated.has(ofFunction(link)));
  return denied.map((link) => ({ link, cause: isMeant(link) ? causeOf(cloud, link) : { kind: 'leftover' } }));
}

/** What a state machine calls through another role: aws-cdk-lib lets its own role call it as well, which it never does. */
function delegatedCalls({ deliveries }: Cloud): Set<string> {
  return new Set(deliveries.flatMap(({ requests }) => requests.map(({ request }) => request).flatMap(({ caller, action, resourceArn: role }) =>
    caller.kind !== 'role' || action !== 'sts:AssumeRole' ? [] : requests
      .filter(({ request: { caller: by } }) => by.kind === 'role' && by.arn === role)
      .map(({ request }) => ofFunction({ from: caller.arn, action: request.action, to: request.resourceArn })))));
}

/** Whoever calls by whatever qualifier. */
function ofFunction({ from, action, to }: Pick<Link, 'from' | 'action' | 'to'>): string {
  return `${from} ${action} ${functionOf(to)?.functionArn ?? to}`;
}

/**
 * The caller decides which qualifier it calls. What only the other account grants beside a call that may work is no call; nor is
 * the function itself where the caller may call all of its qualifiers, as aws-cdk-lib's `grantInvoke` writes it.
 */
function isLeftover(link: Link, working: ReadonlySet<string>): boolean {
  const called = functionOf(link.to);
  if (!called || link.delivery || !working.has(ofFunction(link))) { return false; }
  if (!link.declaredBy.includes('identity')) { return true; }
  return called.qualifier === undefined && identityStatements(link).some(({ effect, resources }) => effect === 'Allow' && resources?.includes(`${link.to}:*`));
}

function identityStatements({ caller }: Link): readonly Statement[] {
  return caller.kind === 'role' || caller.kind === 'user' ? caller.identity?.statements ?? [] : [];
}

const ASKED_FOR_IDENTITY = ['identity policy'];
const ASKED_FOR_RESOURCE = ['resource policy', 'trust policy'];

function causeOf(cloud: Cloud, link: Link): Cause {
  const silent = (names: readonly string[]): boolean => link.verdict.layers.some(({ layer, outcome }) => names.includes(layer) && outcome === 'silent');
  const known = [...ASKED_FOR_IDENTITY, ...ASKED_FOR_RESOURCE];
  const by = link.verdict.layers.find(({ layer, outcome }) => outcome === 'denies' || (outcome === 'silent' && !known.includes(layer)));
  if (by) { return { kind: 'forbidden', by }; }
  const sides: Side[] = [...silent(ASKED_FOR_IDENTITY) ? ['identity' as const] : [], ...silent(ASKED_FOR_RESOURCE) ? ['resource' as const] : []];
  const lacks = oneIfEnough(link, sides);
  return (lacks.includes('resource') ? nearResource(cloud, link.request) : undefined)
    ?? (lacks.includes('identity') ? nearIdentity(link.request) ?? strayIdentity(cloud, link) : undefined)
    ?? { kind: 'missing', lacks };
}

/** Within one account the caller's own policy is enough, but for roles and keys, which are always asked. */
function oneIfEnough({ fromAccount, toAccount, to }: Link, lacks: readonly Side[]): readonly Side[] {
  return lacks.length === 2 && fromAccount === toAccount && !isRoleArn(to) && fieldsOf(to).service !== 'kms' ? ['identity'] : lacks;
}

/** A statement of the resource's side that nearly speaks of the call. */
function nearResource(cloud: Cloud, request: Request): Cause | undefined {
  const { resourceArn, action } = request;
  const own = cloud.resourcePolicies.get(resourceArn);
  const misplaced = own?.writers.filter((writer) => writer.misplaced).flatMap((writer) => writer.statements).find((one) => allows(one, request));
  if (misplaced) { return { kind: 'misplaced', statement: misplaced }; }
  for (const { arn, statements } of siblings(cloud, resourceArn)) {
    const statement = statements.find((one) => allows(one, { ...request, resourceArn: arn }));
    if (statement) { return { kind: 'qualifier', statement, granted: arn }; }
  }
  const statements = own?.statements ?? cloud.identities.get(resourceArn)?.trust ?? [];
  const nobody = statements.find((one) => speaks(one, request) && one.principals?.AWS?.some((principal) => problemOfPrincipal(principal)));
  if (nobody) { return { kind: 'principal', statement: nobody }; }
  const otherAccount = statements.find((statement) => allows(statement, withConditionMet(request, statement, 'aws:SourceAccount')));
  if (otherAccount) { return { kind: 'source-account', statement: otherAccount }; }
  const asksForId = action === 'sts:AssumeRole' && statements.find((statement) => allows(statement, withConditionMet(request, statement, 'sts:ExternalId')));
  return asksForId ? { kind: 'external-id', statement: asksForId } : undefined;
}

/** A statement of the caller's side that names another version or alias. */
function nearIdentity(request: Request): Cause | undefined {
  const { caller, resourceArn } = request;
  const called = functionOf(resourceArn);
  if (!called || (caller.kind !== 'role' && caller.kind !== 'user')) { return undefined; }
  for (const statement of caller.identity?.statements ?? []) {
    const granted = statement.resources?.find((resource) => functionOf(resource)?.functionArn === called.functionArn);
    if (granted !== undefined && speaks(statement, { ...request, resourceArn: granted })) { return { kind: 'qualifier', statement, granted }; }
  }
  return undefined;
}

/** The caller's half that was attached by its name in another account. */
function strayIdentity({ strayPolicies }: Cloud, { from, request }: Link): Cause | undefined {
  const statements = strayPolicies.filter(({ namesakes }) => namesakes.includes(from)).flatMap((stray) => stray.statements);
  return statements.some((statement) => speaks(statement, request)) ? { kind: 'foreign-policy' } : undefined;
}

/** The same function's other ARNs with their policies. */
function siblings(cloud: Cloud, resourceArn: string): { arn: string; statements: readonly Statement[] }[] {
  const called = functionOf(resourceArn);
  const fn = called && cloud.functions.get(called.functionArn);
  return fn ? [fn.arn, ...fn.qualifiers.map(({ arn }) => arn)].filter((arn) => arn !== resourceArn)
    .map((arn) => ({ arn, statements: cloud.resourcePolicies.get(arn)?.statements ?? [] })) : [];
}

function allows(statement: Statement, request: Request): boolean {
  return speaks(statement, request) && inAnyWay(namingOf(statement, request)) === true;
}

function speaks(statement: Statement, request: Request): boolean {
  return statement.effect === 'Allow' && statement.source.unknown === undefined && speaksOf(statement, request, request.action.toLowerCase()) === true;
}

function withConditionMet(request: Request, { conditions }: Statement, key: string): Request {
  const condition = conditions.find((one) => one.key.toLowerCase() === key.toLowerCase());
  return condition ? withKeys(request, { [key]: condition.values }) : request;
}
