import type { Cloud } from '../model/cloud';
import type { ResourcePolicy } from '../model/resource-policy';
import { isFunctionArn } from '../values/arn';

/** The policies of functions, versions and aliases. */
export function functionPolicies({ resourcePolicies }: Cloud): ResourcePolicy[] {
  return [...resourcePolicies.values()].filter(({ resourceArn }) => isFunctionArn(resourceArn));
}
