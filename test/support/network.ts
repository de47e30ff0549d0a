/*
 * How the calls of a function leave its VPC, read from the synthesized templates alone.
 *
 *   networkPath(cloud, fn.arn, 'lambda')                    // { kind: 'endpoint', endpoint, policy } and the like
 *   networkPath(cloud, fn.arn, 'lambda', 'us-east-1')       // to another region than the function's
 *   networkOf(cloud, fn.arn)                                // its VPC, subnets and security groups; undefined: in no VPC
 *   endpointPolicies(cloud)                                 // every endpoint with its policy, of all stacks
 *
 * A service is named by the end of its endpoint service name: lambda, sts, s3, logs, ecr.api.
 *
 * What it does not know: network ACLs, peered VPCs, IPv6, and whether a NAT or transit gateway itself has a way out. An
 * AWS-managed prefix list in a rule counts as the one of the service that is called: no template says whose it is.
 * Security groups and subnets of another app have the rules, ranges and route tables that this app gives them, and no others.
 */
import type { Cloud, PolicyJson } from './cloud';
import { isInside } from './ip-range';
import { NO_NETWORK } from './network-model';
import type { EndpointModel, NetworkModel, SecurityRuleModel, SubnetModel } from './network-model';

/** How a request reaches an API. */
export type NetworkPath =
  | { readonly kind: 'no-vpc' }
  /** Without a policy the endpoint lets everything through. */
  | { readonly kind: 'endpoint'; readonly endpoint: EndpointModel; readonly policy?: PolicyJson }
  | { readonly kind: 'internet' }
  | { readonly kind: 'unreachable'; readonly reason: string };

/** A subnet of another app has nothing but its id. */
type KnownSubnet = Pick<SubnetModel, 'id'> & Partial<SubnetModel>;

export interface FunctionNetwork {
  /** Undefined where neither the subnets nor the security groups are of the app. */
  readonly vpcId?: string;
  readonly subnets: KnownSubnet[];
  readonly securityGroupIds: string[];
}

/** The network of a function; undefined for one that is in no VPC of its account. */
export function networkOf(cloud: Cloud, functionArn: string): FunctionNetwork | undefined {
  const fn = cloud.functions.find(({ arn }) => arn === functionArn);
  if (!fn) { throw new Error(`no function ${functionArn}`); }
  if (!fn.vpc) { return undefined; }
  const { subnets, securityGroups } = cloud.network ?? NO_NETWORK;
  const { subnetIds, securityGroupIds } = fn.vpc;
  const vpcs = [...subnets.filter(({ id }) => subnetIds.includes(id)), ...securityGroups.filter(({ id }) => securityGroupIds.includes(id))]
    .map(({ vpcId }) => vpcId).filter((vpcId) => vpcId !== undefined);
  if (new Set(vpcs).size > 1) { throw new Error(`${functionArn} is in several VPCs: ${[...new Set(vpcs)].join(', ')}`); }
  return { vpcId: vpcs[0], subnets: subnetIds.map((id) => subnets.find((subnet) => subnet.id === id) ?? { id }), securityGroupIds };
}

/** Every endpoint of all stacks with its policy. */
export function endpointPolicies({ network = NO_NETWORK }: Cloud): { endpoint: EndpointModel; policy?: PolicyJson }[] {
  return network.endpoints.map((endpoint) => ({ endpoint, policy: endpoint.policy }));
}

/**
 * @param service the end of the endpoint service name
 * @param region where the call goes; by default the region of the function
 */
export function networkPath(cloud: Cloud, functionArn: string, service: string, region = functionArn.split(':')[3]): NetworkPath {
  const network = networkOf(cloud, functionArn);
  return network ? new PathFinder(cloud.network ?? NO_NETWORK, network, service, region).find() : { kind: 'no-vpc' };
}

const HTTPS = 443;
const EVERYWHERE = '0.0.0.0/0';

/** Next hops that can lead to the internet; those of GatewayId are an internet gateway or a virtual private gateway. */
const WAYS_OUT = ['CoreNetworkArn', 'InstanceId', 'LocalGatewayId', 'NatGatewayId', 'NetworkInterfaceId', 'TransitGatewayId', 'VpcEndpointId'];

class PathFinder {
  constructor(
    private readonly all: NetworkModel,
    private readonly network: FunctionNetwork,
    private readonly service: string,
    private readonly region: string,
  ) {}

  public find(): NetworkPath {
    const { vpcId, subnets } = this.network;
    if (vpcId === undefined) {
      return unreachable(`neither ${subnets[0].id} nor the security groups of the function are of this app, so its VPC is not known`);
    }
    // once the name of the service leads to an endpoint, nothing goes another way
    const endpoint = this.endpoints('Interface').find(({ privateDns }) => privateDns);
    const paths = endpoint ? [this.toInterface(endpoint)] : subnets.map((subnet) => this.from(subnet));
    const blocked = paths.find(({ kind }) => kind === 'unreachable');
    if (blocked) { return blocked; }
    // an execution environment may be in any of the subnets
    if (new Set(paths.map((path) => path.kind === 'endpoint' ? path.endpoint.id : path.kind)).size > 1) {
      throw new Error(`no test support for subnets that reach ${this.service} in different ways: ${subnets.map(({ id }) => id).join(', ')}`);
    }
    return paths[0];
  }

  private toInterface(endpoint: EndpointModel): NetworkPath {
    const { subnets, securityGroupIds } = this.network;
    const vpc = this.all.vpcs.find(({ id }) => id === endpoint.vpcId);
    // https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
    if (vpc && !vpc.hasDns) { return unreachable(`${endpoint.id} has private DNS, for which ${vpc.id} needs DNS support and DNS hostnames`); }
    // any of its addresses may be the one that is called
    if (!this.letsOut((rule) => includesGroup(rule, endpoint.securityGroupIds) || this.covers(rule, this.subnetsOf(endpoint)))) {
      return unreachable(`${groups('the function', securityGroupIds)} let nothing out on port ${HTTPS} to ${endpoint.id}`);
    }
    const letIn = this.rulesOf(endpoint.securityGroupIds, 'ingress');
    const isLetIn = (subnet: KnownSubnet) => letIn.some((rule) => includesGroup(rule, securityGroupIds) || this.covers(rule, [subnet]));
    if (!subnets.every(isLetIn)) {
      return unreachable(`${groups(endpoint.id, endpoint.securityGroupIds)} let nothing in on port ${HTTPS} from the function`);
    }
    return { kind: 'endpoint', endpoint, policy: endpoint.policy };
  }

  private from(subnet: KnownSubnet): NetworkPath {
    const { routeTableId } = subnet;
    const gateway = this.endpoints('Gateway').find(({ routeTableIds }) => routeTableId !== undefined && routeTableIds.includes(routeTableId));
    const { securityGroupIds } = this.network;
    if (gateway) {
      // https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
      return this.letsOut((rule) => rule.range === EVERYWHERE || isManagedList(rule.prefixListId))
        ? { kind: 'endpoint', endpoint: gateway, policy: gateway.policy }
        : unreachable(`${groups('the function', securityGroupIds)} let nothing out on port ${HTTPS} to the prefix list of ${this.service}`);
    }
    const noWay = this.noWayOut(subnet);
    if (noWay !== undefined) { return unreachable(`${this.noEndpoint()}, and ${noWay}`); }
    return this.letsOut(({ range }) => range === EVERYWHERE)
      ? { kind: 'internet' }
      : unreachable(`${this.noEndpoint()}, and ${groups('the function', securityGroupIds)} let nothing out on port ${HTTPS} to ${EVERYWHERE}`);
  }

  /** A function has no public address, so an internet gateway does not help. */
  private noWayOut({ id, routeTableId }: KnownSubnet): string | undefined {
    const route = this.all.routes.find((one) => one.routeTableId === routeTableId && one.range === EVERYWHERE);
    if (!route) { return `${id} has no route to ${EVERYWHERE}`; }
    const leadsOut = WAYS_OUT.includes(route.via) || (route.via === 'GatewayId' && !route.hop.startsWith('igw-'));
    return leadsOut ? undefined : `the route of ${id} to ${EVERYWHERE} leads to ${route.hop}, which does not serve a function`;
  }

  private endpoints(type: EndpointModel['type']): EndpointModel[] {
    const { vpcId } = this.network;
    return this.all.endpoints.filter((one) => one.type === type && one.vpcId === vpcId && one.serviceName.endsWith(`.${this.region}.${this.service}`));
  }

  /** Why no endpoint of the VPC is of use. */
  private noEndpoint(): string {
    const { vpcId } = this.network;
    const others = this.all.endpoints.filter((one) => one.vpcId === vpcId && one.serviceName.endsWith(`.${this.service}`));
    const elsewhere = others.find(({ serviceName }) => !serviceName.endsWith(`.${this.region}.${this.service}`));
    if (elsewhere) { return `the call goes to ${this.region}, and ${elsewhere.id} is for ${elsewhere.serviceName}`; }
    const [unused] = others;
    if (!unused) { return `${vpcId} has no endpoint for ${this.service}`; }
    return unused.type === 'Interface' ? `${unused.id} has no private DNS` : `${unused.id} is not in all route tables of the function`;
  }

  private letsOut(to: (rule: SecurityRuleModel) => boolean): boolean {
    return this.network.securityGroupIds.some((id) => this.isOpen(id)) || this.rulesOf(this.network.securityGroupIds, 'egress').some(to);
  }

  /**
   * A group to which no template gives an egress rule keeps the one that EC2 makes.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html
   * @see https://github.com/aws/aws-cdk/issues/987 for rules that are resources of their own
   */
  private isOpen(groupId: string): boolean {
    return this.all.securityGroups.some(({ id }) => id === groupId)
      && !this.all.rules.some((rule) => rule.groupId === groupId && rule.direction === 'egress');
  }

  /** The rules for HTTPS. */
  private rulesOf(groupIds: string[], direction: SecurityRuleModel['direction']): SecurityRuleModel[] {
    return this.all.rules.filter((rule) => rule.direction === direction && groupIds.includes(rule.groupId)
      && ['tcp', '6', '-1'].includes(rule.protocol) && rule.fromPort <= HTTPS && HTTPS <= rule.toPort);
  }

  private covers({ range }: SecurityRuleModel, subnets: KnownSubnet[]): boolean {
    return range !== undefined && subnets.length > 0
      && subnets.every((subnet) => range === EVERYWHERE || (subnet.range !== undefined && isInside(subnet.range, range)));
  }

  private subnetsOf({ subnetIds }: EndpointModel): KnownSubnet[] {
    return subnetIds.map((id) => this.all.subnets.find((subnet) => subnet.id === id) ?? { id });
  }
}

function includesGroup({ peerGroupId }: SecurityRuleModel, groupIds: string[]): boolean {
  return peerGroupId !== undefined && groupIds.includes(peerGroupId);
}

/** The lists that an app makes itself have other ids here. */
function isManagedList(prefixListId: string | undefined): boolean {
  return prefixListId !== undefined && /^pl-[0-9a-f]+$/.test(prefixListId);
}

function groups(owner: string, ids: string[]): string {
  return `the security groups of ${owner} (${ids.join(', ')})`;
}

function unreachable(reason: string): NetworkPath {
  return { kind: 'unreachable', reason };
}
