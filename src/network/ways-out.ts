import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { CfnRoute, CfnSubnet, CfnVPC, CfnVPCCidrBlock, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { isInside, isIpv4Range } from './ranges';

/** Where the traffic of a subnet can go. */
export type Way = 'isolated' | 'routed' | 'public' | 'unknown';

export function isPublic(vpc: IVpc, { subnetId }: ISubnet): boolean {
  return vpc.publicSubnets.some((subnet) => subnet.subnetId === subnetId);
}

export function wayOut(vpc: IVpc, subnet: ISubnet): Way {
  const isIn = (subnets: ISubnet[]) => subnets.some(({ subnetId }) => subnetId === subnet.subnetId);
  if (isPublic(vpc, subnet)) { return 'public'; }
  if (routesOf(subnet).some(({ destinationCidrBlock }) => destinationCidrBlock === '0.0.0.0/0')) { return 'routed'; }
  // a private subnet of this app may have no NAT gateway all the same
  if (isIn(vpc.isolatedSubnets) || subnet.node.defaultChild) { return 'isolated'; }
  return isIn(vpc.privateSubnets) ? 'routed' : 'unknown';
}

/** Whether traffic to a range is certainly dropped: the VPC is of this app, and has no route there. */
export function isNotRouted(vpc: IVpc, subnets: ISubnet[], range: string): boolean {
  const own = ownRanges(vpc);
  if (own === undefined || own.some((one) => isInside(range, one))) { return false; }
  return subnets.some((subnet) =>
    !routesOf(subnet).some(({ destinationCidrBlock: to }) => to === undefined || !isIpv4Range(to) || isInside(range, to)));
}

/** Of an imported VPC neither ranges nor routes are known for sure: it may have several. */
function ownRanges(vpc: IVpc): string[] | undefined {
  const cfnVpc = vpc.node.defaultChild as CfnVPC | undefined;
  const isIpv6 = ({ amazonProvidedIpv6CidrBlock, ipv6CidrBlock }: CfnVPCCidrBlock) =>
    Boolean(amazonProvidedIpv6CidrBlock) || ipv6CidrBlock !== undefined;
  const more = resources<CfnVPCCidrBlock>(vpc, 'AWS::EC2::VPCCidrBlock').filter((block) => block.vpcId === vpc.vpcId && !isIpv6(block));
  const ranges = [cfnVpc, ...more].map((one) => one?.cidrBlock).filter((range) => range !== undefined && isIpv4Range(range));
  return ranges.length === more.length + 1 ? ranges as string[] : undefined;
}

function routesOf(subnet: ISubnet): CfnRoute[] {
  const { routeTableId } = subnet.routeTable ?? {};
  if (routeTableId === undefined) { return []; }
  return resources<CfnRoute>(subnet, 'AWS::EC2::Route').filter((route) => route.routeTableId === routeTableId);
}

function resources<T extends CfnResource>(at: IConstruct, type: string): T[] {
  return at.node.root.node.findAll().filter((construct): construct is T =>
    CfnResource.isCfnResource(construct) && construct.cfnResourceType === type);
}

/** A zone as text that is the same for all its subnets; stacks without an env only number their zones. */
export function zoneOf({ availabilityZone, node }: ISubnet): string {
  // an id says more than a name, which means another zone in each account
  const { availabilityZoneId } = (node.defaultChild ?? {}) as Partial<CfnSubnet>;
  if (availabilityZoneId !== undefined && !Token.isUnresolved(availabilityZoneId)) { return availabilityZoneId; }
  return Token.isUnresolved(availabilityZone) ? JSON.stringify(Stack.of(node.scope!).resolve(availabilityZone)) : availabilityZone;
}
