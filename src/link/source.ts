import { Aws, CfnResource, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { ResourceEnvironment } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { compareAccounts, isOtherRegion, partitionOf } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { isUnnamed, keepName } from '../private/names';
import { referencesIn } from '../private/references';

/** A resource that sends events, of this app or imported. */
export interface SourceResource extends IConstruct {
  readonly env: ResourceEnvironment;
}

/**
 * Where a source is, in texts that mean the same in the stack of the target.
 *
 * A token for an account means the account of whatever stack it stands in: in the target's
 * statement it would let in the target's own account.
 *
 * @param other the stack that will name the source; undefined for one of another app, which reads texts only
 * @param given what the user says where the source's stack does not know
 */
export function sourceEnvironment(
  at: IConstruct, source: SourceResource, other: Stack | undefined, given: { account?: string; region?: string } = {},
): KnownEnvironment {
  const known = (prop: 'account' | 'region') => {
    const own = source.env[prop];
    if (!Token.isUnresolved(own)) {
      if (given[prop] === undefined || given[prop] === own) { return own; }
      throw misuse({
        problem: `${prop} contradicts the source`,
        got: given[prop],
        expected: `'${own}', the ${prop} of ${pathOf(source)}`,
        fix: `leave ${prop} out`,
        at,
      });
    }
    if (given[prop] !== undefined) { return given[prop]; }
    if (Stack.of(source) === other) { return own; }
    throw misuse({
      problem: `the ${prop} of ${pathOf(source)} is not known at synthesis, and the target's stack must name it`,
      expected: `the ${prop} as a literal`,
      fix: `give stack ${Stack.of(source).stackName} an env: { account, region }, or import the source with its account and region`,
      at,
    });
  };
  const [account, region] = [known('account'), known('region')];
  return { account, region, partition: partitionOf(region) };
}

/** What the source sends to must be configured where the source is. */
export function requireStackOfSource(at: IConstruct, source: SourceResource, what: string): void {
  if (compareAccounts(Stack.of(at).account, source.env.account) !== 'different') { return; }
  throw misuse({
    problem: `${pathOf(source)} belongs to account ${source.env.account}, its ${what} to a stack of account ${Stack.of(at).account}`,
    expected: `the ${what} in a stack of the account that owns the source`,
    fix: 'declare it there; here, write the target\'s half alone with target.grants.invoke(Caller.…)',
    at,
  });
}

/** Services that deliver within one region only. */
export function requireRegionOfTarget(at: IConstruct, source: { region: string }, target: { region: string }, rule: string, fix: string): void {
  if (!isOtherRegion(source.region, target.region)) { return; }
  throw misuse({
    problem: `the source is in region ${source.region}, the target in ${target.region}; ${rule}`,
    expected: 'both in one region',
    fix,
    at,
  });
}

/** A stack that names a source, and where it is deployed. */
export interface Namer {
  /** Undefined for a stack of another app, which reads texts only. */
  readonly stack?: Stack;
  readonly account: string;
  readonly region: string;
}

/**
 * The ARN of a source as another stack can write it without reading anything from the source's
 * stack; undefined where CloudFormation chooses the name at deployment.
 *
 * The name of a bucket, topic, queue or stream is never set here: for one that is deployed
 * already CloudFormation would make a new one, without what is in it.
 *
 * @param arn the ARN that the L2 has
 * @param nameProperty the CloudFormation property with the name
 * @param literal the ARN for a name
 * @param namer who names it, where that stack must not depend on the source's
 */
export function literalSourceArn(
  source: SourceResource, arn: string, nameProperty: string, literal: (name: string) => string, namer?: Namer,
): string | undefined {
  // within one stack a reference is exact, and orders by itself
  if (namer?.stack === Stack.of(source)) { return arn; }
  const resource = source.node.defaultChild;
  if (!resource || !CfnResource.isCfnResource(resource)) {
    const known = withoutPseudoParameters(source, arn);
    return Token.isUnresolved(known) ? undefined : known;
  }
  const attribute = nameProperty[0].toLowerCase() + nameProperty.slice(1);
  const given = (resource as CfnResource & Record<string, unknown>)[attribute] as string | undefined;
  if (isUnnamed(resource, given)) { return undefined; }
  const name = withoutPseudoParameters(source, given!);
  if (!Token.isUnresolved(name)) {
    keepName(resource, nameProperty);
    return literal(name);
  }
  // PhysicalName.GENERATE_IF_NEEDED: aws-cdk-lib makes the name as soon as another environment asks for the ARN
  const generated = Tokenization.reverseString(name).tokens.length === 1 && referencesIn(resource, name).length === 0
    && Stack.of(resource).resolve(name) === undefined;
  return generated && (!namer || inOtherEnvironment(source, namer)) ? arn : undefined;
}

function inOtherEnvironment({ env }: SourceResource, { account, region }: Namer): boolean {
  return compareAccounts(env.account, account) === 'different' || isOtherRegion(env.region, region);
}

/** `images-${Aws.ACCOUNT_ID}` means the account of the stack in which it stands. */
function withoutPseudoParameters({ env }: SourceResource, text: string): string {
  return text.replaceAll(Aws.PARTITION, partitionOf(env.region)).replaceAll(Aws.ACCOUNT_ID, env.account).replaceAll(Aws.REGION, env.region);
}
