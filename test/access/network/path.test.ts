import { change, ENDPOINT, GROUP, ISOLATED, OPEN, pathIn, resource, route, without } from './isolated';
import type { Resources } from './isolated';
import { pathOf } from '../../../src/access/network/path';
import { cloudOf } from '../deliveries/cloud-of';

const THROUGH = 'endpoint com.amazonaws.eu-west-1.lambda';
const NO_WAY = 'unreachable: <Vpc of Source> has no endpoint for lambda, and <SubnetA of Source> has no route to 0.0.0.0/0';
const ALL: Resources = { ...ISOLATED, ...ENDPOINT };

test('a function in no VPC', () => {
  expect(pathIn(change(ISOLATED, 'Caller', { VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } }))).toBe('no-vpc');
});

test('a function of another app', () => {
  expect(pathOf(cloudOf({}), 'arn:aws:lambda:eu-west-1:111111111111:function:caller', 'lambda'))
    .toEqual({ kind: 'unknown', what: 'the function arn:aws:lambda:eu-west-1:111111111111:function:caller, which is of another app' });
});

describe('a way out', () => {
  const gateway: Resources = { Gateway: resource('AWS::EC2::InternetGateway'), Nat: resource('AWS::EC2::NatGateway', { SubnetId: { Ref: 'SubnetA' } }) };

  test.each<[string, Resources, string]>([
    ['none', ISOLATED, NO_WAY],
    ['none, in the main route table', without(ISOLATED, 'Table', 'AssociationA', 'AssociationB'), NO_WAY],
    ['a NAT gateway', { ...ISOLATED, ...gateway, ...route({ NatGatewayId: { Ref: 'Nat' } }) }, 'internet'],
    ['a transit gateway', { ...ISOLATED, ...route({ TransitGatewayId: 'tgw-1' }) }, 'internet'],
    ['a virtual private gateway', { ...ISOLATED, ...route({ GatewayId: 'vgw-1' }) }, 'internet'],
    ['an internet gateway, which is of no use', { ...ISOLATED, ...gateway, ...route({ GatewayId: { Ref: 'Gateway' } }) },
      'unreachable: <Vpc of Source> has no endpoint for lambda, and the route of <SubnetA of Source> to 0.0.0.0/0 leads to <Gateway of Source>, which does not serve a function'],
    ['an internet gateway of another app', { ...ISOLATED, ...route({ GatewayId: 'igw-1' }) },
      'unreachable: <Vpc of Source> has no endpoint for lambda, and the route of <SubnetA of Source> to 0.0.0.0/0 leads to igw-1, which does not serve a function'],
    ['the VPC itself', { ...ISOLATED, ...route({ DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' }) }, NO_WAY],
    ['another VPC, which may have endpoints', { ...ISOLATED, ...route({ DestinationCidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: 'pcx-1' }) },
      'unknown: the route to pcx-1, behind which there may be endpoints'],
    ['IPv6', { ...ISOLATED, ...route({ DestinationCidrBlock: undefined, DestinationIpv6CidrBlock: '::/0', EgressOnlyInternetGatewayId: 'eigw-1' }) },
      'unknown: the route to eigw-1, behind which there may be endpoints'],
    ['a route to nowhere', { ...ISOLATED, ...route({}) }, NO_WAY],
    ['a route table of another app', change(change(ISOLATED, 'AssociationA', { RouteTableId: 'rtb-1' }), 'AssociationB', { RouteTableId: 'rtb-1' }),
      'unknown: the route table rtb-1, which is of another app'],
  ])('%s', (_, resources, expected) => {
    expect(pathIn(resources)).toBe(expected);
  });

  test('from one of two subnets is not enough', () => {
    const other = { TableB: resource('AWS::EC2::RouteTable', { VpcId: { Ref: 'Vpc' } }) };
    const resources = change({ ...ISOLATED, ...other, ...route({ NatGatewayId: 'nat-1' }) }, 'AssociationB', { RouteTableId: { Ref: 'TableB' } });
    expect(pathIn(resources)).toMatch(/^unreachable: .*<SubnetB of Source> has no route/);
  });

  test.each<[string, object[], string | RegExp]>([
    ['lets nothing out', [], /^unreachable: .* has no endpoint for lambda, and the security groups of the function \(<Group of Source>\) let nothing out on port 443 to 0\.0\.0\.0\/0$/],
    ['lets out into the VPC only', [{ ...OPEN, CidrIp: '10.0.0.0/8' }], /^unreachable: .* let nothing out/],
    ['lets out on another port only', [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' }], /^unreachable: .* let nothing out/],
    ['lets out by another protocol only', [{ IpProtocol: 'udp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' }], /^unreachable: .* let nothing out/],
    ['lets out by number', [{ IpProtocol: '6', FromPort: 0, ToPort: 65535, CidrIp: '0.0.0.0/0' }], 'internet'],
    ['lets out to some public addresses', [{ ...OPEN, CidrIp: '52.94.0.0/16' }], 'unknown: the range 52.94.0.0/16'],
    ['lets out to a prefix list', [{ IpProtocol: '-1', DestinationPrefixListId: 'pl-1' }], 'unknown: the prefix list pl-1'],
    ['lets out on a port that nobody knows', [{ IpProtocol: 'tcp', FromPort: { 'Fn::ImportValue': 'Port' }, ToPort: 443, CidrIp: '0.0.0.0/0' }], 'unknown: a port of a security group'],
    ['lets out by a protocol that nobody knows', [{ IpProtocol: { 'Fn::ImportValue': 'Protocol' }, CidrIp: '0.0.0.0/0' }], /^unknown: .*Protocol/],
  ])('over a NAT gateway, where the group %s', (_, SecurityGroupEgress, expected) => {
    const nothing = { IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' };
    const path = pathIn(change({ ...ISOLATED, ...route({ NatGatewayId: 'nat-1' }) }, 'Group', { SecurityGroupEgress: [nothing, ...SecurityGroupEgress] }));
    expect(path).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('by a group without rules, which lets everything out until a rule of its own is there', () => {
    const resources = change({ ...ISOLATED, ...route({ NatGatewayId: 'nat-1' }) }, 'Group', { SecurityGroupEgress: undefined });
    expect(pathIn(resources)).toBe('internet');
    const rule = resource('AWS::EC2::SecurityGroupEgress', { GroupId: GROUP, IpProtocol: 'tcp', FromPort: 5432, ToPort: 5432, CidrIp: '10.0.0.0/16' });
    expect(pathIn({ ...resources, Rule: rule })).toMatch(/^unreachable/);
  });
});

describe('what another app may have a part of is not unreachable', () => {
  const fn = (properties: object) => change(ISOLATED, 'Caller', { VpcConfig: { SubnetIds: [{ Ref: 'SubnetA' }], SecurityGroupIds: [GROUP], ...properties } });

  test.each<[string, Resources, string]>([
    ['a subnet', fn({ SubnetIds: [{ Ref: 'SubnetA' }, 'subnet-1'] }), 'unknown: the subnet subnet-1, which is of another app'],
    ['the VPC', change(change(ISOLATED, 'SubnetA', { VpcId: 'vpc-1' }), 'Caller', { VpcConfig: { SubnetIds: [{ Ref: 'SubnetA' }], SecurityGroupIds: [GROUP] } }),
      'unknown: the VPC vpc-1, which is of another app'],
    ['subnets and groups', fn({ SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] }), 'unknown: the VPC of the subnet subnet-1, which is of another app'],
    ['the group', { ...fn({ SecurityGroupIds: ['sg-1'] }), ...route({ NatGatewayId: 'nat-1' }) }, 'unknown: the security group sg-1, which is of another app'],
    ['the default group', { ...fn({ SecurityGroupIds: [] }), ...route({ NatGatewayId: 'nat-1' }) }, 'unknown: the default security group of the VPC'],
    ['an address in the environment', change(ISOLATED, 'Caller', { Environment: { Variables: { AWS_ENDPOINT_URL_LAMBDA: 'https://vpce-1' } } }),
      'unknown: the address in the environment variable AWS_ENDPOINT_URL_LAMBDA'],
    ['a proxy', change(ISOLATED, 'Caller', { Environment: { Variables: { HTTPS_PROXY: 'http://10.0.0.5:3128' } } }), 'unknown: the address in the environment variable HTTPS_PROXY'],
  ])('%s', (_, resources, expected) => {
    expect(pathIn(resources)).toBe(expected);
  });

  test('an endpoint in a VPC of another app serves', () => {
    const vpc = 'vpc-1';
    const resources = change(change(change({ ...ISOLATED, ...ENDPOINT }, 'Endpoint', { VpcId: vpc }), 'Group', { VpcId: vpc }), 'EndpointGroup', { VpcId: vpc, SecurityGroupIngress: [OPEN] });
    expect(pathIn(change(without(resources, 'Vpc', 'SubnetA', 'SubnetB'), 'Caller', { VpcConfig: { SubnetIds: ['subnet-1'], SecurityGroupIds: [GROUP] } }))).toBe(THROUGH);
  });
});

describe('an interface endpoint', () => {
  test.each<[string, Resources, string | RegExp]>([
    ['serves', ALL, THROUGH],
    ['of another service', change(ALL, 'Endpoint', { ServiceName: 'com.amazonaws.eu-west-1.sqs' }), NO_WAY],
    ['of a service that nobody knows', change(ALL, 'Endpoint', { ServiceName: { 'Fn::ImportValue': 'Name' } }), 'unknown: <Endpoint of Source>, whose service is not known'],
    ['without private DNS', change(ALL, 'Endpoint', { PrivateDnsEnabled: false }), /^unknown: <Endpoint of Source>, which has no private DNS/],
    ['only for resolvers', change(ALL, 'Endpoint', { DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: 'OnlyInboundResolver' } }), /^unknown: .* no private DNS/],
    ['in a VPC without DNS hostnames', change(ALL, 'Vpc', { EnableDnsHostnames: undefined }), 'unreachable: <Endpoint of Source> has private DNS, for which <Vpc of Source> needs DNS support and DNS hostnames'],
    ['in a VPC without DNS support', change(ALL, 'Vpc', { EnableDnsSupport: false }), /^unreachable: .* needs DNS support/],
    ['of another VPC', change({ ...ALL, Other: resource('AWS::EC2::VPC') }, 'Endpoint', { VpcId: { Ref: 'Other' } }), NO_WAY],
    ['that is a load balancer', change(ALL, 'Endpoint', { VpcEndpointType: 'GatewayLoadBalancer' }), NO_WAY],
    ['that lets nothing in', change(ALL, 'EndpointGroup', { SecurityGroupIngress: [] }), /^unreachable: the security groups of <Endpoint of Source> let nothing in on port 443 from the function$/],
    ['that lets one of two subnets in', change(ALL, 'EndpointGroup', { SecurityGroupIngress: [{ ...OPEN, CidrIp: '10.0.0.0/24' }] }), /^unreachable: .* let nothing in/],
    ['that lets the group of the function in', change(ALL, 'EndpointGroup', { SecurityGroupIngress: [{ IpProtocol: '-1', SourceSecurityGroupId: GROUP }] }), THROUGH],
    ['that lets in by a rule of its own', {
      ...change(ALL, 'EndpointGroup', { SecurityGroupIngress: [] }),
      Rule: resource('AWS::EC2::SecurityGroupIngress', { GroupId: { 'Fn::GetAtt': ['EndpointGroup', 'GroupId'] }, IpProtocol: '-1', CidrIp: '0.0.0.0/0' }),
    }, THROUGH],
    ['that lets a range in that nobody knows', change(ALL, 'EndpointGroup', { SecurityGroupIngress: [{ ...OPEN, CidrIp: { 'Fn::ImportValue': 'Range' } }] }), /^unknown: .*Range/],
    ['with a group of another app', change(ALL, 'Endpoint', { SecurityGroupIds: ['sg-1'] }), 'unknown: the security group sg-1, which is of another app'],
    ['to which nothing is let out', change(ALL, 'Group', { SecurityGroupEgress: [{ ...OPEN, CidrIp: '10.9.0.0/16' }] }), /^unreachable: the security groups of the function .* let nothing out on port 443 to <Endpoint/],
    ['to the group of which is let out', change(ALL, 'Group', { SecurityGroupEgress: [{ IpProtocol: '-1', DestinationSecurityGroupId: { 'Fn::GetAtt': ['EndpointGroup', 'GroupId'] } }] }), THROUGH],
    ['to the addresses of which is let out', change(ALL, 'Group', { SecurityGroupEgress: [{ ...OPEN, CidrIp: '10.0.0.0/16' }] }), THROUGH],
    ['the addresses of which nobody knows', change(change(ALL, 'SubnetA', { CidrBlock: { 'Fn::ImportValue': 'A' } }), 'Group', { SecurityGroupEgress: [{ ...OPEN, CidrIp: '10.0.0.0/16' }] }),
      'unknown: the addresses of a subnet'],
  ])('%s', (_, resources, expected) => {
    expect(pathIn(resources)).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('is the only way, also beside a NAT gateway', () => {
    expect(pathIn({ ...change(ALL, 'EndpointGroup', { SecurityGroupIngress: [] }), ...route({ NatGatewayId: 'nat-1' }) })).toMatch(/^unreachable: .* let nothing in/);
  });

  test('serves its own region only', () => {
    expect(pathIn(ALL, 'lambda', 'us-east-1')).toBe(
      'unreachable: the call goes to us-east-1, and <Endpoint of Source> is for com.amazonaws.eu-west-1.lambda, and <SubnetA of Source> has no route to 0.0.0.0/0');
    expect(pathIn({ ...ALL, ...route({ NatGatewayId: 'nat-1' }) }, 'lambda', 'us-east-1')).toBe('internet');
  });

  test('does not serve function URLs', () => {
    expect(pathIn(ALL, 'lambda-url')).toMatch(/^unreachable: <Vpc of Source> has no endpoint for lambda-url/);
  });

  test('has its policy, as an object or as text', () => {
    const document = { Statement: [{ Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', Resource: '*' }] };
    for (const PolicyDocument of [document, JSON.stringify(document)]) {
      expect(pathOf(cloudOf(change(ALL, 'Endpoint', { PolicyDocument })), 'arn:aws:lambda:eu-west-1:111111111111:function:caller', 'lambda'))
        .toMatchObject({ kind: 'endpoint', policy: [{ effect: 'Allow', actions: ['lambda:invokefunction'], resources: ['*'] }] });
    }
    expect(pathOf(cloudOf(ALL), 'arn:aws:lambda:eu-west-1:111111111111:function:caller', 'lambda')).toMatchObject({ kind: 'endpoint', policy: undefined });
  });
});

describe('a gateway endpoint', () => {
  const gateway = (properties: object = {}): Resources => ({
    ...ISOLATED, S3: resource('AWS::EC2::VPCEndpoint', { VpcId: { Ref: 'Vpc' }, ServiceName: 'com.amazonaws.eu-west-1.s3', RouteTableIds: [{ Ref: 'Table' }], ...properties }),
  });
  const list = { List: resource('AWS::EC2::PrefixList', { PrefixListName: 'own' }) };

  test.each<[string, Resources, string | RegExp]>([
    ['serves', gateway(), 'endpoint com.amazonaws.eu-west-1.s3'],
    ['in another route table', gateway({ RouteTableIds: ['rtb-1'] }), /^unreachable: <S3 of Source> is not in all route tables of the function, and <SubnetA of Source> has no route/],
    ['to the list of which is let out', change(gateway(), 'Group', { SecurityGroupEgress: [{ IpProtocol: '-1', DestinationPrefixListId: 'pl-6da54004' }] }), 'endpoint com.amazonaws.eu-west-1.s3'],
    ['to which nothing is let out', change(gateway(), 'Group', { SecurityGroupEgress: [{ ...OPEN, CidrIp: '10.0.0.0/16' }] }),
      /^unreachable: the security groups of the function .* let nothing out on port 443 to the prefix list of s3$/],
    ['to which a list of the app may let out', { ...change(gateway(), 'Group', { SecurityGroupEgress: [{ IpProtocol: '-1', DestinationPrefixListId: { 'Fn::GetAtt': ['List', 'PrefixListId'] } }] }), ...list },
      /^unknown: the prefix list/],
  ])('%s', (_, resources, expected) => {
    expect(pathIn(resources, 's3')).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('of one of two subnets has its policy, where the other one has a NAT gateway', () => {
    const other: Resources = { TableB: resource('AWS::EC2::RouteTable', { VpcId: { Ref: 'Vpc' } }), ...route({ RouteTableId: { Ref: 'TableB' }, NatGatewayId: 'nat-1' }) };
    expect(pathIn(change({ ...gateway(), ...other }, 'AssociationB', { RouteTableId: { Ref: 'TableB' } }), 's3')).toBe('endpoint com.amazonaws.eu-west-1.s3');
  });
});
