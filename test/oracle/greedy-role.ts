import { mayInvoke, withRole } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';

/** A role that has every permission on its own side, so that only the other side can deny. */
export function withGreedyRole(cloud: Cloud, arn: string): Cloud {
  return withRole(cloud, arn, mayInvoke('*', '*'));
}
