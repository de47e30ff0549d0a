import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { inWrongAccount } from './misplaced-permission';
import { parseFunctionArn } from '../private/arns';
import { CfnLambdaResourcePolicy } from '../private/cfn-lambda-resource-policy';
import { misuse, pathOf } from '../private/errors';

const WATCHED = Symbol.for('cdk-cross-account-lambda:watched');
const PERMISSION = 'AWS::Lambda::Permission';
const ALIAS = 'AWS::Lambda::Alias';

/** The policy resources of one function, alias or version. */
interface Writers {
  readonly documents: CfnResource[];
  readonly permissions: CfnResource[];
  readonly aliases: CfnResource[];
}

/**
 * Fails the synthesis of the app if two resources write one policy over each other.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-resourcepolicy.html
 */
export function watchPolicyConflicts(at: IConstruct): void {
  const root = at.node.root as IConstruct & { [WATCHED]?: true };
  if (root[WATCHED]) { return; }
  Object.defineProperty(root, WATCHED, { value: true });
  root.node.addValidation({ validate: () => findConflicts(root) });
}

function findConflicts(root: IConstruct): string[] {
  const byResource = new Map<string, Writers>();
  const misplaced: string[] = [];
  for (const construct of root.node.findAll()) {
    const policed = CfnResource.isCfnResource(construct) ? policedResource(construct) : undefined;
    if (policed === undefined) { continue; }
    const writers = byResource.get(policed) ?? { documents: [], permissions: [], aliases: [] };
    byResource.set(policed, writers);
    const resource = construct as CfnResource;
    if (resource.cfnResourceType === PERMISSION) { misplaced.push(...inWrongAccount(resource as CfnPermission)); }
    const list = { [PERMISSION]: writers.permissions, [ALIAS]: writers.aliases }[resource.cfnResourceType] ?? writers.documents;
    list.push(resource);
  }
  // what stands in the wrong account conflicts with nothing: it cannot be deployed
  return misplaced.length > 0 ? misplaced : [...byResource.values()].flatMap(conflictsOf);
}

function conflictsOf({ documents: [document, second], permissions: [permission], aliases: [alias, sameAlias] }: Writers): string[] {
  const messages: string[] = [];
  if (alias && sameAlias) {
    messages.push(misuse({
      problem: `${pathOf(alias)} and ${pathOf(sameAlias)} are aliases of one name on one function`,
      expected: 'one alias of each name',
      fix: 'use one CrossAccountTarget for all callers, or give the second an aliasName of its own',
      at: sameAlias,
    }).message);
  }
  if (document && permission) {
    messages.push(misuse({
      problem: `${pathOf(document)} (${CfnLambdaResourcePolicy.TYPE}) and ${pathOf(permission)} (${PERMISSION}) write the policy of one function, alias or version, and overwrite each other`,
      expected: 'one type of resource policy for each',
      fix: 'grant through CrossAccountTarget.grants instead of the construct that made the permission, '
        + 'or give the CrossAccountTarget policyType: ResourcePolicyType.PERMISSIONS or an alias of its own',
      at: permission,
    }).message);
  }
  if (document && second) {
    messages.push(misuse({
      problem: `${pathOf(document)} and ${pathOf(second)} are both the whole resource policy of one function, alias or version`,
      expected: `one ${CfnLambdaResourcePolicy.TYPE} for each`,
      fix: 'use one CrossAccountTarget for all callers, or give the second an aliasName of its own; '
        + 'grants.actions that write on the function itself must all come from one CrossAccountTarget',
      at: second,
    }).message);
  }
  return messages;
}

/** The function, alias or version that a resource makes or whose policy it writes, as a key; undefined for other resources. */
function policedResource(resource: CfnResource): string | undefined {
  if (resource.cfnResourceType === PERMISSION) { return identify(resource, property(resource, 'functionName', 'FunctionName')); }
  if (resource.cfnResourceType === CfnLambdaResourcePolicy.TYPE) { return identify(resource, property(resource, 'resourceArn', 'ResourceArn')); }
  return resource.cfnResourceType === ALIAS ? identifyConstruct(resource) : undefined;
}

/** From the L1's attribute, or, for a bare CfnResource, from the properties it was given: both still hold tokens. */
function property(resource: CfnResource, attribute: string, name: string): unknown {
  const l1 = resource as unknown as Record<string, unknown> & { _cfnProperties: Record<string, unknown> };
  return l1[attribute] ?? l1._cfnProperties[name];
}

/**
 * One key for every way to write a function: a reference, an ARN or a name.
 *
 * A reference leads to the construct; a literal to `region:account:name:qualifier`; a construct
 * with a literal name has that same key.
 */
function identify(at: CfnResource, value: unknown): string | undefined {
  if (typeof value !== 'string') {
    const token = Tokenization.reverse(value);
    return token && Reference.isReference(token) ? identifyConstruct(token.target) : undefined;
  }
  if (!Token.isUnresolved(value)) { return identifyLiteral(at, value); }
  const reference = Tokenization.reverseString(value).firstToken;
  if (!reference || !Reference.isReference(reference)) { return value; }
  const suffix = value.replace(/\$\{Token\[[^\]]+\]\}/g, '');
  return identifyConstruct(reference.target) + suffix;
}

function identifyLiteral(at: CfnResource, value: string): string {
  const arn = parseFunctionArn(value);
  const stack = Stack.of(at);
  return arn
    ? [arn.region, arn.account, arn.functionName, ...arn.qualifier ? [arn.qualifier] : []].join(':')
    : [stack.region, stack.account, value].join(':');
}

function identifyConstruct(target: IConstruct): string {
  if (!CfnResource.isCfnResource(target)) { return target.node.path; }
  const { functionName, name } = target as CfnResource & { functionName?: string; name?: string };
  if (target.cfnResourceType === 'AWS::Lambda::Alias') { return `${identify(target, functionName)}:${name}`; }
  if (target.cfnResourceType === 'AWS::Lambda::Function' && functionName !== undefined && !Token.isUnresolved(functionName)) { return identify(target, functionName)!; }
  return target.node.path;
}
