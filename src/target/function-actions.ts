import type { IConstruct } from 'constructs';
import { permissionFor } from '../link/permission';
import { misuse } from '../private/errors';

/** The only permission that Invoke needs, as RequestResponse, Event and DryRun, streamed or not. */
const INVOKE_FUNCTION = 'lambda:InvokeFunction';

export const INVOKE = permissionFor(INVOKE_FUNCTION, 'InvokeTargets');

/** Which policy Lambda consults: that of the qualified ARN, or that of the function. */
export type PolicyLevel = 'target' | 'function';

/**
 * Actions that a resource policy can give to another account, and the policy that decides.
 *
 * An API that takes a Qualifier is authorized against the qualified ARN, any other against the
 * function's. Supported actions: AWS's developer guide, "Cross-account APIs" (its archived source,
 * https://github.com/awsdocs/aws-lambda-developer-guide/blob/main/doc_source/access-control-resource-based.md;
 * later additions are not listed there and not accepted here). Qualifier: the API's request shapes.
 */
const LEVELS: Record<string, PolicyLevel> = {
  [INVOKE_FUNCTION]: 'target',
  'lambda:GetFunction': 'target',
  'lambda:GetFunctionConfiguration': 'target',
  'lambda:GetPolicy': 'target',
  'lambda:CreateAlias': 'function',
  'lambda:DeleteAlias': 'function',
  'lambda:DeleteFunction': 'function',
  'lambda:DeleteFunctionConcurrency': 'function',
  'lambda:GetAlias': 'function',
  'lambda:ListAliases': 'function',
  'lambda:ListTags': 'function',
  'lambda:ListVersionsByFunction': 'function',
  'lambda:PublishVersion': 'function',
  'lambda:PutFunctionConcurrency': 'function',
  'lambda:TagResource': 'function',
  'lambda:UntagResource': 'function',
  'lambda:UpdateAlias': 'function',
  'lambda:UpdateFunctionCode': 'function',
};

/** The level of an action; fails for what a resource policy cannot carry. */
export function levelOf(action: string, at: IConstruct): PolicyLevel {
  const level = Object.hasOwn(LEVELS, action) ? LEVELS[action] : undefined;
  if (level === undefined) {
    throw misuse({
      problem: 'action cannot be given to another account by a resource policy of this library',
      got: action,
      expected: `one of ${Object.keys(LEVELS).join(', ')}`,
      fix: fixFor(action),
      at,
    });
  }
  return level;
}

function fixFor(action: string): string {
  if (Object.hasOwn(LEVELS, `lambda:${action}`)) { return `write 'lambda:${action}'`; }
  if (action === 'lambda:Invoke') { return `write '${INVOKE_FUNCTION}', the action that the Invoke API checks`; }
  if (action === 'lambda:InvokeAsync') { return `write '${INVOKE_FUNCTION}': an invocation of type Event needs nothing else`; }
  if (action.includes('*')) { return 'name each action: a wildcard would also allow to change the code'; }
  if (action === 'lambda:InvokeFunctionUrl') { return 'write grants.invokeUrl(caller), which allows both actions that a URL needs'; }
  return 'use a role in the target account that the caller assumes';
}
