import { holds } from './condition';
import { and } from './logic';
import { isLike, undecided } from './variables';
import type { Statement } from '../model/policy';
import type { Request } from '../model/request';
import { matchesPattern } from '../values/pattern';
import { all, any, depends, not, type Truth } from '../values/truth';
import { isMark } from '../values/unknown';

/**
 * Whether a statement speaks of a request, whoever makes it: its action, resource and conditions, what is cheap first.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
 */
export function speaksOf(statement: Statement, request: Request, action: string): Truth {
  const acts = isAction(statement, action);
  if (acts === false) { return false; }
  const resource = isResource(statement, request);
  if (resource === false) { return false; }
  const conditions = all(statement.conditions, (condition) => holds(condition, request.context));
  const { unknown } = statement.source;
  return and(acts, resource, conditions, unknown === undefined || depends(unknown));
}

/** What cannot be read at all may also deny. */
export function isUnreadable({ actions, source }: Statement): boolean {
  return source.unknown !== undefined && actions?.length === 1 && isMark(actions[0]);
}

/** Actions are compared without their case: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
function isAction({ actions, notActions = [] }: Statement, action: string): Truth {
  return actions ? any(actions, (pattern) => matchesPattern(pattern, action)) : not(any(notActions, (pattern) => matchesPattern(pattern, action)));
}

/** A trust policy names no resource: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
function isResource({ resources, notResources }: Statement, { resourceArn, context }: Request): Truth {
  if (resources) { return any(resources, (pattern) => isLike(pattern, resourceArn, context)); }
  return !notResources || not(any(notResources, (pattern) => undecided(pattern, context) || isLike(pattern, resourceArn, context)));
}
