import { LARGEST_SUBNET } from './eni-plan-checks';
import { worst } from './eni-plan-load';
import type { Model, ModelFunction } from './eni-plan-model';
import type { NamedQuota } from './eni-plan-quotas';
import type { PlanFinding, SubnetPlan } from './eni-plan-results';
import { burstTooFast, tooManySecurityGroupSets } from './eni-plan-sets';
import { count, figure, list, percent, zoneText } from './eni-plan-text';

/**
 * Zones that Lambda serves badly, by id.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-endpoints.html
 */
const LIMITED_ZONES = ['use1-az3'];

/** Everything about the plan that deserves a look. */
export function findingsOf(model: Model, subnets: SubnetPlan[], quotas: NamedQuota[]): PlanFinding[] {
  return [
    ...subnets.flatMap((subnet) => tooFewAddresses(model, subnet)),
    ...sizeNotKnown(model),
    ...model.zones.flatMap((zone) => oneZone(model, zone)),
    ...limitedZones(model),
    ...tooManySecurityGroupSets(model),
    ...quotas.flatMap((quota) => quotaFinding(model, quota)),
    ...burstTooFast(model),
  ];
}

function tooFewAddresses(model: Model, plan: SubnetPlan): PlanFinding[] {
  const { name, cidr, addresses, usedAddresses, endpointEnis, enisNow, enisWhenZoneLost, freeAddresses, smallestMask } = plan;
  if (freeAddresses === undefined || freeAddresses >= 0) { return []; }
  const { lost } = worst(model, model.subnets.filter((subnet) => subnet.name === name));
  const needs = [
    `${figure(enisWhenZoneLost)} for Lambda ${lost === undefined ? 'at the peak' : `when ${zoneText(model.subnets, lost)} is lost`}`,
    ...endpointEnis > 0 ? [count(endpointEnis, 'endpoint')] : [],
    ...usedAddresses > 0 ? [`${figure(usedAddresses)} used by others`] : [],
  ];
  const sets = enisNow > 1 ? ', or fewer sets of security groups' : '';
  const advice = smallestMask < LARGEST_SUBNET
    ? `expected less, since no subnet is larger than /${LARGEST_SUBNET}; pass more subnets${sets}`
    : `expected /${smallestMask} or larger; pass a subnet of /${smallestMask}${sets}`;
  return [{
    id: 'tooFewAddresses',
    subnet: name,
    message: `subnet ${name} (${cidr}) has ${count(addresses!, 'usable address', 'usable addresses')} and needs ${figure(addresses! - freeAddresses)} (${needs.join(', ')}); ${advice}`,
  }];
}

function sizeNotKnown({ subnets }: Model): PlanFinding[] {
  const names = subnets.filter(({ addresses }) => addresses === undefined).map(({ name }) => name);
  if (names.length === 0) { return []; }
  return [{
    id: 'sizeNotKnown',
    ...names.length === 1 && { subnet: names[0] },
    message: `the size of ${list(names, 'subnet')} is not known, so addresses are not checked; expected an IPv4 range that is known at synthesis; pass the real ranges: cidr of a PlanSubnet, isolatedSubnetIpv4CidrBlocks of ec2.Vpc.fromVpcAttributes`,
  }];
}

function oneZone(model: Model, zone: string): PlanFinding[] {
  const names = model.functions.filter((fn) => fn.inZone.size === 1 && fn.inZone.has(zone)).map((fn) => fn.name);
  if (names.length === 0) { return []; }
  return [{
    id: 'oneZone',
    message: `${list(names, 'function')} ${names.length === 1 ? 'has' : 'have'} subnets in ${zoneText(model.subnets, zone)} only and ${names.length === 1 ? 'stops' : 'stop'} when it is lost; expected subnets in two zones or more; pass subnets of other zones too`,
  }];
}

function limitedZones({ subnets, functions }: Model): PlanFinding[] {
  const isUsed = (name: string): boolean => functions.some((fn: ModelFunction) => [...fn.subnets].some((subnet) => subnet.name === name));
  return subnets.filter(({ name, zone }) => LIMITED_ZONES.includes(zone) && isUsed(name)).map(({ name, zone }) => ({
    id: 'limitedZone',
    subnet: name,
    message: `subnet ${name} is in ${zone}, where Lambda has little capacity for functions in a VPC; expected another zone; pass subnets of other zones of the region`,
  }));
}

function quotaFinding({ quotas }: Model, { share: { name, used, limit, share }, prop, relief }: NamedQuota): PlanFinding[] {
  if (relief === undefined || share < quotas.alarmShare) { return []; }
  const more = `ask for more in Service Quotas and pass quotas: { ${prop}: … } with the new figure, or ${relief}`;
  if (prop === 'accountConcurrency' && used > limit) {
    return [{
      id: 'accountConcurrency',
      message: `the functions peak at ${count(used, 'execution')} together, of ${figure(limit)} that the account allows in a region; expected ${figure(limit)} at most; ${more}`,
    }];
  }
  return [{
    id: 'quotaNearLimit',
    message: `the plan uses ${figure(used)} of ${figure(limit)} (${percent(share)}) of the quota "${name}"; expected less than ${percent(quotas.alarmShare)}; ${more}`,
  }];
}
