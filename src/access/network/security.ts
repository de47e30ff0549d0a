import { isInside } from './ip-range';
import type { NetworkIndex } from './network-index';
import type { SecurityRuleModel, SubnetModel } from '../model/network';
import { equalTexts } from '../values/pattern';
import { any } from '../values/truth';
import type { Truth } from '../values/truth';
import { hasUnknown, readable, unknownsIn } from '../values/unknown';

export const HTTPS = 443;
export const EVERYWHERE = '0.0.0.0/0';

/** Whether security groups let HTTPS through, as far as the templates say. */
export class SecurityGroups {
  constructor(private readonly index: NetworkIndex, private readonly groupIds: readonly string[]) {}

  public letOut(isPeer: (rule: SecurityRuleModel) => Truth): Truth {
    return this.let('egress', isPeer);
  }

  public letIn(isPeer: (rule: SecurityRuleModel) => Truth): Truth {
    return this.let('ingress', isPeer);
  }

  /**
   * One rule of one group is enough. A group to which no template gives an egress rule keeps the one that EC2 makes, which
   * lets everything out.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-securitygroup.html
   */
  private let(direction: SecurityRuleModel['direction'], isPeer: (rule: SecurityRuleModel) => Truth): Truth {
    if (this.groupIds.length === 0) { return { on: ['the default security group of the VPC'] }; }
    return any(this.groupIds, (id) => {
      if (!this.index.group(id)) { return { on: [`the security group ${readable(id)}, which is of another app`] }; }
      const rules = this.index.rulesOf(id, direction);
      return direction === 'egress' && rules.length === 0 || any(rules, (rule) => {
        const isHttps = isForHttps(rule);
        return isHttps === true ? isPeer(rule) : isHttps;
      });
    });
  }
}

/** Whether the other side of a rule is one of these groups. */
export function isGroup({ peerGroupId }: SecurityRuleModel, groupIds: readonly string[]): Truth {
  return peerGroupId !== undefined && any(groupIds, (id) => equalTexts(peerGroupId, id));
}

/** Whether the range of a rule has all the addresses of subnets in it; of a subnet of another app nobody knows the addresses. */
export function coversAll({ range }: SecurityRuleModel, subnets: readonly (SubnetModel | undefined)[]): Truth {
  if (range === undefined) { return false; }
  if (range === EVERYWHERE) { return true; }
  if (hasUnknown(range)) { return { on: unknownsIn(range) }; }
  const known = subnets.map((subnet) => subnet?.range);
  if (known.some((inner) => inner !== undefined && !hasUnknown(inner) && !isInside(inner, range))) { return false; }
  return known.every((inner) => inner !== undefined && !hasUnknown(inner)) || { on: ['the addresses of a subnet'] };
}

/** Addresses that are nobody's on the internet: https://www.rfc-editor.org/rfc/rfc1918 and 6598. */
const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];

/** Whether a rule is for the public addresses of AWS; of another range than everything nobody knows whether the right ones are in it. */
export function isPublic({ range, prefixListId }: SecurityRuleModel): Truth {
  if (range === EVERYWHERE) { return true; }
  if (prefixListId !== undefined) { return { on: [`the prefix list ${readable(prefixListId)}`] }; }
  return range !== undefined && !PRIVATE.some((outer) => isInside(range, outer)) && { on: [`the range ${readable(range)}`] };
}

/** The lists that an app makes itself have other ids here. */
export function isManagedList({ prefixListId }: SecurityRuleModel): boolean {
  return prefixListId !== undefined && /^pl-[0-9a-f]+$/.test(prefixListId);
}

function isForHttps({ protocol, fromPort, toPort }: SecurityRuleModel): Truth {
  if (hasUnknown(protocol)) { return { on: unknownsIn(protocol) }; }
  if (!['tcp', '6', '-1'].includes(protocol)) { return false; }
  return Number.isNaN(fromPort) || Number.isNaN(toPort) ? { on: ['a port of a security group'] } : fromPort <= HTTPS && HTTPS <= toPort;
}
