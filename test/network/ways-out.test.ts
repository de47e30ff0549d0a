import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { egress, importedVpc, isolatedVpc, natVpc, vpcTarget, ZONES } from './templates';
import { Reach } from '../../src';
import { checkRange, requireZones, wayOut, zoneOf } from '../../src/network/ways-out';
import { errorOf, twoAccounts } from '../support/apps';

const RANGE = '10.9.0.0/16';
const database = Reach.cidr(RANGE, ec2.Port.tcp(5432));
/** Whether a range is refused for a function in these subnets. */
const isRefused = (vpc: ec2.IVpc, subnets: ec2.ISubnet[], range: string): boolean => {
  try {
    checkRange(vpc as ec2.Vpc, { range, isIpv6: false, vpc, subnets, dualStack: false });
    return false;
  } catch {
    return true;
  }
};
const peering = (subnet: ec2.ISubnet, destinationCidrBlock?: string, id = 'ToPeer') =>
  (subnet as ec2.Subnet).addRoute(id, { routerType: ec2.RouterType.VPC_PEERING_CONNECTION, routerId: 'pcx-1', destinationCidrBlock });

describe('the way out of a subnet', () => {
  const ways = (vpc: ec2.IVpc, subnets: ec2.ISubnet[]) => subnets.map((subnet) => wayOut(vpc, subnet));

  test('of a VPC of this app is known by its routes', () => {
    const { target } = twoAccounts();
    const subnetConfiguration = [ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_WITH_EGRESS, ec2.SubnetType.PRIVATE_ISOLATED].map((subnetType, i) => ({ subnetType, name: `s${i}` }));
    const vpc = natVpc(target, { subnetConfiguration });
    expect(ways(vpc, [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets])).toEqual(['public', 'public', 'routed', 'routed', 'isolated', 'isolated']);
  });

  test('of a private one without a NAT gateway is none, until there is a route', () => {
    const { target } = twoAccounts();
    const vpc = natVpc(target, { natGateways: 0, subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }] });
    expect(ways(vpc, vpc.privateSubnets)).toEqual(['isolated', 'isolated']);
    peering(vpc.privateSubnets[0], '0.0.0.0/0');
    peering(vpc.privateSubnets[1], '10.0.0.0/8');
    expect(ways(vpc, vpc.privateSubnets)).toEqual(['routed', 'isolated']);
  });

  test('of an imported VPC is what the import says', () => {
    const { target } = twoAccounts();
    const vpc = importedVpc(target, { privateSubnetIds: ['subnet-3', 'subnet-4'], publicSubnetIds: ['subnet-5', 'subnet-6'] });
    expect(ways(vpc, [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets])).toEqual(['public', 'public', 'routed', 'routed', 'isolated', 'isolated']);
  });

  test('of an imported subnet is that of the same subnet in the VPC, or not known', () => {
    const { target } = twoAccounts();
    const vpc = importedVpc(target);
    expect(ways(vpc, ['subnet-1', 'subnet-9'].map((id) => ec2.Subnet.fromSubnetId(target, id, id)))).toEqual(['isolated', 'unknown']);
  });
});

describe('a range outside of the VPC', () => {
  const refused = `${RANGE} lies outside of VPC Target/Vpc, and the subnets of the function have no route to it; expected a range of the VPC, or one that a route of every subnet leads to; `
    + 'add the route before (subnet.addRoute, to a peering connection or transit gateway), or reach an AWS service with Reach.service [Target/Orders]';

  test('fails without a route from every subnet', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    expect(errorOf(() => vpcTarget(target, { vpc, reaches: [database] }))).toBe(refused);
    peering(vpc.isolatedSubnets[0], RANGE);
    expect(isRefused(vpc, vpc.isolatedSubnets, RANGE)).toBe(true);
    peering(vpc.isolatedSubnets[1], RANGE);
    expect(isRefused(vpc, vpc.isolatedSubnets, RANGE)).toBe(false);
  });

  test.each([RANGE, '10.0.0.0/8', '0.0.0.0/0'])('is let out to with routes to %s', (destination) => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    vpc.isolatedSubnets.forEach((subnet) => peering(subnet, destination));
    vpcTarget(target, { vpc, reaches: [database] });
    expect(egress(target)).toEqual([{ CidrIp: RANGE, Description: `to ${RANGE}`, FromPort: 5432, ToPort: 5432, IpProtocol: 'tcp' }]);
  });

  test.each(['10.9.1.0/24', '10.8.0.0/16'])('fails with routes to %s, which is less or other', (destination) => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    vpc.isolatedSubnets.forEach((subnet) => peering(subnet, destination));
    expect(errorOf(() => vpcTarget(target, { vpc, reaches: [database] }))).toBe(refused);
  });

  test('is let out to with routes whose destination is only known at deployment, or a prefix list', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    peering(vpc.isolatedSubnets[0], new CfnParameter(target, 'Range').valueAsString);
    new ec2.CfnRoute(target, 'ToList', { routeTableId: vpc.isolatedSubnets[1].routeTable.routeTableId, destinationPrefixListId: 'pl-1', transitGatewayId: 'tgw-1' });
    expect(isRefused(vpc, vpc.isolatedSubnets, RANGE)).toBe(false);
  });

  test('is let out to over a NAT gateway', () => {
    const { target } = twoAccounts();
    const vpc = natVpc(target);
    expect(isRefused(vpc, vpc.privateSubnets, RANGE)).toBe(false);
  });

  test('is let out to from an imported VPC, of which nothing is known', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { vpc: importedVpc(target), reaches: [database] });
    expect(egress(target)).toMatchObject([{ CidrIp: RANGE }]);
  });

  test('is one for subnets of this app without a route table that is known', () => {
    const { target } = twoAccounts();
    const subnet = ec2.Subnet.fromSubnetId(target, 'Own', 'subnet-9');
    expect(isRefused(isolatedVpc(target), [subnet], RANGE)).toBe(true);
  });

  test('is refused for the VPC that is made, also when it is added later', () => {
    const { target } = twoAccounts();
    const orders = vpcTarget(target);
    expect(errorOf(() => orders.addReach(database))).toBe(refused.replace('Target/Vpc', 'Target/Orders/Vpc'));
    expect(egress(target)).not.toContainEqual(expect.objectContaining({ CidrIp: RANGE }));
  });

  test('is not checked for IPv6 and tokens', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { ipv6AllowedForDualStack: true, reaches: [Reach.cidr('2001:db8::/32', ec2.Port.HTTPS), Reach.cidr(new CfnParameter(target, 'Range').valueAsString, ec2.Port.HTTPS)] });
    expect(egress(target)).toMatchObject([{ CidrIpv6: '2001:db8::/32' }, { CidrIp: { Ref: 'Range' } }]);
  });
});

describe('the ranges of a VPC', () => {
  const isOutside = (build: (target: Stack, vpc: ec2.Vpc) => void) => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    build(target, vpc);
    return isRefused(vpc, vpc.isolatedSubnets, '100.64.1.0/24');
  };

  test.each<[string, boolean, (target: Stack, vpc: ec2.Vpc) => void]>([
    ['only its first', true, () => undefined],
    ['another', false, (target, { vpcId }) => new ec2.CfnVPCCidrBlock(target, 'More', { vpcId, cidrBlock: '100.64.0.0/16' })],
    ['another that does not have it', true, (target, { vpcId }) => new ec2.CfnVPCCidrBlock(target, 'More', { vpcId, cidrBlock: '100.65.0.0/16' })],
    ['another of another VPC', true, (target) => new ec2.CfnVPCCidrBlock(target, 'More', { vpcId: 'vpc-9', cidrBlock: '100.64.0.0/16' })],
    ['one of IPv6', true, (target, { vpcId }) => new ec2.CfnVPCCidrBlock(target, 'More', { vpcId, amazonProvidedIpv6CidrBlock: true })],
    ['one of IPv6 that is given', true, (target, { vpcId }) => new ec2.CfnVPCCidrBlock(target, 'More', { vpcId, ipv6CidrBlock: '2001:db8::/56', ipv6Pool: 'pool' })],
    ['one that IPAM chooses, so nothing is known', false, (target, { vpcId }) => new ec2.CfnVPCCidrBlock(target, 'More', { vpcId, ipv4IpamPoolId: 'ipam-1', ipv4NetmaskLength: 24 })],
    ['one that is only known at deployment', false, (target, { vpcId }) => new ec2.CfnVPCCidrBlock(target, 'More', { vpcId, cidrBlock: new CfnParameter(target, 'Range').valueAsString })],
  ])('are %s: outside %s', (_, expected, build) => {
    expect(isOutside(build)).toBe(expected);
  });

  test('are not known when IPAM chooses them', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target, { ipAddresses: ec2.IpAddresses.awsIpamAllocation({ ipv4IpamPoolId: 'ipam-1', ipv4NetmaskLength: 20, defaultSubnetIpv4NetmaskLength: 24 }), subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
    expect(isRefused(vpc, vpc.isolatedSubnets, RANGE)).toBe(false);
  });

  test.each(['10.0.3.0/24', '10.0.0.0/16'])('have %s in them', (range) => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    expect(isRefused(vpc, vpc.isolatedSubnets, range)).toBe(false);
  });
});

describe('the zone of a subnet', () => {
  test('is its name, a text of its token, or its id', () => {
    const known = isolatedVpc(twoAccounts().target);
    expect(known.isolatedSubnets.map(zoneOf)).toEqual(['eu-west-1a', 'eu-west-1b']);
    const withoutEnv = new Stack(new App(), 'Stack');
    const unknown = isolatedVpc(withoutEnv, { availabilityZones: undefined, maxAzs: 2 });
    expect(unknown.isolatedSubnets.map(zoneOf)).toEqual([0, 1].map((i) => `{"Fn::Select":[${i},{"Fn::GetAZs":""}]}`));
    const [subnet] = known.isolatedSubnets;
    (subnet.node.defaultChild as ec2.CfnSubnet).availabilityZoneId = 'euw1-az2';
    expect(zoneOf(subnet)).toBe('euw1-az2');
    (subnet.node.defaultChild as ec2.CfnSubnet).availabilityZoneId = new CfnParameter(Stack.of(subnet), 'Zone').valueAsString;
    expect(zoneOf(subnet)).toBe('eu-west-1a');
  });
});

test('a subnet that is imported without its zone fails, for aws-cdk-lib would only say so when a template is written', () => {
  const { target } = twoAccounts();
  const subnets = [ec2.Subnet.fromSubnetAttributes(target, 'Known', { subnetId: 'subnet-1', availabilityZone: 'eu-west-1a' }), ec2.Subnet.fromSubnetId(target, 'Own', 'subnet-9')];
  expect(() => requireZones(target, subnets.slice(0, 1))).not.toThrow();
  expect(errorOf(() => vpcTarget(target, { vpc: importedVpc(target), vpcSubnets: { subnets } }))).toBe('the zone of subnet Target/Own is not known; expected subnets with their zones; '
    + "import it with ec2.Subnet.fromSubnetAttributes(this, id, { subnetId, availabilityZone: 'eu-west-1a' }) [Target/Orders]");
});

describe('everything on the internet', () => {
  const all = Reach.cidr('0.0.0.0/0', ec2.Port.HTTPS);
  const all6 = Reach.cidr('::/0', ec2.Port.HTTPS);
  const NO_WAY = (range: string, expected: string) => `${range} is everything on the internet, and the subnets of the function have no way there; expected ${expected}; `
    + 'pass a vpc and vpcSubnets that have it, or name what is reached: Reach.service, Reach.target [Target/Orders]';

  test('is let out to over a NAT gateway, and where nothing is known', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { vpc: natVpc(target), reaches: [all] });
    const subnets = ['a', 'b'].map((zone) => ec2.Subnet.fromSubnetAttributes(target, zone, { subnetId: `subnet-${zone}`, availabilityZone: `eu-west-1${zone}` }));
    const other = ec2.Vpc.fromVpcAttributes(target, 'Other', { vpcId: 'vpc-1', availabilityZones: ZONES });
    vpcTarget(target, { vpc: other, vpcSubnets: { subnets }, reaches: [all] }, 'Stock');
    expect(egress(target)).toMatchObject([{ CidrIp: '0.0.0.0/0', FromPort: 443 }, { CidrIp: '0.0.0.0/0', FromPort: 443 }]);
  });

  test.each<[string, (target: Stack) => ec2.IVpc | undefined]>([['made', () => undefined], ['of this app', isolatedVpc], ['imported', importedVpc]])('fails from isolated subnets of a VPC that is %s', (_, build) => {
    const { target } = twoAccounts();
    expect(errorOf(() => vpcTarget(target, { vpc: build(target), reaches: [all] }))).toBe(NO_WAY('0.0.0.0/0', 'subnets with a NAT gateway'));
  });

  test('fails when one subnet has no way', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    peering(vpc.isolatedSubnets[0], '0.0.0.0/0');
    expect(isRefused(vpc, vpc.isolatedSubnets, '0.0.0.0/0')).toBe(true);
    peering(vpc.isolatedSubnets[1], '0.0.0.0/0');
    expect(isRefused(vpc, vpc.isolatedSubnets, '0.0.0.0/0')).toBe(false);
  });

  test('over IPv6 fails without a route, so in the VPC that is made', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => vpcTarget(target, { ipv6AllowedForDualStack: true, reaches: [all6] }))).toBe(NO_WAY('::/0', 'a route to an egress-only internet gateway'));
  });

  test('over IPv6 is let out to with routes, and where nothing is known', () => {
    const { app, target } = twoAccounts();
    const vpc = new ec2.Vpc(target, 'Vpc', { availabilityZones: ZONES, natGateways: 1, ipProtocol: ec2.IpProtocol.DUAL_STACK, restrictDefaultSecurityGroup: false });
    vpcTarget(target, { vpc, ipv6AllowedForDualStack: true, reaches: [all6] });
    vpcTarget(target, { vpc: importedVpc(new Stack(app, 'Net', { env: { account: target.account, region: target.region } })), ipv6AllowedForDualStack: true, reaches: [all6] }, 'Stock');
    expect(egress(target).filter(({ IpProtocol }) => IpProtocol === 'tcp')).toMatchObject([{ CidrIpv6: '::/0', FromPort: 443 }, { CidrIpv6: '::/0', FromPort: 443 }]);
  });

  test('an IPv6 range needs an IPv6 address of the function', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => vpcTarget(target, { reaches: [Reach.cidr('2001:db8::/32', ec2.Port.HTTPS)] }))).toBe('2001:db8::/32 is reached by IPv6, and the function has no IPv6 address; '
      + 'expected a function with ipv6AllowedForDualStack; write ipv6AllowedForDualStack: true, or reach an IPv4 range [Target/Orders]');
  });
});
