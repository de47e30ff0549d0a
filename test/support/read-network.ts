import type { PolicyJson } from './cloud';
import type { Intrinsics, StackTemplate } from './intrinsics';
import { NO_NETWORK } from './network-model';
import type { EndpointModel, NetworkModel, RouteModel, SecurityGroupModel, SecurityRuleModel, SubnetModel, VpcModel } from './network-model';

type Properties = Record<string, unknown>;

/** One network of what all stacks have; a subnet and its route table may be of different stacks. */
export function readNetworks(stacks: readonly (readonly [StackTemplate, Intrinsics])[]): NetworkModel {
  const readers = stacks.map(([stack, intrinsics]) => new NetworkReader(stack, intrinsics));
  const tables = new Map(readers.flatMap((reader) => reader.associations()));
  return readers.map((reader) => reader.read(tables)).reduce((all, one) => ({
    vpcs: [...all.vpcs, ...one.vpcs],
    subnets: [...all.subnets, ...one.subnets],
    routes: [...all.routes, ...one.routes],
    securityGroups: [...all.securityGroups, ...one.securityGroups],
    rules: [...all.rules, ...one.rules],
    endpoints: [...all.endpoints, ...one.endpoints],
  }), NO_NETWORK);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html */
const NEXT_HOPS = [
  'CarrierGatewayId', 'CoreNetworkArn', 'EgressOnlyInternetGatewayId', 'GatewayId', 'InstanceId', 'LocalGatewayId',
  'NatGatewayId', 'NetworkInterfaceId', 'TransitGatewayId', 'VpcEndpointId', 'VpcPeeringConnectionId',
];

class NetworkReader {
  constructor(private readonly stack: StackTemplate, private readonly intrinsics: Intrinsics) {}

  /** The route table of each subnet. */
  public associations(): [subnetId: string, routeTableId: string][] {
    return this.ofType('AWS::EC2::SubnetRouteTableAssociation')
      .map(([, props]) => [this.intrinsics.text(props.SubnetId), this.intrinsics.text(props.RouteTableId)]);
  }

  public read(tables: ReadonlyMap<string, string>): NetworkModel {
    return {
      vpcs: this.vpcs(),
      subnets: this.subnets(tables),
      routes: this.routes(),
      securityGroups: this.securityGroups(),
      rules: this.rules(),
      endpoints: this.endpoints(),
    };
  }

  private vpcs(): VpcModel[] {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html
    return this.ofType('AWS::EC2::VPC').map(([id, props]) => ({
      id: this.ref(id),
      hasDns: this.isTrue(props.EnableDnsSupport ?? true) && this.isTrue(props.EnableDnsHostnames ?? false),
    }));
  }

  private subnets(tables: ReadonlyMap<string, string>): SubnetModel[] {
    return this.ofType('AWS::EC2::Subnet').map(([id, props]) => ({
      id: this.ref(id),
      vpcId: this.intrinsics.text(props.VpcId),
      range: this.optional(props.CidrBlock),
      routeTableId: tables.get(this.ref(id)),
    }));
  }

  private routes(): RouteModel[] {
    return this.ofType('AWS::EC2::Route').map(([id, props]) => {
      const via = NEXT_HOPS.find((name) => props[name] !== undefined);
      if (via === undefined) { throw new Error(`${this.stack.stackName}: the route ${id} leads nowhere`); }
      return {
        routeTableId: this.intrinsics.text(props.RouteTableId),
        range: this.optional(props.DestinationCidrBlock),
        via,
        hop: this.intrinsics.text(props[via]),
      };
    });
  }

  private securityGroups(): SecurityGroupModel[] {
    return this.ofType('AWS::EC2::SecurityGroup').map(([id, props]) => ({ id: this.ref(id), vpcId: this.optional(props.VpcId) }));
  }

  private rules(): SecurityRuleModel[] {
    const inline = this.ofType('AWS::EC2::SecurityGroup').flatMap(([id, props]) => [
      ...this.inlineRules(props.SecurityGroupEgress).map((rule) => this.rule(this.ref(id), 'egress', rule)),
      ...this.inlineRules(props.SecurityGroupIngress).map((rule) => this.rule(this.ref(id), 'ingress', rule)),
    ]);
    const single = (['egress', 'ingress'] as const).flatMap((direction) =>
      this.ofType(direction === 'egress' ? 'AWS::EC2::SecurityGroupEgress' : 'AWS::EC2::SecurityGroupIngress')
        .map(([, props]) => this.rule(this.intrinsics.text(props.GroupId), direction, props)));
    return [...inline, ...single];
  }

  private rule(groupId: string, direction: SecurityRuleModel['direction'], props: Properties): SecurityRuleModel {
    const protocol = String(this.intrinsics.resolve(props.IpProtocol));
    const [group, prefixList] = direction === 'egress'
      ? [props.DestinationSecurityGroupId, props.DestinationPrefixListId]
      : [props.SourceSecurityGroupId, props.SourcePrefixListId];
    return {
      groupId,
      direction,
      protocol,
      fromPort: protocol === '-1' ? 0 : Number(this.intrinsics.resolve(props.FromPort)),
      toPort: protocol === '-1' ? 65_535 : Number(this.intrinsics.resolve(props.ToPort)),
      range: this.optional(props.CidrIp),
      peerGroupId: this.optional(group),
      prefixListId: this.optional(prefixList),
    };
  }

  private inlineRules(rules: unknown): Properties[] {
    return (rules ?? []) as Properties[];
  }

  private endpoints(): EndpointModel[] {
    return this.ofType('AWS::EC2::VPCEndpoint').map(([id, props]) => {
      const type = this.optional(props.VpcEndpointType) ?? 'Gateway';
      if (type !== 'Interface' && type !== 'Gateway') { throw new Error(`${this.stack.stackName}: no test support for the ${type} endpoint ${id}`); }
      return {
        id: this.ref(id),
        stackName: this.stack.stackName,
        type,
        vpcId: this.intrinsics.text(props.VpcId),
        serviceName: this.intrinsics.text(props.ServiceName),
        privateDns: this.isTrue(props.PrivateDnsEnabled ?? false) && !this.isOnlyForResolvers(props),
        subnetIds: this.texts(props.SubnetIds),
        securityGroupIds: this.texts(props.SecurityGroupIds),
        routeTableIds: this.texts(props.RouteTableIds),
        policy: this.policy(props.PolicyDocument),
      };
    });
  }

  /** The template may have the policy as JSON text. */
  private policy(document: unknown): PolicyJson | undefined {
    const resolved = this.intrinsics.resolve(document);
    return (typeof resolved === 'string' ? JSON.parse(resolved) : resolved) as PolicyJson | undefined;
  }

  /** Traffic of the VPC itself then goes to the gateway endpoint of the service. */
  private isOnlyForResolvers(props: Properties): boolean {
    const options = this.intrinsics.resolve(props.DnsOptions) as { PrivateDnsOnlyForInboundResolverEndpoint?: string } | undefined;
    return options?.PrivateDnsOnlyForInboundResolverEndpoint === 'OnlyInboundResolver';
  }

  private ref(id: string): string {
    return this.intrinsics.text({ Ref: id });
  }

  private optional(value: unknown): string | undefined {
    return this.intrinsics.resolve(value) === undefined ? undefined : this.intrinsics.text(value);
  }

  private texts(value: unknown): string[] {
    return (this.intrinsics.resolve(value) ?? []) as string[];
  }

  private isTrue(value: unknown): boolean {
    return String(this.intrinsics.resolve(value)) === 'true';
  }

  private ofType(type: string): [string, Properties][] {
    return Object.entries(this.stack.resources).filter(([, { Type }]) => Type === type).map(([id, { Properties: props }]) => [id, props ?? {}]);
  }
}
