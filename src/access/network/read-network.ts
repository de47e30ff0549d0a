import { endpointsOf } from './read-endpoints';
import { groupId, securityRulesOf } from './read-security-rules';
import type { NetworkModel, RouteModel, SecurityGroupModel, SubnetModel, VpcModel } from '../model/network';
import type { TemplateReader } from '../read/template-reader';

/** One network of what all templates have; a subnet and its route table may be of different ones. */
export function readNetwork(readers: readonly TemplateReader[]): NetworkModel {
  const tables = new Map(readers.flatMap(associationsOf));
  const gateways = new Set(readers.flatMap((reader) => refsOf(reader, 'AWS::EC2::InternetGateway')));
  return {
    vpcs: readers.flatMap(vpcsOf),
    subnets: readers.flatMap((reader) => subnetsOf(reader, tables)),
    routeTableIds: readers.flatMap((reader) => refsOf(reader, 'AWS::EC2::RouteTable')),
    routes: readers.flatMap((reader) => routesOf(reader, gateways)),
    securityGroups: readers.flatMap(securityGroupsOf),
    rules: readers.flatMap(securityRulesOf),
    endpoints: readers.flatMap(endpointsOf),
  };
}

function refsOf(reader: TemplateReader, type: string): string[] {
  return reader.ofType(type).map(([id]) => reader.ref(id));
}

/** The route table of each subnet. */
function associationsOf(reader: TemplateReader): [subnetId: string, routeTableId: string][] {
  return reader.ofType('AWS::EC2::SubnetRouteTableAssociation').flatMap(([, { SubnetId, RouteTableId }]): [string, string][] => {
    const [subnet, table] = [reader.text(SubnetId), reader.text(RouteTableId)];
    return subnet === undefined || table === undefined ? [] : [[subnet, table]];
  });
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html */
function vpcsOf(reader: TemplateReader): VpcModel[] {
  return reader.ofType('AWS::EC2::VPC').map(([id, { EnableDnsSupport, EnableDnsHostnames }]) => ({
    id: reader.ref(id),
    // a value that is not known counts as on
    hasDns: reader.text(EnableDnsSupport) !== 'false' && (reader.text(EnableDnsHostnames) ?? 'false') !== 'false',
  }));
}

function subnetsOf(reader: TemplateReader, tables: ReadonlyMap<string, string>): SubnetModel[] {
  return reader.ofType('AWS::EC2::Subnet').map(([id, { VpcId, CidrBlock }]) => ({
    id: reader.ref(id),
    vpcId: reader.text(VpcId) ?? '',
    range: reader.text(CidrBlock),
    routeTableId: tables.get(reader.ref(id)),
  }));
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-route.html */
const NEXT_HOPS = [
  'CarrierGatewayId', 'CoreNetworkArn', 'EgressOnlyInternetGatewayId', 'GatewayId', 'InstanceId', 'LocalGatewayId',
  'NatGatewayId', 'NetworkInterfaceId', 'TransitGatewayId', 'VpcEndpointId', 'VpcPeeringConnectionId',
];

function routesOf(reader: TemplateReader, internetGateways: ReadonlySet<string>): RouteModel[] {
  return reader.ofType('AWS::EC2::Route').flatMap(([id, props]): RouteModel[] => {
    const via = NEXT_HOPS.find((name) => reader.text(props[name]) !== undefined);
    if (via === undefined) {
      reader.note(id, 'the route leads nowhere');
      return [];
    }
    const hop = reader.text(props[via])!;
    return [{
      routeTableId: reader.text(props.RouteTableId) ?? '',
      range: reader.text(props.DestinationCidrBlock),
      via: via === 'GatewayId' && (hop.startsWith('igw-') || internetGateways.has(hop)) ? 'InternetGatewayId' : via,
      hop,
    }];
  });
}

function securityGroupsOf(reader: TemplateReader): SecurityGroupModel[] {
  return reader.ofType('AWS::EC2::SecurityGroup').map(([id, { VpcId }]) => ({ id: groupId(reader, id), vpcId: reader.text(VpcId) }));
}
