import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type { CfnSecurityGroup, CfnSecurityGroupEgress, CfnSecurityGroupIngress, CfnVPCEndpoint, ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';

/** A rule in either direction, as CloudFormation writes it; inline rules are resolved before. */
interface Rule {
  readonly ipProtocol?: string;
  readonly fromPort?: number;
  readonly toPort?: number;
  readonly cidrIp?: string;
  readonly cidrIpv6?: string;
  readonly destinationPrefixListId?: string;
  readonly sourcePrefixListId?: string;
  readonly destinationSecurityGroupId?: string;
  readonly sourceSecurityGroupId?: string;
  readonly sourceSecurityGroupName?: string;
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
  // an L1 may name groups that no construct stands for
  if (groups.length === 0) { return undefined; }
  const far = endpoint && groupsOf(endpoint);
  const goesOut = groups.some((group) => passes(group, 'Egress', (rule) => isRange(rule) || far === undefined || far.includes(keyOf(rule.destinationSecurityGroupId))));
  if (!goesOut) { return 'out'; }
  if (!endpoint || !far) { return undefined; }
  const near = groups.map(({ securityGroupId }) => keyOf(securityGroupId));
  const l2 = endpoint.node.root.node.findAll().filter((construct): construct is ISecurityGroup & IConstruct => {
    const { securityGroupId } = construct as Partial<ISecurityGroup>;
    return securityGroupId !== undefined && far.includes(keyOf(securityGroupId));
  });
  const comesIn = l2.length === 0 || l2.some((group) => passes(group, 'Ingress', (rule) => isRange(rule) || near.includes(keyOf(rule.sourceSecurityGroupId))));
  return comesIn ? undefined : 'in';
}

/** Undefined for an endpoint that leaves its groups to AWS. */
function groupsOf(endpoint: CfnVPCEndpoint): string[] | undefined {
  const ids = endpoint.securityGroupIds as string[] | undefined;
  return ids && !Token.isUnresolved(ids) ? ids.map(keyOf) : undefined;
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
    .filter((rule) => keyOf(rule.groupId) === keyOf(securityGroupId));
}

/** `Ref` and `GroupId` of a group are both its id. */
function keyOf(id: string | undefined): string {
  if (id === undefined) { return ''; }
  const token = Token.isUnresolved(id) ? Tokenization.reverseString(id).firstToken : undefined;
  return Reference.isReference(token) ? token.target.node.path : id;
}

/** Ports that are only known at deployment are taken to be the right ones. */
function covers443({ ipProtocol, fromPort, toPort }: Rule): boolean {
  const protocol = String(ipProtocol);
  const isKnown = (port: unknown): port is number => typeof port === 'number' && !Token.isUnresolved(port);
  const isPort = !(isKnown(fromPort) && fromPort > 443) && !(isKnown(toPort) && toPort < 443);
  return protocol === '-1' || (['tcp', '6'].includes(protocol) && isPort);
}

/** A name, too, may be that of the right group. */
function isRange({ cidrIp, cidrIpv6, destinationPrefixListId, sourcePrefixListId, sourceSecurityGroupName }: Rule): boolean {
  return [cidrIp, cidrIpv6, destinationPrefixListId, sourcePrefixListId, sourceSecurityGroupName].some((range) => range !== undefined);
}
