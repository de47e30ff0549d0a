import { pathOf } from '../../../src/access/network/path';
import type { TemplateResource } from '../../../src/access/read/stack-template';
import { cloudOf, REGION, SOURCE } from '../deliveries/cloud-of';

export type Resources = Record<string, TemplateResource>;

export const CALLER = `arn:aws:lambda:${REGION}:${SOURCE}:function:caller`;

export const resource = (Type: string, Properties: Record<string, unknown> = {}): TemplateResource => ({ Type, Properties });
const groupOf = (id: string) => ({ 'Fn::GetAtt': [id, 'GroupId'] });
export const GROUP = groupOf('Group');
export const OPEN = { IpProtocol: '-1', CidrIp: '0.0.0.0/0' };

/** A function in two subnets of a VPC without any way out; its security group lets everything out. */
export const ISOLATED: Resources = {
  Vpc: resource('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16', EnableDnsHostnames: true, EnableDnsSupport: true }),
  SubnetA: resource('AWS::EC2::Subnet', { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' }),
  SubnetB: resource('AWS::EC2::Subnet', { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.1.0/24' }),
  Table: resource('AWS::EC2::RouteTable', { VpcId: { Ref: 'Vpc' } }),
  AssociationA: resource('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: { Ref: 'SubnetA' }, RouteTableId: { Ref: 'Table' } }),
  AssociationB: resource('AWS::EC2::SubnetRouteTableAssociation', { SubnetId: { Ref: 'SubnetB' }, RouteTableId: { Ref: 'Table' } }),
  Group: resource('AWS::EC2::SecurityGroup', { VpcId: { Ref: 'Vpc' }, SecurityGroupEgress: [OPEN] }),
  Role: resource('AWS::IAM::Role', { RoleName: 'caller', AssumeRolePolicyDocument: { Statement: [] } }),
  Caller: resource('AWS::Lambda::Function', {
    FunctionName: 'caller',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    VpcConfig: { SubnetIds: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }], SecurityGroupIds: [GROUP] },
  }),
};

/** An interface endpoint for Lambda with a group of its own, which lets the VPC in. */
export const ENDPOINT: Resources = {
  EndpointGroup: resource('AWS::EC2::SecurityGroup', {
    VpcId: { Ref: 'Vpc' }, SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }],
  }),
  Endpoint: resource('AWS::EC2::VPCEndpoint', {
    VpcId: { Ref: 'Vpc' },
    VpcEndpointType: 'Interface',
    ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.lambda' },
    PrivateDnsEnabled: true,
    SubnetIds: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }],
    SecurityGroupIds: [groupOf('EndpointGroup')],
  }),
};

export const route = (properties: object): Resources => ({ Route: resource('AWS::EC2::Route', { RouteTableId: { Ref: 'Table' }, DestinationCidrBlock: '0.0.0.0/0', ...properties }) });

/** Resources with other properties in one of them. */
export function change(resources: Resources, id: string, properties: Record<string, unknown>): Resources {
  return { ...resources, [id]: { ...resources[id], Properties: { ...resources[id].Properties, ...properties } } };
}

export function without(resources: Resources, ...ids: string[]): Resources {
  return Object.fromEntries(Object.entries(resources).filter(([id]) => !ids.includes(id)));
}

/** The end of a path in a few words, without the letters that ids begin with. */
export function pathIn(resources: Resources, service = 'lambda', region?: string): string {
  const path = pathOf(cloudOf(resources), CALLER, service, region);
  const plain = (text: string) => text.replace(/\b[a-z]+-</g, '<');
  switch (path.kind) {
    case 'endpoint': return `endpoint ${path.endpoint.serviceName}`;
    case 'unreachable': return `unreachable: ${plain(path.reason)}`;
    case 'unknown': return `unknown: ${plain(path.what)}`;
    default: return path.kind;
  }
}
