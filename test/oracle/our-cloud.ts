import { ourName } from './our-names';
import { twoCloudsOf } from './two-clouds';
import type { Cloud as OurCloud } from '../../src/access/model/cloud';
import type { Identity } from '../../src/access/model/identity';
import type { NetworkModel } from '../../src/access/model/network';
import type { ResourcePolicy } from '../../src/access/model/resource-policy';
import { productCloud } from '../sandbox/product-cloud';
import type { Cloud, RoleModel } from '../support/cloud';

/**
 * The product's picture of a cloud that a test may have changed.
 *
 * What the test left alone is what the product read from the templates. What it removed is removed here too, and what it
 * wrote by hand, such as a role of another app, is parsed here.
 */
export function ourCloud(cloud: Cloud): OurCloud {
  const { ours } = twoCloudsOf(cloud);
  return { ...ours, identities: identities(cloud), resourcePolicies: resourcePolicies(cloud), network: network(cloud) };
}

function identities(cloud: Cloud): Map<string, Identity> {
  const { ours, theirs } = twoCloudsOf(cloud);
  const asRead = new Map(theirs.roles.map((role) => [role.arn, role]));
  const written = productCloud({ ...cloud, resourcePolicies: [] }).identities;
  const roles = cloud.roles.map(({ arn, ...role }) => {
    const own = asRead.get(arn) && ours.identities.get(arn);
    return [arn, own ? changed(own, written.get(arn)!, asRead.get(arn)!, role) : written.get(arn)!] as const;
  });
  const unread = theirs.roles.find(({ arn }) => !ours.identities.has(arn));
  if (unread) { throw new Error(`only the tests' reader finds the role ${unread.arn}`); }
  return new Map(roles);
}

/** Our own reading of all that the test did not write anew. */
function changed(own: Identity, written: Identity, asRead: RoleModel, role: Omit<RoleModel, 'arn'>): Identity {
  return {
    ...own,
    ...role.policies !== asRead.policies && { statements: written.statements, unknownPolicies: [] },
    ...role.trustPolicy !== asRead.trustPolicy && { trust: written.trust },
    ...role.boundary !== asRead.boundary && { boundary: written.boundary },
  };
}

function resourcePolicies(cloud: Cloud): Map<string, ResourcePolicy> {
  const { ours, theirs } = twoCloudsOf(cloud);
  const gone = theirs.resourcePolicies.filter((policy) => !cloud.resourcePolicies.includes(policy))
    .map(({ resourceArn }) => ourName(ours, resourceArn));
  const added = cloud.resourcePolicies.filter((policy) => !theirs.resourcePolicies.includes(policy));
  const left = [...ours.resourcePolicies].filter(([arn]) => !gone.includes(arn));
  return new Map([...left, ...productCloud({ ...cloud, roles: [], resourcePolicies: added }).resourcePolicies]);
}

function network(cloud: Cloud): NetworkModel {
  const { ours, theirs } = twoCloudsOf(cloud);
  if (!cloud.network || !theirs.network || cloud.network === theirs.network) { return ours.network; }
  const asRead = new Map(theirs.network.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const own = new Map(ours.network.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  const endpoints = productCloud(cloud).network.endpoints.map((written, i) => {
    const { policy, securityGroupIds } = cloud.network!.endpoints[i];
    const read = own.get(written.id)!;
    return { ...read, securityGroupIds, policy: policy === asRead.get(written.id)!.policy ? read.policy : written.policy };
  });
  return { ...ours.network, ...cloud.network.rules !== theirs.network.rules && { rules: cloud.network.rules }, endpoints };
}
