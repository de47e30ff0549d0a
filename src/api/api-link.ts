import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { IResource } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { ApiPermission } from './api-permission';
import { Caller } from '../caller';
import { callingRole } from '../invoker/calling-role';
import type { CallingRole } from '../invoker/calling-role';
import type { Half } from '../link';
import { deployAfter } from '../link/order';
import { requireReadable } from '../link/readable';
import { requireRegionOfTarget, requireStackOfSource, sourceEnvironment } from '../link/source';
import { compareAccounts, partitionOf } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { ANY_OF_ACCOUNT } from '../private/warnings';
import { CrossAccountTarget } from '../target';
import type { ICrossAccountTarget } from '../target';
import { stackOfTarget } from '../target/stack-of-target';

/** An API of whatever kind. */
export interface LinkedApi {
  readonly kind: 'REST' | 'HTTP' | 'WebSocket';
  readonly construct: IResource;
  readonly id: string;
}

/** What of an API calls; nothing said is all its methods or routes, at all stages. */
export interface ApiPart {
  readonly authorizers?: boolean;
  readonly stage?: string;
  readonly method?: string;
  readonly path?: string;
}

/** What the user chose; `roleProp` is the name that the role has there. */
export interface ApiChoice {
  readonly permission?: ApiPermission;
  readonly role?: IRole;
  readonly roleProp: string;
  readonly exactSource?: boolean;
}

/** How an API calls a target. */
export interface ApiLink {
  readonly role?: IRole;
  /** What must be there before the first request, in the API's own stack. */
  readonly before?: IConstruct;
}

/** How wide the statement for one of the methods is; the widest of all decides. */
interface Breadth {
  readonly at: IConstruct;
  readonly exactSource: boolean;
  readonly whole: boolean;
}

/** The same for all methods of an API, so that forty of them do the work of one. */
class Cache<T> {
  private readonly made = new WeakMap<IConstruct, Map<ICrossAccountTarget, Map<string, T>>>();

  public get(owner: IConstruct, target: ICrossAccountTarget, key: string, make: () => T): T {
    const targets = this.made.get(owner) ?? new Map<ICrossAccountTarget, Map<string, T>>();
    const values = targets.get(target) ?? new Map<string, T>();
    this.made.set(owner, targets.set(target, values));
    const value = values.get(key) ?? make();
    values.set(key, value);
    return value;
  }
}

const STATEMENTS = new Cache<Half>();
const FIRST = new Cache<Breadth>();
const ROLES = new Cache<CallingRole>();

/**
 * Writes both halves for an API that calls a target, by the way that was chosen.
 *
 * @param at the method, route or authorizer
 */
export function linkApi(at: IConstruct, api: LinkedApi, target: ICrossAccountTarget, part: ApiPart, choice: ApiChoice): ApiLink {
  requireStackOfSource(at, api.construct, part.authorizers ? 'authorizer' : 'integration');
  requireRegionOfApi(at, api, target);
  if (permissionOf(at, choice) === ApiPermission.RESOURCE_POLICY) {
    allowApi(at, api, target, part, choice.exactSource);
    return {};
  }
  requireNoSource(at, part, choice);
  requireOwnRole(at, api, choice);
  // a role can only be named by an account that is known
  sourceEnvironment(at, api.construct, stackOfTarget(target));
  const { role } = choice;
  return ROLES.get(Stack.of(at), target, role?.node.path ?? '', () => callingRole(
    at, target, { principal: 'apigateway.amazonaws.com', id: 'CrossAccountApis' }, api.construct.env.account, role));
}

/** The target's half alone: API Gateway may call for this API, or for every API of its account where the id comes too late. */
export function allowApi(at: IConstruct, api: LinkedApi, target: ICrossAccountTarget, part: ApiPart, exactSource = false): Half {
  requireOneBreadth(at, api, target, part, exactSource);
  return STATEMENTS.get(api.construct, target, JSON.stringify([part, exactSource]), () => {
    // what is handed over is read outside this app, where a pseudo parameter means nothing
    const env = sourceEnvironment(at, api.construct, stackOfTarget(target));
    return target.grants.invoke(callerFor(api.kind, nameableId(at, api, target, env, exactSource), env, part));
  });
}

/** Beside a wide statement a narrow one has no effect. */
function requireOneBreadth(at: IConstruct, { construct, id }: LinkedApi, target: ICrossAccountTarget, part: ApiPart, exactSource: boolean): void {
  const { authorizers, ...narrow } = part;
  const exact = exactSource || !Token.isUnresolved(id) || stackOfTarget(target) === Stack.of(construct);
  const own: Breadth = { at, exactSource: exact, whole: Object.values(narrow).every((value) => value === undefined) };
  const sources = FIRST.get(construct, target, 'sources', () => own);
  const parts = authorizers ? own : FIRST.get(construct, target, 'parts', () => own);
  const [first, what] = sources.exactSource === own.exactSource ? [parts, 'scopePermission… or allowTestInvoke'] : [sources, 'exactSource'];
  if (sources.exactSource === own.exactSource && parts.whole === own.whole) { return; }
  throw misuse({
    problem: `${what} is not the same here and at ${pathOf(first.at)}, and both call ${pathOf(target)} for ${pathOf(construct)}: `
      + 'the wider statement lets in what the narrower leaves out',
    expected: 'one choice for all that calls this target for this API',
    fix: `write the same ${what} for both, or give one of them a target with an alias of its own`,
    at,
  });
}

/** The address under which API Gateway calls a function: its region is the function's, not the API's. */
export function functionUri(target: ICrossAccountTarget, targetArn: string, path = '2015-03-31/functions', action = 'invocations'): string {
  return `arn:${partitionOf(target.targetRegion)}:apigateway:${target.targetRegion}:lambda:path/${path}/${targetArn}/${action}`;
}

function callerFor(kind: LinkedApi['kind'], id: string, { account, region }: KnownEnvironment, part: ApiPart): Caller {
  const { authorizers, path, ...rest } = part;
  const options = { ...rest, account, region, authorizerId: authorizers ? '*' : undefined };
  if (kind === 'WebSocket') { return Caller.webSocketApi(id, options); }
  return kind === 'REST' ? Caller.restApi(id, { ...options, path }) : Caller.httpApi(id, { ...options, path });
}

/** The id as the target's stack can write it; `*` where it is chosen too late. */
function nameableId(
  at: IConstruct, { construct, id }: LinkedApi, target: ICrossAccountTarget, { account }: KnownEnvironment, exact: boolean,
): string {
  if (!Token.isUnresolved(id) || stackOfTarget(target) === Stack.of(construct)) { return id; }
  if (!exact) {
    Annotations.of(construct).addInfoV2(ANY_OF_ACCOUNT,
      `the id of ${pathOf(construct)} is chosen at deployment, so every API of account ${account} may call ${pathOf(target)}; `
      + 'exactSource: true lets in this one only, and deploys the target\'s stack after the API\'s; '
      + 'permission: ApiPermission.CREDENTIALS_ROLE lets in one role only, in any order');
    return '*';
  }
  if (!(target instanceof CrossAccountTarget)) {
    throw misuse({
      problem: `exactSource is set, but the id of ${pathOf(construct)} is chosen at deployment, and what is handed over for ${pathOf(target)} must name it`,
      expected: 'an id that is known at synthesis',
      fix: 'write permission: ApiPermission.CREDENTIALS_ROLE, which names a role instead, or leave exactSource out',
      at,
    });
  }
  requireReadable({
    reader: target,
    text: id,
    part: 'the id',
    source: construct,
    remedy: 'leave exactSource out, or write permission: ApiPermission.CREDENTIALS_ROLE, which needs no id',
    at,
  });
  deployAfter(target, Stack.of(construct), `${pathOf(target)} names the id of ${pathOf(construct)} (exactSource of ${pathOf(at)})`,
    'leave exactSource out, or write permission: ApiPermission.CREDENTIALS_ROLE, which names a role instead and needs no order');
  return id;
}

/** A role that was given is used. */
function permissionOf(at: IConstruct, { permission, role, roleProp }: ApiChoice): ApiPermission {
  if (role && permission === ApiPermission.RESOURCE_POLICY) {
    throw misuse({
      problem: `${roleProp} is set, but permission says that API Gateway calls without a role`,
      expected: 'one of the two',
      fix: `remove ${roleProp}, or write permission: ApiPermission.CREDENTIALS_ROLE`,
      at,
    });
  }
  return permission ?? (role ? ApiPermission.CREDENTIALS_ROLE : ApiPermission.RESOURCE_POLICY);
}

/** A statement for a role says nothing of APIs, stages or methods. */
function requireNoSource(at: IConstruct, { authorizers: _authorizers, ...part }: ApiPart, { exactSource }: ApiChoice): void {
  if (!exactSource && Object.values(part).every((value) => value === undefined)) { return; }
  throw misuse({
    problem: 'the target is called under a role, whose statement names no API, stage or method',
    expected: 'exactSource, allowTestInvoke and scopePermission… only with ApiPermission.RESOURCE_POLICY',
    fix: 'remove them: the role may call this target only, and nobody but this account can hand it to API Gateway',
    at,
  });
}

/** API Gateway takes roles of the API's account only: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html */
function requireOwnRole(at: IConstruct, { construct }: LinkedApi, { role, roleProp }: ApiChoice): void {
  if (!role || compareAccounts(role.env.account, construct.env.account) !== 'different') { return; }
  throw misuse({
    problem: `${roleProp} ${pathOf(role)} belongs to account ${role.env.account}, the API to ${construct.env.account}`,
    expected: "a role of the API's account, which alone can be passed to API Gateway",
    fix: `leave ${roleProp} out and write permission: ApiPermission.CREDENTIALS_ROLE: a role is made`,
    at,
  });
}

/**
 * REST APIs call functions of other regions; for the others AWS does not say so, and a failure is reported.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-cross-account-lambda-integrations.html
 * @see https://github.com/aws/aws-cdk/issues/17458
 */
function requireRegionOfApi(at: IConstruct, { kind, construct }: LinkedApi, target: ICrossAccountTarget): void {
  if (kind === 'REST') { return; }
  requireRegionOfTarget(at, construct.env, { region: target.targetRegion },
    `AWS documents calls to functions of other regions for REST APIs, not for ${kind} APIs`, 'move one of them, or use a REST API');
}
