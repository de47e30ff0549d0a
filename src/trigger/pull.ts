import { Stack } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { allowRole } from './pull-access';
import { allowReading, identityHandOver, mappingHandOver } from './pull-reader';
import { environmentOfSource, ownedResource } from './pull-source';
import type { PullSource } from './pull-source';
import { Caller } from '../caller';
import { RoleCaller } from '../caller/role-caller';
import type { Half } from '../link';
import { deployAfterResource } from '../link/order';
import { requireReadable } from '../link/source';
import { compareAccounts, isOtherRegion } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { requireReachable } from '../target/target-view';

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
  requireReadable(fn, construct, source.arnFor(env), `${noun}Name`);
  const accesses = source.accesses(env);
  const halves = accesses.map((access) => allowRole(access, caller));
  const mapping = mappingMadeBy(fn, () => mappings.across(source.arnFor(env)));
  mapping.node.addDependency(...allowReading(fn, fn.role!, caller.account!, accesses));
  for (const half of halves) {
    if (!half.construct) { continue; }
    deployAfterResource(
      mapping,
      half.construct,
      [mapping],
      `${pathOf(fn)} reads ${pathOf(construct)}, and Lambda checks the permission when the mapping is made`,
      `write the halves apart: ${source.className}.allow(${noun}, Caller.role(roleArn)) in the account of the ${noun}; in the function's `
      + `an imported ${noun}, deployed later`,
    );
  }
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
      fix: `write ${className}.allow(${noun}, Caller.role('arn:aws:iam::222222222222:role/orders'))`,
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
