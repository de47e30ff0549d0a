import { regional } from './shape';
import type { ResourcePlace, Shape, Shapes } from './shape';

/** A part of a network is known by an id that begins with letters of its own: `subnet-…`. */
const known = (letters: string, attribute?: string, more?: Shape['attributes']): Shape => ({
  ref: (r) => `${letters}-${r.id()}`,
  arn: regional('ec2', (r) => `${attribute?.replace(/Id$/, '').toLowerCase() ?? letters}/${r.ref()}`),
  attributes: { Id: 'ref', ...attribute && { [attribute]: 'ref' }, ...more },
});
const defaultGroup = (r: ResourcePlace) => `sg-${r.id('default security group')}`;
const balancer = regional('elasticloadbalancing', (r) => `loadbalancer/${r.text('Type') === 'network' ? 'net' : 'app'}/${r.name()}/${r.id()}`);
const targetGroup = regional('elasticloadbalancing', (r) => `targetgroup/${r.name()}/${r.id()}`);
const listener = (r: ResourcePlace) => `${(r.text('LoadBalancerArn') ?? r.id('load balancer')).replace(':loadbalancer/', ':listener/')}/${r.id()}`;

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_EC2.html */
export const NETWORK: Shapes = {
  'AWS::EC2::VPC': known('vpc', 'VpcId', { DefaultSecurityGroup: defaultGroup, DefaultNetworkAcl: (r) => `acl-${r.id('default network ACL')}` }),
  'AWS::EC2::Subnet': known('subnet', 'SubnetId'),
  'AWS::EC2::RouteTable': known('rtb', 'RouteTableId'),
  'AWS::EC2::SubnetRouteTableAssociation': known('rtbassoc'),
  'AWS::EC2::SecurityGroup': known('sg', 'GroupId'),
  'AWS::EC2::VPCEndpoint': known('vpce'),
  'AWS::EC2::VPCEndpointService': known('vpce-svc', 'ServiceId'),
  'AWS::EC2::InternetGateway': known('igw', 'InternetGatewayId'),
  'AWS::EC2::EgressOnlyInternetGateway': known('eigw'),
  'AWS::EC2::NatGateway': known('nat', 'NatGatewayId'),
  'AWS::EC2::TransitGateway': known('tgw'),
  'AWS::EC2::TransitGatewayAttachment': known('tgw-attach'),
  'AWS::EC2::TransitGatewayVpcAttachment': known('tgw-attach'),
  'AWS::EC2::VPCPeeringConnection': known('pcx'),
  'AWS::EC2::PrefixList': known('pl', 'PrefixListId'),
  'AWS::EC2::NetworkAcl': known('acl'),
  'AWS::EC2::NetworkInterface': known('eni'),
  'AWS::EC2::Instance': known('i', 'InstanceId'),
  'AWS::EC2::VPNGateway': known('vgw', 'VPNGatewayId'),
  'AWS::EC2::FlowLog': known('fl'),
  'AWS::EC2::EIP': { attributes: { PublicIp: 'ref', AllocationId: (r) => `eipalloc-${r.id('allocation')}` } },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    name: 'Name',
    ref: 'arn',
    arn: balancer,
    attributes: { LoadBalancerArn: 'arn', LoadBalancerName: 'name', DNSName: (r) => `${r.id('DNS name')}.elb.${r.stack.region}.amazonaws.com` },
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { name: 'Name', ref: 'arn', arn: targetGroup, attributes: { TargetGroupArn: 'arn', TargetGroupName: 'name' } },
  'AWS::ElasticLoadBalancingV2::Listener': { ref: 'arn', arn: listener, attributes: { ListenerArn: 'arn' } },
};
