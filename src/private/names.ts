import { createHash } from 'node:crypto';
import { Intrinsic, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * A physical name that is known at synthesis, and the same in every synthesis.
 *
 * The construct path alone is not enough: IAM names are global in an account, and one app is
 * often deployed there several times under other stack names or in other regions.
 */
export function stableName(construct: IConstruct, maxLength = 64): string {
  const readable = construct.node.path.split('/').map((id) => id.replace(/[^A-Za-z0-9]/g, '')).filter(Boolean).join('-');
  let stack = Stack.of(construct);
  while (stack.nestedStackParent) { stack = stack.nestedStackParent; }
  const deployment = [stack.stackName, stack.region].filter((part) => !Token.isUnresolved(part));
  // the end of a path says more than its beginning
  return `${readable.slice(-(maxLength - 9)).replace(/^-/, '')}-${shortHash([...deployment, construct.node.path].join('|'))}`;
}

/**
 * Whether a resource leaves its name to CloudFormation.
 *
 * An L2 without a name passes a token for "nothing" to its L1. The token of
 * `PhysicalName.GENERATE_IF_NEEDED` resolves to nothing too, but has a name as soon as somebody
 * in another environment asks; it is no `Intrinsic`.
 */
export function isUnnamed(resource: IConstruct, name: string | undefined): boolean {
  if (name === undefined) { return true; }
  if (!Token.isUnresolved(name)) { return false; }
  return Tokenization.reverseString(name).firstToken instanceof Intrinsic && Stack.of(resource).resolve(name) === undefined;
}

/** Eight hexadecimal characters; enough to keep siblings apart. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
