import type { LinkOptions } from './links-of';
import { readPolicyFiles } from '../read/resources/scp';

/** What the templates do not say: the policies of the organization, as files, and its id. */
export interface SurroundingsGiven {
  readonly serviceControlPolicies?: readonly string[];
  readonly resourceControlPolicies?: readonly string[];
  readonly organizationId?: string;
}

export function linkOptionsOf({ serviceControlPolicies: scps, resourceControlPolicies: rcps, organizationId }: SurroundingsGiven): LinkOptions {
  return {
    surroundings: {
      ...scps && { serviceControlPolicies: readPolicyFiles(scps) },
      ...rcps && { resourceControlPolicies: readPolicyFiles(rcps) },
    },
    ...organizationId !== undefined && { keys: () => ({ 'aws:PrincipalOrgID': organizationId, 'aws:ResourceOrgID': organizationId }) },
  };
}
