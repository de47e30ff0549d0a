import { Stack } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { cloudOf, fn, SOURCE_ACCOUNT, SOURCE_ENV, twoAccounts } from './apps';
import type { Cloud } from './cloud';
import { isInside } from './ip-range';
import { endpointPolicies, networkOf, networkPath } from './network';
import type { NetworkPath } from './network';

const { LAMBDA, SQS } = ec2.InterfaceVpcEndpointAwsService;
const ISOLATED: ec2.VpcProps = { maxAzs: 2, subnetConfiguration: [{ name: 'Main', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] };
const CALLER = `arn:aws:lambda:eu-west-1:${SOURCE_ACCOUNT}:function:caller`;

interface Place {
  readonly app: App;
  readonly stack: Stack;
  readonly vpc: ec2.Vpc;
  readonly group: ec2.SecurityGroup;
}

function place(vpcProps = ISOLATED, allowAllOutbound = true): Place {
  const { app, source: stack } = twoAccounts();
  const vpc = new ec2.Vpc(stack, 'Vpc', vpcProps);
  return { app, stack, vpc, group: new ec2.SecurityGroup(stack, 'Group', { vpc, allowAllOutbound }) };
}

function cloudWith({ app, stack, vpc, group }: Place, vpcSubnets: ec2.SubnetSelection = { subnetGroupName: 'Main' }): Cloud {
  fn(stack, 'Caller', { functionName: 'caller', vpc, vpcSubnets, securityGroups: [group], allowPublicSubnet: true });
  return cloudOf(app);
}

function closedEndpoint({ vpc }: Place, service: ec2.IInterfaceVpcEndpointService = LAMBDA, props: Partial<ec2.InterfaceVpcEndpointOptions> = {}) {
  return vpc.addInterfaceEndpoint('Endpoint', { service, open: false, ...props });
}

/** The end of a path in a few words. */
function summary(path: NetworkPath): string {
  return path.kind === 'endpoint' ? `endpoint ${path.endpoint.serviceName}` : path.kind === 'unreachable' ? `unreachable: ${path.reason}` : path.kind;
}

const THROUGH = 'endpoint com.amazonaws.eu-west-1.lambda';

describe('the security groups of an interface endpoint', () => {
  test.each<[string, string | RegExp, boolean, (at: Place) => void]>([
    ['the group of the function, both ways', THROUGH, false, (at) => { closedEndpoint(at).connections.allowDefaultPortFrom(at.group); }],
    ['the range of the VPC, both ways', THROUGH, false, (at) => {
      at.group.addEgressRule(ec2.Peer.ipv4('10.0.0.0/16'), ec2.Port.tcp(443));
      closedEndpoint(at).connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/16'));
    }],
    ['a range of ports with 443', THROUGH, true, (at) => { closedEndpoint(at).connections.allowFrom(at.group, ec2.Port.tcpRange(400, 500)); }],
    ['everything', THROUGH, true, (at) => { closedEndpoint(at).connections.allowFrom(at.group, ec2.Port.allTraffic()); }],
    ['another port', /let nothing in/, true, (at) => { closedEndpoint(at).connections.allowFrom(at.group, ec2.Port.tcp(80)); }],
    ['another protocol', /let nothing in/, true, (at) => { closedEndpoint(at).connections.allowFrom(at.group, ec2.Port.udp(443)); }],
    ['another group', /let nothing in/, true, (at) => {
      closedEndpoint(at).connections.allowDefaultPortFrom(new ec2.SecurityGroup(at.stack, 'Other', { vpc: at.vpc }));
    }],
    ['the range of one of two subnets in', /let nothing in/, true, (at) => { closedEndpoint(at).connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/17')); }],
    ['the range of one of two subnets out', /let nothing out/, false, (at) => {
      at.group.addEgressRule(ec2.Peer.ipv4('10.0.0.0/17'), ec2.Port.tcp(443));
      closedEndpoint(at).connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/16'));
    }],
    ['nothing out', /let nothing out/, false, (at) => { closedEndpoint(at, LAMBDA, { open: true }); }],
  ])('that allow %s', (_, expected, allowAllOutbound, furnish) => {
    const at = place(ISOLATED, allowAllOutbound);
    furnish(at);
    expect(summary(networkPath(cloudWith(at), CALLER, 'lambda'))).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test('let everything out where no template says what goes out', () => {
    const at = place();
    (at.group.node.defaultChild as ec2.CfnSecurityGroup).addPropertyDeletionOverride('SecurityGroupEgress');
    const endpoint = closedEndpoint(at);
    endpoint.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/16'));
    expect(summary(networkPath(cloudWith(at), CALLER, 'lambda'))).toBe(THROUGH);
  });

  test('lose what they let out by default to a rule that is a resource of its own', () => {
    const at = place();
    const cfnGroup = at.group.node.defaultChild as ec2.CfnSecurityGroup;
    cfnGroup.addPropertyDeletionOverride('SecurityGroupEgress');
    new ec2.CfnSecurityGroupEgress(at.stack, 'Rule', { groupId: cfnGroup.attrGroupId, ipProtocol: 'tcp', fromPort: 5432, toPort: 5432, cidrIp: '10.0.0.0/16' });
    closedEndpoint(at, LAMBDA, { open: true });
    expect(summary(networkPath(cloudWith(at), CALLER, 'lambda'))).toMatch(/let nothing out/);
  });
});

describe('an interface endpoint', () => {
  test.each<[string, string | RegExp, (at: Place) => void]>([
    ['of another service', /^unreachable: vpc-.* has no endpoint for lambda, and/, (at) => { closedEndpoint(at, SQS, { open: true }); }],
    ['without private DNS', /^unreachable: vpce-.* has no private DNS, and/, (at) => { closedEndpoint(at, LAMBDA, { open: true, privateDnsEnabled: false }); }],
    ['in a VPC without DNS hostnames', /^unreachable: vpce-.* has private DNS, for which vpc-/, (at) => {
      closedEndpoint(at, LAMBDA, { open: true });
      (at.vpc.node.defaultChild as ec2.CfnVPC).enableDnsHostnames = false;
    }],
    ['of another VPC', /^unreachable: vpc-.* has no endpoint for lambda, and/, ({ stack }) => {
      new ec2.Vpc(stack, 'Other', ISOLATED).addInterfaceEndpoint('Endpoint', { service: LAMBDA });
    }],
  ])('%s', (_, expected, furnish) => {
    const at = place();
    furnish(at);
    expect(summary(networkPath(cloudWith(at), CALLER, 'lambda'))).toMatch(expected);
  });
});

describe('a gateway endpoint', () => {
  const viaList = (id: string) => (at: Place) => {
    at.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    at.group.addEgressRule(ec2.Peer.prefixList(id), ec2.Port.tcp(443));
  };

  test.each<[string, string | RegExp, boolean, (at: Place) => void]>([
    ['with everything let out', 'endpoint com.amazonaws.eu-west-1.s3', true, viaList('pl-6da54004')],
    ['with the prefix list let out', 'endpoint com.amazonaws.eu-west-1.s3', false, viaList('pl-6da54004')],
    ['with nothing let out', /^unreachable: the security groups of the function .* let nothing out on port 443 to the prefix list of s3$/, false,
      (at) => { at.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 }); }],
    ['with a list of the app let out', /let nothing out/, false, (at) => {
      viaList(new ec2.PrefixList(at.stack, 'List', { entries: [{ cidr: '10.0.0.0/16' }] }).prefixListId)(at);
    }],
    ['in the route table of one of two subnets', /^unreachable: vpce-.* is not in all route tables of the function, and subnet-/, true, ({ vpc }) => {
      vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnets: [vpc.isolatedSubnets[0]] }] });
    }],
  ])('%s', (_, expected, allowAllOutbound, furnish) => {
    const at = place(ISOLATED, allowAllOutbound);
    furnish(at);
    expect(summary(networkPath(cloudWith(at), CALLER, 's3'))).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });
});

describe('the way to the internet', () => {
  const WITH_NAT: ec2.VpcProps = {
    maxAzs: 2,
    natGateways: 1,
    subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }, { name: 'Main', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }],
  };

  test('is a NAT gateway', () => {
    expect(networkPath(cloudWith(place(WITH_NAT)), CALLER, 'lambda', 'us-east-1')).toEqual({ kind: 'internet' });
  });

  test('is a transit gateway', () => {
    const at = place();
    const transit = new ec2.CfnTransitGateway(at.stack, 'Transit');
    for (const { routeTable: { routeTableId } } of at.vpc.isolatedSubnets) {
      new ec2.CfnRoute(at.stack, `Route${routeTableId}`.replace(/\W/g, ''), { routeTableId, destinationCidrBlock: '0.0.0.0/0', transitGatewayId: transit.attrId });
    }
    expect(networkPath(cloudWith(at), CALLER, 'lambda')).toEqual({ kind: 'internet' });
  });

  test('is not an internet gateway, for a function has no public address', () => {
    expect(summary(networkPath(cloudWith(place(WITH_NAT), { subnetGroupName: 'Public' }), CALLER, 'lambda')))
      .toMatch(/and the route of subnet-.* leads to igw-.*, which does not serve a function$/);
  });

  test('is closed by a security group', () => {
    expect(summary(networkPath(cloudWith(place(WITH_NAT, false)), CALLER, 'lambda'))).toMatch(/let nothing out on port 443 to 0.0.0.0\/0$/);
  });

  test('beside a gateway endpoint in one of the subnets is more than this can tell', () => {
    const at = place(WITH_NAT);
    at.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3, subnets: [{ subnets: [at.vpc.privateSubnets[0]] }] });
    const cloud = cloudWith(at);
    expect(() => networkPath(cloud, CALLER, 's3')).toThrow('no test support for subnets that reach s3 in different ways');
  });
});

describe('a function', () => {
  test('without a VPC has no network', () => {
    const { app, source } = twoAccounts();
    fn(source, 'Caller', { functionName: 'caller' });
    const cloud = cloudOf(app);
    expect(networkOf(cloud, CALLER)).toBeUndefined();
    expect(networkPath(cloud, CALLER, 'lambda')).toEqual({ kind: 'no-vpc' });
  });

  test('that does not exist has none either, which is an error', () => {
    expect(() => networkOf({ functions: [], roles: [], resourcePolicies: [] }, CALLER)).toThrow(`no function ${CALLER}`);
  });

  test('has ids that are the same in every synthesis', () => {
    const [first, second] = [place(), place()].map((at) => networkOf(cloudWith(at), CALLER)!);
    expect(second).toEqual(first);
    expect(first.vpcId).toMatch(/^vpc-111111111111-eu-west-1-Source-Vpc/);
    expect(first.subnets.map(({ range }) => range)).toEqual(['10.0.0.0/17', '10.0.128.0/17']);
  });

  test.each([true, false])('may be of another stack than its network, with strong references: %s', (strong) => {
    const at = place();
    closedEndpoint(at, LAMBDA, { open: true });
    const stack = new Stack(at.app, 'Functions', { env: SOURCE_ENV });
    if (!strong) { stack.node.setContext('@aws-cdk/core:defaultCrossStackReferences', 'weak'); }
    expect(summary(networkPath(cloudWith({ ...at, stack }), CALLER, 'lambda'))).toBe(THROUGH);
  });

  test('of a VPC of another app reaches the endpoints that this app makes there', () => {
    const { app, source } = twoAccounts();
    const vpc = ec2.Vpc.fromVpcAttributes(source, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-1'] }) as ec2.Vpc;
    const group = new ec2.SecurityGroup(source, 'Group', { vpc, allowAllOutbound: false });
    const at = { app, stack: source, vpc, group };
    closedEndpoint(at).connections.allowDefaultPortFrom(group);
    expect(summary(networkPath(cloudWith(at, {}), CALLER, 'lambda'))).toBe(THROUGH);
  });

  test('of which nothing is known reaches nothing', () => {
    const { app, source } = twoAccounts();
    const vpc = ec2.Vpc.fromVpcAttributes(source, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-west-1a'], isolatedSubnetIds: ['subnet-1'] }) as ec2.Vpc;
    const group = ec2.SecurityGroup.fromSecurityGroupId(source, 'Group', 'sg-1') as ec2.SecurityGroup;
    expect(summary(networkPath(cloudWith({ app, stack: source, vpc, group }, {}), CALLER, 'lambda'))).toMatch(/so its VPC is not known$/);
  });
});

test('endpointPolicies has every endpoint, with or without a policy', () => {
  const at = place();
  closedEndpoint(at);
  const gateway = at.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' }] };
  (gateway.node.defaultChild as ec2.CfnVPCEndpoint).policyDocument = document;
  expect(endpointPolicies(cloudOf(at.app)).map(({ endpoint: { serviceName }, policy }) => [serviceName, policy])).toEqual([
    ['com.amazonaws.eu-west-1.lambda', undefined],
    ['com.amazonaws.eu-west-1.s3', document],
  ]);
});

test.each([
  ['10.0.1.0/24', '10.0.0.0/16', true],
  ['10.0.1.0/24', '10.0.1.0/24', true],
  ['10.0.1.0/24', '0.0.0.0/0', true],
  ['10.0.0.0/16', '10.0.1.0/24', false],
  ['10.1.0.0/24', '10.0.0.0/16', false],
  ['10.0.128.0/17', '10.0.0.0/17', false],
])('%s is inside %s: %s', (inner, outer, expected) => {
  expect(isInside(inner, outer)).toBe(expected);
});
