import type { Request } from '../model/request';
import { fieldsOf } from '../values/arn';

/** A statement of a policy document, as somebody has to write it. */
export interface WrittenStatement {
  readonly Effect: 'Allow';
  readonly Principal?: Readonly<Record<string, string>>;
  readonly Action: string;
  readonly Resource?: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What the caller's own policy needs. */
export function identityStatement({ action, resourceArn }: Request): WrittenStatement {
  return { Effect: 'Allow', Action: action, Resource: resourceArn };
}

/**
 * What the policy of the called resource needs; the trust policy of a role has no Resource.
 *
 * For a role of another account the principal is that account and a condition names the role, so that the statement can be
 * written before the role exists, and still holds when the role is made anew under its name.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function resourceStatement(request: Request): WrittenStatement {
  const { caller, action, resourceArn } = request;
  const resource = isTrust(request) ? {} : { Resource: resourceArn };
  if (caller.kind === 'anonymous') { return withCondition({ Effect: 'Allow', Principal: { AWS: '*' }, Action: action, ...resource }, urlCondition(request)); }
  if (caller.kind === 'service') {
    const condition = { ...ofContext(request, 'ArnLike', 'aws:SourceArn'), ...ofContext(request, 'StringEquals', 'aws:SourceAccount') };
    return withCondition({ Effect: 'Allow', Principal: { Service: caller.service }, Action: action, ...resource }, condition);
  }
  const { partition } = fieldsOf(caller.arn);
  const condition = { ...urlCondition(request), ArnEquals: { 'aws:PrincipalArn': caller.arn } };
  return withCondition({ Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${caller.account}:root` }, Action: action, ...resource }, condition);
}

export function isTrust({ action }: Request): boolean {
  return action.toLowerCase().startsWith('sts:');
}

/** The conditions that a call of a function URL asks for: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html */
function urlCondition(request: Request): NonNullable<WrittenStatement['Condition']> {
  return { ...ofContext(request, 'StringEquals', 'lambda:FunctionUrlAuthType'), ...ofContext(request, 'Bool', 'lambda:InvokedViaFunctionUrl') };
}

function ofContext({ context }: Request, operator: string, key: string): NonNullable<WrittenStatement['Condition']> {
  const value = context.get(key.toLowerCase())?.[0];
  return value === undefined ? {} : { [operator]: { [key]: value } };
}

function withCondition(statement: WrittenStatement, condition: NonNullable<WrittenStatement['Condition']>): WrittenStatement {
  return Object.keys(condition).length === 0 ? statement : { ...statement, Condition: condition };
}
