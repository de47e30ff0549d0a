import type { LayerName } from './verdict';
import type { Cloud } from '../model/cloud';
import type { Statement } from '../model/policy';
import type { Request } from '../model/request';
import type { ResourcePolicy } from '../model/resource-policy';
import { fieldsOf, functionOf, isRoleArn } from '../values/arn';

/** What the evaluator may know; with functions and stacks it tells a resource without a policy from one of another app. */
export type Known = Pick<Cloud, 'identities' | 'resourcePolicies'> & Partial<Pick<Cloud, 'functions' | 'stacks'>>;

/** The policy that AWS consults for what is called. */
export interface AskedPolicy {
  readonly layer: LayerName;
  readonly statements: readonly Statement[];
  /** Within one account too it must allow the call, or leave it to the account: role trust and KMS keys. */
  readonly mustAllow: boolean;
  /** Why it is not known. */
  readonly unknown?: string;
  /** For a call of an alias or version: the policy of the function itself. */
  readonly ofFunction?: { readonly arn: string; readonly statements: readonly Statement[] };
}

/**
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-req-res.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html for keys
 */
export function askedPolicy(cloud: Known, request: Request): AskedPolicy {
  const { action, resourceArn } = request;
  if (isRoleArn(resourceArn)) { return ofRole(cloud, resourceArn, action.toLowerCase()); }
  const arn = policyArn(cloud, resourceArn);
  const policy = cloud.resourcePolicies.get(arn);
  return {
    layer: 'resource policy',
    statements: policy?.statements ?? [],
    mustAllow: fieldsOf(resourceArn).service === 'kms',
    ...!(policy && isInForce(policy)) && isForeign(cloud, request) && { unknown: `the resource policy of ${resourceArn}, which is not in these templates` },
    ...ofFunction(cloud, arn),
  };
}

/** Only the calls of STS ask the trust policy; those of IAM that name a role ask its caller's policies alone. */
function ofRole({ identities }: Known, roleArn: string, action: string): AskedPolicy {
  if (!action.startsWith('sts:')) { return { layer: 'resource policy', statements: [], mustAllow: false }; }
  const role = identities.get(roleArn);
  return {
    layer: 'trust policy',
    statements: role?.trust ?? [],
    mustAllow: true,
    ...!role && { unknown: `the trust policy of ${roleArn}, which is not in these templates` },
  };
}

/**
 * The ARN whose policy is asked. Lambda keeps one for each function, version and alias, and none for `$LATEST`, which has
 * the function's: https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
 */
export function policyArn({ resourcePolicies }: Pick<Known, 'resourcePolicies'>, resourceArn: string): string {
  const called = functionOf(resourceArn);
  if (called) { return called.qualifier === '$LATEST' ? called.functionArn : resourceArn; }
  let arn = resourceArn;
  while (!resourcePolicies.has(arn) && hasOwner(arn)) { arn = arn.slice(0, arn.lastIndexOf('/')); }
  return resourcePolicies.has(arn) ? arn : resourceArn;
}

/** The policy of a bucket is asked for its objects, that of an API for its methods, that of a table for its indexes. */
function hasOwner(arn: string): boolean {
  const { service, resource } = fieldsOf(arn);
  const belongs = service === 's3' || service === 'execute-api' || (service === 'dynamodb' && !resource.includes('/stream/'));
  return belongs && resource.includes('/');
}

/** Whether the policy of a function governs calls of its aliases too, where it names them, is not verified. */
function ofFunction({ resourcePolicies }: Known, arn: string): Pick<AskedPolicy, 'ofFunction'> {
  const called = functionOf(arn);
  if (called?.qualifier === undefined) { return {}; }
  const statements = resourcePolicies.get(called.functionArn)?.statements;
  return statements ? { ofFunction: { arn: called.functionArn, statements } } : {};
}

/** What stands in another account than the owner's says nothing about the policy that there is. */
function isInForce({ writers }: ResourcePolicy): boolean {
  return writers.length === 0 || writers.some(({ misplaced }) => !misplaced);
}

/** The reader gives each topic and key of these templates a policy, if only AWS's default one. */
const ALWAYS_HAVE_ONE = new Set(['kms', 'sns']);

/** Nobody here knows the policy of what another app creates. */
function isForeign({ functions, stacks }: Known, { resourceArn, resourceAccount }: Request): boolean {
  const called = functionOf(resourceArn);
  if (called) { return functions !== undefined && !functions.has(called.functionArn); }
  return stacks !== undefined && (ALWAYS_HAVE_ONE.has(fieldsOf(resourceArn).service) || !stacks.some(({ account }) => account === resourceAccount));
}
