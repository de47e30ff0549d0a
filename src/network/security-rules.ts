import { CfnResource, Stack } from 'aws-cdk-lib';
import type { CfnSecurityGroup, CfnSecurityGroupEgress, CfnSecurityGroupIngress, CfnVPCEndpoint, ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';

/** A rule in either direction, as CloudFormation writes it. */
interface Rule {
  readonly ipProtocol?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrIp?: string;
  readonly cidrIpv6?: string;
  readonly destinationSecurityGroupId?: string;
  readonly sourceSecurityGroupId?: string;
}

/**
 * Whether security groups certainly stop calls to the port of HTTPS.
 *
 * Ranges are taken to be the right ones, and groups that this app does not create to be open: only
 * what surely fails is reported.
 *
 * @param endpoint where the call goes; undefined for the internet
 */
export function isStopped(groups: ISecurityGroup[], endpoint?: CfnVPCEndpoint): 'out' | 'in' | undefined {
  const far = endpoint && groupsOf(endpoint);
  const goesOut = groups.some((group) => passes(group, 'Egress', (rule) => isRange(rule) || far === undefined || far.includes(rule.destinationSecurityGroupId ?? '')));
  if (!goesOut) { return 'out'; }
  if (!endpoint || !far) { return undefined; }
  const near = groups.map(({ securityGroupId }) => securityGroupId);
  const l2 = endpoint.node.root.node.findAll().filter((construct): construct is ISecurityGroup & IConstruct =>
    far.includes((construct as Partial<ISecurityGroup>).securityGroupId ?? ''));
  const comesIn = l2.length === 0 || l2.some((group) => passes(group, 'Ingress', (rule) => isRange(rule) || near.includes(rule.sourceSecurityGroupId ?? '')));
  return comesIn ? undefined : 'in';
}

/** Undefined for an endpoint that leaves its groups to AWS. */
function groupsOf(endpoint: CfnVPCEndpoint): string[] | undefined {
  return endpoint.securityGroupIds as string[] | undefined;
}

function passes(group: ISecurityGroup, direction: 'Egress' | 'Ingress', there: (rule: Rule) => boolean): boolean {
  const cfnGroup = group.node.defaultChild as CfnSecurityGroup | undefined;
  if (!cfnGroup) { return true; }
  const inline = Stack.of(cfnGroup).resolve(direction === 'Egress' ? cfnGroup.securityGroupEgress : cfnGroup.securityGroupIngress) as Rule[] | undefined;
  // without egress rules AWS lets everything out
  if (direction === 'Egress' && inline === undefined) { return true; }
  return [...inline ?? [], ...rulesOf(group, direction)].some((rule) => covers443(rule) && there(rule));
}

function rulesOf({ securityGroupId, node }: ISecurityGroup, direction: 'Egress' | 'Ingress'): Rule[] {
  return node.root.node.findAll().filter((construct): construct is CfnSecurityGroupEgress | CfnSecurityGroupIngress =>
    CfnResource.isCfnResource(construct) && construct.cfnResourceType === `AWS::EC2::SecurityGroup${direction}`)
    .filter((rule) => rule.groupId === securityGroupId);
}

function covers443({ ipProtocol, fromPort, toPort }: Rule): boolean {
  return ipProtocol === '-1' || (ipProtocol === 'tcp' && (fromPort ?? 0) <= 443 && (toPort ?? 65_535) >= 443);
}

function isRange({ cidrIp, cidrIpv6 }: Rule): boolean {
  return cidrIp !== undefined || cidrIpv6 !== undefined;
}
