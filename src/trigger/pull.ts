import { Stack, Token } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Dependable } from 'constructs';
import type { IConstruct, IDependable } from 'constructs';
import { allowRole } from './pull-access';
import { allowReading, identityHandOver, mappingHandOver } from './pull-reader';
import { environmentOfSource, ownedResource } from './pull-source';
import type { PullSource } from './pull-source';
import { Caller } from '../caller';
import { RoleCaller } from '../caller/role-caller';
import type { Half } from '../link';
import { deployAfterResource } from '../link/order';
import { requireReadable } from '../link/readable';
import { compareAccounts, isOtherRegion } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { topLevel } from '../private/names';
import { changeableRole } from '../private/role-name';
import { requireReachable } from '../target/target-view';

/** What makes an ARN known at synthesis; those of consumers and of the streams of tables never are. */
const KNOWN_EARLIER = new Map([
  ['queue', 'give a new queue a queueName'],
  ['stream', 'give a new stream a streamName'],
  ['key', 'pass a key imported by its ARN (kms.Key.fromKeyArn)'],
]);

/** How the mapping is made, which aws-cdk-lib does. */
export interface Mappings {
  /** Within one account, with the grants of aws-cdk-lib. */
  readonly plain: () => void;
  /** The mapping alone, on this ARN. */
  readonly across: (arn: string) => void;
}

/**
 * A function reads a source of another account: the source's half in the source's stack, the
 * role's permission and the mapping in the function's, which is deployed later because Lambda
 * checks the permission when a mapping is made.
 */
export function readFrom(fn: IFunction, source: PullSource, mappings: Mappings): void {
  const { construct, noun, ownArn } = source;
  const env = environmentOfSource(fn, construct, ownArn);
  requireOneRegion(fn, source, env);
  if (isOwnAccount(fn, construct, env)) {
    mappings.plain();
    return;
  }
  const caller = Caller.roleOf(fn)._kind;
  requireReachable(construct, caller, 'target', env.partition, ownedResource(construct) && Stack.of(construct));
  requireReadable({ reader: fn, text: source.arnFor(env), part: 'the ARN', source: construct, remedy: KNOWN_EARLIER.get(noun) });
  const accesses = source.accesses(env);
  const halves = accesses.map((access) => allowRole(access, caller));
  const mapping = mappingMadeBy(fn, () => mappings.across(source.arnFor(env)));
  const policies = allowReading(fn, fn.role!, caller.account!, accesses);
  mapping.node.addDependency(...policies);
  const reader = policyReader(fn, policies);
  if (reader) {
    for (const { arn, construct: named, noun: kind } of accesses) {
      requireReadable({ reader, text: arn, part: 'the ARN', source: named, remedy: KNOWN_EARLIER.get(kind), at: fn });
    }
  }
  halves.forEach(({ construct: half }, i) => {
    if (!half) { return; }
    const order = (at: IConstruct, dependants: IConstruct[], why: string) =>
      deployAfterResource(at, half, dependants, why, stackOfItsOwn(source), apart(source));
    order(mapping, [mapping], `${pathOf(fn)} reads ${pathOf(construct)}, and Lambda checks the permission when the mapping is made`);
    // the stack of a role that is elsewhere reads the ARN too, and aws-cdk-lib adds no order for that
    if (!reader || !Token.isUnresolved(accesses[i].arn) || topLevel(Stack.of(reader)) === topLevel(Stack.of(mapping))) { return; }
    order(reader, [], `${pathOf(reader)} names ${pathOf(accesses[i].construct)}, whose ARN is known at deployment`);
  });
}

/** In the stack of the policy that names the ARNs: aws-cdk-lib tells which policy that is only when it synthesizes. */
function policyReader({ role }: IFunction, policies: IDependable[]): IConstruct | undefined {
  const owned = changeableRole(role!);
  return owned?.node.scope ?? policies.flatMap((policy) => Dependable.of(policy).dependencyRoots)[0];
}

function stackOfItsOwn({ noun }: PullSource): string {
  return `put the ${noun} into a stack of its own, which is deployed before the function's`;
}

/** Between stages, where CDK keeps no order. */
function apart({ noun, className }: PullSource): string {
  return `write the halves apart: ${className}.allowConsumer(${noun}, Caller.role(roleArn)) in the account of the ${noun}; in the function's `
    + `an imported ${noun}, in a stack that your pipeline deploys after that of the ${noun}`;
}

/**
 * The source's half alone, for the function of another app; its halves are handed over.
 *
 * @param role who reads: the execution role of the function
 */
export function allowSource(source: PullSource, role: Caller): Half[] {
  const { construct, noun, ownArn, className, plain } = source;
  const kind = role._kind;
  if (!(kind instanceof RoleCaller)) {
    throw misuse({
      problem: `${kind.text} cannot read a ${noun}: Lambda does, under the execution role of one function`,
      expected: 'a role',
      fix: `write ${className}.allowConsumer(${noun}, Caller.role('arn:aws:iam::222222222222:role/orders'))`,
      at: construct,
    });
  }
  const env = environmentOfSource(construct, construct, ownArn);
  const owner = ownedResource(construct) && Stack.of(construct);
  requireReachable(construct, kind, 'target', env.partition, owner);
  if (compareAccounts(kind.account, env.account) === 'same') {
    throw misuse({
      problem: `${kind.text} is in the account of ${pathOf(construct)}, where its own policy alone lets it read`,
      expected: 'a role of another account',
      fix: `add ${plain} of aws-cdk-lib to the function`,
      at: construct,
    });
  }
  const accesses = source.accesses(env);
  const resourceHalves = accesses.map((access) => allowRole(access, kind));
  const { account, text } = kind;
  const roleArn = text.replace(/^role /, '');
  const handOvers = [
    identityHandOver(construct, account, roleArn, `${text} is of account ${account}, which this app does not deploy`, accesses),
    mappingHandOver(construct, account, roleArn, source, source.arnFor(env)),
  ];
  return [...resourceHalves, ...handOvers.map((handOver) => ({ written: false, account, handOver }))];
}

function isOwnAccount(fn: IFunction, source: IConstruct, { account }: KnownEnvironment): boolean {
  if (ownedResource(source) && Stack.of(source) === Stack.of(fn)) { return true; }
  return compareAccounts(Stack.of(fn).account, account) === 'same';
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html, services-dynamodb-eventsourcemapping.html; for Kinesis not verified */
function requireOneRegion(fn: IFunction, { construct, noun }: PullSource, { region }: KnownEnvironment): void {
  const own = Stack.of(fn).region;
  if (!isOtherRegion(region, own)) { return; }
  throw misuse({
    problem: `${pathOf(construct)} is in region ${region}, the function in ${own}; a function reads a ${noun} of its own region only`,
    expected: 'both in one region',
    fix: `move one of them; or let a function beside the ${noun} read it and call this one (CrossAccountInvoker)`,
    at: fn,
  });
}

function mappingMadeBy(fn: IFunction, make: () => void): IConstruct {
  const before = new Set(fn.node.children);
  make();
  return fn.node.children.find((child) => !before.has(child) && ownedResource(child)?.cfnResourceType === 'AWS::Lambda::EventSourceMapping')!;
}

/**
 * The source as an event source of aws-cdk-lib sees it for the mapping alone: with our ARN and
 * without its grants, which are written as halves. So every option that it knows works.
 */
export function viewForMapping<T extends IConstruct>(source: T, members: Partial<T>): T {
  const own = Object.entries({ node: source.node, ...members }).map(([name, value]) => [name, { value, enumerable: true }]);
  return Object.create(source, Object.fromEntries(own)) as T;
}
