import { CfnParameter, Fn } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ExistingEndpoint, Reach } from '../../src';
import type { VpcLambdaTargetProps } from '../../src';
import { isolatedVpc, LAMBDA, resourcesOf, SEND, SQS, stock, vpcTarget } from '../network/templates';
import { errorOf, twoAccounts } from '../support/apps';

function refused(props: Partial<VpcLambdaTargetProps>, withVpc = false): string {
  const { target } = twoAccounts();
  return errorOf(() => vpcTarget(target, { ...withVpc && { vpc: isolatedVpc(target) }, ...props }));
}

describe('fails when', () => {
  test('allowAllOutbound is true', () => {
    expect(refused({ allowAllOutbound: true })).toBe('allowAllOutbound is true, but the function lets out only what it reaches; expected allowAllOutbound left out; '
      + "name what the code talks to in reaches: Reach.cidr('0.0.0.0/0', ec2.Port.HTTPS) is everything on the internet, and needs a NAT gateway [Target/Orders]");
  });

  test('allowAllIpv6Outbound is true', () => {
    expect(refused({ allowAllIpv6Outbound: true })).toBe('allowAllIpv6Outbound is true, but the function lets out only what it reaches; expected allowAllIpv6Outbound left out; '
      + "name what the code talks to in reaches: Reach.cidr('::/0', ec2.Port.HTTPS) is everything on the internet, and needs an egress-only internet gateway [Target/Orders]");
  });

  test('allowPublicSubnet is true', () => {
    expect(refused({ allowPublicSubnet: true })).toBe('allowPublicSubnet is true, but a function has no public address, so from a public subnet it reaches nothing outside of the VPC; '
      + 'expected allowPublicSubnet left out; remove it: the isolated subnets are taken, or else the private ones [Target/Orders]');
  });

  test.each([
    ['vpcCidr', { vpcCidr: '10.1.0.0/16' }],
    ['availabilityZones', { availabilityZones: ['eu-west-1a', 'eu-west-1b'] }],
  ])('%s is set beside a vpc', (name, props) => {
    expect(refused(props, true)).toBe(`${name} is set, but vpc is given; expected no ${name}; remove it, or remove vpc so that one is made [Target/Orders]`);
  });

  test.each([
    ['vpcSubnets', { vpcSubnets: { subnets: [] } }],
    ['securityGroups', { securityGroups: [] }],
    ['existingEndpoints', { existingEndpoints: [] }],
  ])('%s is set without a vpc', (name, props) => {
    expect(refused(props)).toBe(`${name} is set, but no vpc is given; expected no ${name}; pass the vpc that it belongs to [Target/Orders]`);
  });

  test('roleHasEniPermissions is set without a role', () => {
    expect(refused({ roleHasEniPermissions: true })).toBe('roleHasEniPermissions is set, but no role is given; expected no roleHasEniPermissions; '
      + 'remove it: the role that is made gets the permissions [Target/Orders]');
  });

  test.each([
    ['none', [], '[]'],
    ['one', ['eu-west-1a'], '["eu-west-1a"]'],
    ['one twice', ['eu-west-1a', 'eu-west-1a'], '["eu-west-1a","eu-west-1a"]'],
  ])('availabilityZones has %s', (_, availabilityZones, got) => {
    expect(refused({ availabilityZones })).toBe(`availabilityZones has fewer than two zones, so the function would stop with its only one, got ${got}; `
      + "expected at least two names; write availabilityZones: ['eu-west-1a', 'eu-west-1b'] [Target/Orders]");
  });

  test('availabilityZones is a list that is only known at deployment', () => {
    expect(refused({ availabilityZones: Fn.getAzs() })).toContain('got a value that is only known at deployment (a token); expected at least two names');
  });

  test.each(['10.0.0.0/15', '10.0.0.0/25', '10.0.0.0', '10.0.0/16', '2001:db8::/16', '10.0.0.0/16/16', 'wide', ''])('vpcCidr is "%s"', (vpcCidr) => {
    expect(refused({ vpcCidr })).toBe(`vpcCidr is not the range of a VPC, got "${vpcCidr}"; expected a text with a prefix of /16 to /24; write vpcCidr: '10.0.0.0/16' [Target/Orders]`);
  });

  test('vpcCidr is a token', () => {
    const { target } = twoAccounts();
    const { valueAsString } = new CfnParameter(target, 'Range');
    expect(errorOf(() => vpcTarget(target, { vpcCidr: valueAsString }))).toBe('vpcCidr is not the range of a VPC, got a value that is only known at deployment (a token); '
      + "expected a text with a prefix of /16 to /24; write vpcCidr: '10.0.0.0/16' [Target/Orders]");
  });

  test.each([['10.0.0.5/16', '10.0.0.0/16'], ['10.0.1.0/23', '10.0.0.0/23'], ['172.16.0.128/24', '172.16.0.0/24']])('vpcCidr %s has host bits', (vpcCidr, begin) => {
    expect(refused({ vpcCidr })).toBe(`vpcCidr does not begin where its range begins, got "${vpcCidr}"; expected '${begin}'; write vpcCidr: '${begin}' [Target/Orders]`);
  });

  test('securityGroups is empty', () => {
    expect(refused({ securityGroups: [] }, true)).toBe('securityGroups is empty; expected at least one group; leave it out: a group is made that lets out what is reached, and nothing else [Target/Orders]');
  });

  test('headroom is a percentage', () => {
    expect(refused({ headroom: 25 })).toBe('headroom is not a figure to plan with, got 25; expected a share from 0 to 10 (0.25 is a quarter) that is known at synthesis; write the figure itself [Target/Orders]');
  });

  test('peakConcurrency is more than what is reserved', () => {
    expect(refused({ peakConcurrency: 11, reservedConcurrentExecutions: 10 })).toBe('peakConcurrency is more than the 10 of reservedConcurrentExecutions, at which Lambda throttles, got 11; '
      + 'expected at most 10; write reservedConcurrentExecutions: 11, or remove peakConcurrency [Target/Orders]');
  });

  test('peakConcurrency is a token', () => {
    const { target } = twoAccounts();
    const peakConcurrency = new CfnParameter(target, 'Peak', { type: 'Number' }).valueAsNumber;
    expect(errorOf(() => vpcTarget(target, { peakConcurrency }))).toBe('peakConcurrency is not a figure to plan with, '
      + 'got a value that is only known at deployment (a token); expected a whole number of 1 or more that is known at synthesis; write the figure itself [Target/Orders]');
  });

  test.each<[string, string, string, Partial<VpcLambdaTargetProps>]>([
    ['2 subnets of /21', '10.0.0.0/24', 'vpcCidr too small', { vpcCidr: '10.0.0.0/24', reservedConcurrentExecutions: 100_000, connectionsPerExecution: 1_000 }],
    ['2 subnets of /7', '10.0.0.0/16', 'no such subnet', { reservedConcurrentExecutions: 1_000_000_000, connectionsPerExecution: 1_000 }],
    ['17 subnets of /28', '10.0.0.0/24', 'too many zones', { vpcCidr: '10.0.0.0/24', peakConcurrency: 1, connectionsPerExecution: 1, availabilityZones: [...'abcdefghijklmnopq'] }],
  ])('the VPC has no room for %s in %s: %s', (subnets, got, _, props) => {
    expect(refused(props)).toBe(`the plan needs ${subnets}, for which the VPC has no room, got "${got}"; expected a VPC that holds a subnet in each zone; `
      + 'write a larger vpcCidr (at most a /16), lower peakConcurrency or connectionsPerExecution, or pass a vpc [Target/Orders]');
  });
});

describe('the subnets of the VPC that is made', () => {
  const large = { reservedConcurrentExecutions: 1_000, connectionsPerExecution: 50_000 };

  test.each<[string, Partial<VpcLambdaTargetProps>, string[]]>([
    ['are /24', {}, ['10.0.0.0/24', '10.0.1.0/24']],
    ['are /24, whatever the load is, while the plan fits', { peakConcurrency: 9, quotas: { connectionsPerEni: 20 } }, ['10.0.0.0/24', '10.0.1.0/24']],
    ['are larger if the plan needs it', large, ['10.0.0.0/22', '10.0.4.0/22']],
    ['are smaller if the range has no room', { vpcCidr: '10.0.0.0/24' }, ['10.0.0.0/25', '10.0.0.128/25']],
    ['are as large as the range has room for', { vpcCidr: '10.0.0.0/23', availabilityZones: ['a', 'b', 'c'] }, ['10.0.0.0/25', '10.0.0.128/25', '10.0.1.0/25']],
    ['are as many as there are zones', { vpcCidr: '10.0.0.0/24', availabilityZones: ['a', 'b', 'c', 'd', 'e'] }, ['10.0.0.0/27', '10.0.0.32/27', '10.0.0.64/27', '10.0.0.96/27', '10.0.0.128/27']],
  ])('%s', (_, props, expected) => {
    const { target } = twoAccounts();
    const { plan } = vpcTarget(target, props);
    expect(Object.values(resourcesOf(target, 'AWS::EC2::Subnet')).map(({ CidrBlock }) => CidrBlock)).toEqual(expected);
    expect(plan.findings.map(({ id }) => id)).not.toContain('tooFewAddresses');
  });

  test('have room for the endpoints that the VPC is made with', () => {
    const cidrs = [[], [Reach.target(stock(twoAccounts().target))]].map((reaches) => {
      const { target } = twoAccounts();
      // 250 network interfaces and an address for the other: one endpoint fits into the 251 of a /24, two do not
      const figures = { reservedConcurrentExecutions: undefined, peakConcurrency: 250 * 65_000, connectionsPerExecution: 1, headroom: 0 };
      const load = { ...figures, quotas: { accountConcurrency: 1_000_000_000 } };
      return vpcTarget(target, { ...load, reaches: [Reach.service(SQS, SEND), ...reaches] }).plan.subnets.map(({ cidr }) => cidr);
    });
    expect(cidrs).toEqual([['10.0.0.0/24', '10.0.1.0/24'], ['10.0.0.0/23', '10.0.2.0/23']]);
  });
});

describe('takes', () => {
  test.each([
    { allowAllOutbound: false },
    { allowAllIpv6Outbound: false },
    { allowPublicSubnet: false },
    { peakConcurrency: 10, reservedConcurrentExecutions: 10 },
    { peakConcurrency: 11, reservedConcurrentExecutions: undefined },
    { peakConcurrency: undefined, reservedConcurrentExecutions: 10 },
    { availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] },
    { availabilityZones: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c', 'eu-west-1d'], vpcCidr: '10.0.0.0/24' },
  ])('%j', (props) => {
    const { target } = twoAccounts();
    const { subnets } = vpcTarget(target, props);
    expect(Object.keys(resourcesOf(target, 'AWS::EC2::Subnet'))).toHaveLength(props.availabilityZones?.length ?? 2);
    expect(subnets).toHaveLength(props.availabilityZones?.length ?? 2);
  });

  test.each(['10.0.0.0/16', '172.16.0.0/24', '192.168.128.0/20'])('vpcCidr %s', (vpcCidr) => {
    const { target } = twoAccounts();
    vpcTarget(target, { vpcCidr });
    expect(resourcesOf(target, 'AWS::EC2::VPC').OrdersVpcAD83F2AE.CidrBlock).toBe(vpcCidr);
  });

  test('zones that are only known at deployment, one by one', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { availabilityZones: [Fn.select(0, Fn.getAzs()), Fn.select(1, Fn.getAzs())] });
    expect(Object.values(resourcesOf(target, 'AWS::EC2::Subnet')).map(({ AvailabilityZone }) => AvailabilityZone))
      .toEqual([{ 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, { 'Fn::Select': [1, { 'Fn::GetAZs': '' }] }]);
  });

  test('a reservation that is only known at deployment, also beside a peak', () => {
    const { target } = twoAccounts();
    const reservedConcurrentExecutions = new CfnParameter(target, 'Reserved', { type: 'Number' }).valueAsNumber;
    expect(vpcTarget(target, { reservedConcurrentExecutions, peakConcurrency: 5_000 }).peakConcurrency).toBe(5_000);
    expect(resourcesOf(target, 'AWS::Lambda::Function').OrdersFunction520DBA95.ReservedConcurrentExecutions).toEqual({ Ref: 'Reserved' });
  });

  test('with a vpc what belongs to it, with a role what belongs to it', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const endpoint = vpc.addInterfaceEndpoint('Lambda', { service: LAMBDA });
    const role = iam.Role.fromRoleArn(target, 'Role', 'arn:aws:iam::222222222222:role/orders');
    const subnets = [vpc.isolatedSubnets[1], vpc.isolatedSubnets[0]];
    const existingEndpoints = [ExistingEndpoint.forInterface(LAMBDA, endpoint)];
    const orders = vpcTarget(target, { vpc, role, roleHasEniPermissions: true, existingEndpoints, vpcSubnets: { subnets } });
    expect(orders.vpc).toBe(vpc);
    expect(orders.function.role).toBe(role);
    expect(orders.subnets).toEqual(subnets);
  });
});
