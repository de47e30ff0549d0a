import { Aws, Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { IConstruct } from 'constructs';
import { requireAccount, requireRegion } from './arns';
import { misuse } from './errors';

/** Unknown is its own case: an account that is a token is neither the same nor another one. */
export type Sameness = 'same' | 'different' | 'unknown';

export function compareAccounts(one: string, other: string): Sameness {
  if (Token.isUnresolved(one) || Token.isUnresolved(other)) { return 'unknown'; }
  return one === other ? 'same' : 'different';
}

/** Whether two regions are both known and differ; one that is not said is the other. */
export function isOtherRegion(one: string | undefined, other: string): boolean {
  return one !== undefined && !Token.isUnresolved(one) && !Token.isUnresolved(other) && one !== other;
}

/** The partition as a literal whenever the region is known, whatever feature flags the app sets. */
export function partitionOf(region: string): string {
  return Token.isUnresolved(region) ? Aws.PARTITION : RegionInfo.get(region).partition ?? Aws.PARTITION;
}

/** The environment of a construct, with what the user said where the stack does not know. */
export interface KnownEnvironment {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** Merges the stack's environment with explicit props; fails when they contradict each other. */
export function environmentOf(at: IConstruct, given: { account?: string; region?: string }): KnownEnvironment {
  const stack = Stack.of(at);
  if (given.account !== undefined) { requireAccount('account', given.account, at); }
  if (given.region !== undefined) { requireRegion(given.region, at); }
  const account = pick(at, 'account', stack.account, given.account);
  const region = pick(at, 'region', stack.region, given.region);
  return { account, region, partition: partitionOf(region) };
}

function pick(at: IConstruct, prop: 'account' | 'region', fromStack: string, given?: string): string {
  if (given === undefined) { return fromStack; }
  if (!Token.isUnresolved(fromStack) && fromStack !== given) {
    throw misuse({
      problem: `${prop} contradicts the stack`,
      got: given,
      expected: `'${fromStack}', the ${prop} of stack ${Stack.of(at).stackName}`,
      fix: `leave ${prop} out, or change the stack's env`,
      at,
    });
  }
  return given;
}
