import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type { CfnRoute, CfnSubnet, CfnVPC, CfnVPCCidrBlock, IRouteTable, ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct, IConstruct } from 'constructs';
import { isInside, isIpv4Range } from './ranges';
import { misuse, pathOf } from '../private/errors';

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

/** Whether a VPC certainly does not find endpoints by the names of their services. */
export function hasNoDns(vpc: IVpc): boolean {
  const { enableDnsHostnames, enableDnsSupport } = (vpc.node.defaultChild ?? {}) as Partial<CfnVPC>;
  return enableDnsHostnames === false || enableDnsSupport === false;
}

/** A range that the function's code reaches. */
export interface ReachedRange {
  readonly range: string;
  readonly isIpv6?: boolean;
  readonly vpc: IVpc;
  readonly subnets: ISubnet[];
  readonly dualStack: boolean;
}

/** Fails for a range to which traffic is certainly dropped. */
export function checkRange(at: Construct, reached: ReachedRange): void {
  const { range, isIpv6, vpc, subnets, dualStack } = reached;
  if (isIpv6 && !dualStack) {
    throw misuse({
      problem: `${range} is reached by IPv6, and the function has no IPv6 address`,
      expected: 'a function with ipv6AllowedForDualStack',
      fix: 'write ipv6AllowedForDualStack: true, or reach an IPv4 range',
      at,
    });
  }
  if (range === (isIpv6 ? '::/0' : '0.0.0.0/0')) {
    const isOut = (subnet: ISubnet) => isIpv6
      ? !subnet.node.defaultChild || routesOf(subnet).some(({ destinationIpv6CidrBlock }) => destinationIpv6CidrBlock === range)
      : ['routed', 'unknown'].includes(wayOut(vpc, subnet));
    if (subnets.every(isOut)) { return; }
    throw misuse({
      problem: `${range} is everything on the internet, and the subnets of the function have no way there`,
      expected: isIpv6 ? 'a route to an egress-only internet gateway' : 'subnets with a NAT gateway',
      fix: 'pass a vpc and vpcSubnets that have it, or name what is reached: Reach.service, Reach.target',
      at,
    });
  }
  if (isIpv6 || !isNotRouted(vpc, subnets, range)) { return; }
  throw misuse({
    problem: `${range} lies outside of VPC ${pathOf(vpc)}, and the subnets of the function have no route to it`,
    expected: 'a range of the VPC, or one that a route of every subnet leads to',
    fix: 'add the route before (subnet.addRoute, to a peering connection or transit gateway), or reach an AWS service with Reach.service',
    at,
  });
}

/** Whether traffic to a range is certainly dropped: the VPC is of this app, and has no route there. */
function isNotRouted(vpc: IVpc, subnets: ISubnet[], range: string): boolean {
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
  const { routeTableId } = subnet.routeTable as Partial<IRouteTable>;
  if (routeTableId === undefined) { return []; }
  return resources<CfnRoute>(subnet, 'AWS::EC2::Route').filter((route) => route.routeTableId === routeTableId);
}

function resources<T extends CfnResource>(at: IConstruct, type: string): T[] {
  return at.node.root.node.findAll().filter((construct): construct is T =>
    CfnResource.isCfnResource(construct) && construct.cfnResourceType === type);
}

/** A zone as text that is the same for all its subnets; stacks without an env only number their zones. */
export function zoneOf(subnet: ISubnet): string {
  // an id says more than a name, which means another zone in each account
  const { availabilityZoneId } = (subnet.node.defaultChild ?? {}) as Partial<CfnSubnet>;
  if (availabilityZoneId !== undefined && !Token.isUnresolved(availabilityZoneId)) { return availabilityZoneId; }
  const { availabilityZone } = subnet;
  return Token.isUnresolved(availabilityZone) ? JSON.stringify(Stack.of(subnet).resolve(availabilityZone)) : availabilityZone;
}

/** Fails for a subnet that is imported without its zone: aws-cdk-lib says so only when a template is written. */
export function requireZones(at: Construct, subnets: ISubnet[]): void {
  for (const subnet of subnets) {
    try {
      Stack.of(subnet).resolve(subnet.availabilityZone);
    } catch {
      throw misuse({
        problem: `the zone of subnet ${pathOf(subnet)} is not known`,
        expected: 'subnets with their zones',
        fix: "import it with ec2.Subnet.fromSubnetAttributes(this, id, { subnetId, availabilityZone: 'eu-west-1a' })",
        at,
      });
    }
  }
}
