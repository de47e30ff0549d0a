import { createHash } from 'node:crypto';
import { Intrinsic, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { misuse } from './errors';

/**
 * A physical name that is known at synthesis, and the same in every synthesis.
 *
 * The construct path alone is not enough: IAM names are global in an account, and one app is
 * often deployed there several times under other stack names or in other regions (a stack without
 * `env` has one name for all regions: deploy it under another stack name in each).
 */
export function stableName(construct: IConstruct, maxLength = 64): string {
  const readable = construct.node.path.split('/').map((id) => id.replace(/[^A-Za-z0-9]/g, '')).filter(Boolean).join('-');
  const stack = topLevel(Stack.of(construct));
  const deployment = [stack.stackName, stack.region].filter((part) => !Token.isUnresolved(part));
  // the end of a path says more than its beginning
  const end = readable.length <= maxLength - 9 ? readable : readable.slice(-(maxLength - 9)).replace(/^[^-]*-/, '');
  return `${end}-${shortHash([...deployment, construct.node.path].join('|'))}`;
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

/** The stack that is deployed, for a nested stack the one around it. */
export function topLevel(stack: Stack): Stack {
  return stack.nestedStackParent ? topLevel(stack.nestedStackParent) : stack;
}

const KEPT = Symbol.for('cdk-cross-account-lambda:keptName');

/** An L1 with its attributes by name, and what `addPropertyOverride` keeps beside them. */
type NameableResource = Record<string, string | undefined> & { rawOverrides: { Properties?: Record<string, string> }; [KEPT]?: Set<string> };

/**
 * Fails synthesis if an aspect or an override renames a resource after another template named it:
 * every call would be denied, and nothing else would tell.
 *
 * @param property the CloudFormation property; its L1 attribute is the same in camel case
 */
export function keepName(resource: CfnResource, property: string): void {
  const l1 = resource as unknown as NameableResource;
  if (!l1[KEPT]) { Object.defineProperty(resource, KEPT, { value: new Set<string>() }); }
  if (l1[KEPT]!.has(property)) { return; }
  l1[KEPT]!.add(property);
  const current = () => l1.rawOverrides.Properties?.[property] ?? l1[property[0].toLowerCase() + property.slice(1)];
  const named = current();
  resource.node.addValidation({
    validate: () => current() === named ? [] : [misuse({
      problem: `${property} was changed after another template had named it`,
      got: current(),
      expected: `${JSON.stringify(named)}, the ${property} that the other account names`,
      fix: 'set it where the resource is created, or before CrossAccountTarget, CrossAccountInvoker or Caller.roleOf sees it',
      at: resource,
    }).message],
  });
}

/** Eight hexadecimal characters; enough to keep siblings apart. */
export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
