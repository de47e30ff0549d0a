import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Reach } from '../../src';
import { egress, GET, importedVpc, isolatedVpc, messages, natVpc, resourcesOf, S3, S3_LIST, SEND, SQS, vpcTarget } from '../network/templates';
import { errorOf, twoAccounts } from '../support/apps';

const idsOf = (subnets: ec2.ISubnet[]) => subnets.map(({ node }) => node.id);

describe('the subnets of the function', () => {
  test('are the isolated ones by default', () => {
    const { target } = twoAccounts();
    const subnetConfiguration = [ec2.SubnetType.PUBLIC, ec2.SubnetType.PRIVATE_WITH_EGRESS, ec2.SubnetType.PRIVATE_ISOLATED].map((subnetType, i) => ({ subnetType, name: `s${i}` }));
    expect(idsOf(vpcTarget(target, { vpc: natVpc(target, { subnetConfiguration }) }).subnets)).toEqual(['s2Subnet1', 's2Subnet2']);
  });

  test('are the private ones of a VPC without isolated ones', () => {
    const { target } = twoAccounts();
    expect(idsOf(vpcTarget(target, { vpc: natVpc(target) }).subnets)).toEqual(['PrivateSubnet1', 'PrivateSubnet2']);
  });

  test('are those that are chosen', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const { subnets, function: fn } = vpcTarget(target, { vpc, vpcSubnets: { availabilityZones: ['eu-west-1b'], subnetType: ec2.SubnetType.PRIVATE_ISOLATED } });
    expect(subnets).toEqual([vpc.isolatedSubnets[1]]);
    expect(fn.isBoundToVpc).toBe(true);
    expect(resourcesOf(target, 'AWS::Lambda::Function').OrdersFunction520DBA95.VpcConfig).toMatchObject({ SubnetIds: [{ Ref: 'VpcIsolatedSubnet2Subnet16364B91' }] });
  });

  test('are those of an imported VPC', () => {
    const { target } = twoAccounts();
    const vpc = importedVpc(target);
    expect(vpcTarget(target, { vpc }).subnets).toEqual(vpc.isolatedSubnets);
    expect(resourcesOf(target, 'AWS::Lambda::Function').OrdersFunction520DBA95.VpcConfig).toMatchObject({ SubnetIds: ['subnet-1', 'subnet-2'] });
    Template.fromStack(target).resourceCountIs('AWS::EC2::VPC', 0);
  });

  test('may be those of a VPC that is looked up, also before the lookup', () => {
    const { app, target } = twoAccounts();
    const vpc = ec2.Vpc.fromLookup(target, 'Vpc', { vpcId: 'vpc-12345' });
    vpcTarget(target, { vpc, reaches: [Reach.service(SQS, SEND)] });
    const { manifest } = app.synth();
    expect(manifest.missing!.map(({ provider }) => provider)).toEqual(['vpc-provider']);
  });

  test.each<[string, ec2.SubnetSelection]>([['a group that it lacks until then', { subnetGroupName: 'App' }], ['a type', { subnetType: ec2.SubnetType.PRIVATE_ISOLATED }]])(
    'may be chosen before the lookup: %s', (_, vpcSubnets) => {
      const { app, target } = twoAccounts();
      const vpc = ec2.Vpc.fromLookup(target, 'Vpc', { vpcId: 'vpc-1' });
      const reaches = [Reach.service(SQS, SEND), Reach.gateway(S3, { ...GET, prefixListId: S3_LIST })];
      const { subnets } = vpcTarget(target, { vpc, vpcSubnets, createEndpoints: true, ipv6AllowedForDualStack: true, reaches });
      expect(subnets).toEqual(vpcSubnets.subnetGroupName === undefined ? vpc.isolatedSubnets : vpc.privateSubnets);
      expect(subnets.length).toBeGreaterThan(0);
      expect(app.synth().manifest.missing!.map(({ provider }) => provider)).toEqual(['vpc-provider']);
    });

  test('are known with their ranges after the lookup', () => {
    const subnets = ['a', 'b'].map((zone, i) => ({ subnetId: `subnet-${zone}`, availabilityZone: `eu-west-1${zone}`, routeTableId: 'rtb-1', cidr: `10.0.${i}.0/24` }));
    const { app, target } = twoAccounts({
      context: {
        'vpc-provider:account=222222222222:filter.vpc-id=vpc-1:region=eu-west-1:returnAsymmetricSubnets=true': {
          vpcId: 'vpc-1', vpcCidrBlock: '10.0.0.0/16', availabilityZones: [], subnetGroups: [{ name: 'Private', type: 'Isolated', subnets }],
        },
      },
    });
    const vpc = ec2.Vpc.fromLookup(target, 'Vpc', { vpcId: 'vpc-1' });
    const { plan } = vpcTarget(target, { vpc, reaches: [Reach.service(SQS, SEND)] });
    expect(plan.subnets).toMatchObject(subnets.map(({ cidr, availabilityZone }) => ({ cidr, availabilityZone })));
    expect(Object.values(resourcesOf(target, 'AWS::EC2::VPCEndpoint'))).toMatchObject([{ VpcId: 'vpc-1', SubnetIds: ['subnet-a', 'subnet-b'] }]);
    expect(app.synth({ force: true }).manifest.missing).toBeUndefined();
  });

  test('may be imported one by one', () => {
    const { target } = twoAccounts();
    const subnet = ec2.Subnet.fromSubnetAttributes(target, 'Own', { subnetId: 'subnet-9', availabilityZone: 'eu-west-1a', routeTableId: 'rtb-9' });
    expect(vpcTarget(target, { vpc: importedVpc(target), vpcSubnets: { subnets: [subnet] } }).subnets).toEqual([subnet]);
  });

  test.each(['given', 'the only ones', 'to be looked up'])('fail when they are public: %s', (which) => {
    const { target } = twoAccounts();
    const vpc = which === 'to be looked up' ? ec2.Vpc.fromLookup(target, 'Vpc', { vpcId: 'vpc-1' }) : natVpc(target, { ...which === 'the only ones' && { subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }] } });
    const vpcSubnets = which === 'the only ones' ? { subnets: vpc.publicSubnets } : { subnetType: ec2.SubnetType.PUBLIC };
    expect(errorOf(() => vpcTarget(target, { vpc, vpcSubnets }))).toBe(`subnet ${vpc.publicSubnets[0].node.path} is public; expected private subnets: a function has no public address, so nothing outside of the VPC `
      + 'is reached from a public subnet; leave vpcSubnets out: the isolated subnets are taken, or else the private ones [Target/Orders]');
  });

  test('fail at construction when there are none', () => {
    const { target } = twoAccounts();
    const vpc = natVpc(target, { subnetConfiguration: [{ name: 'Public', subnetType: ec2.SubnetType.PUBLIC }] });
    expect(errorOf(() => vpcTarget(target, { vpc }))).toBe('VPC Target/Vpc has no isolated or private subnets to choose from; expected subnets without public addresses: a function has none, so from a public subnet '
      + 'it reaches nothing outside of the VPC; add subnets of type ec2.SubnetType.PRIVATE_ISOLATED, or leave vpc out so that one is made [Target/Orders]');
    expect(errorOf(() => vpcTarget(target, { vpc, vpcSubnets: { subnets: [] } }, 'Other'))).toMatch(/ subnets.*\[Target\/Other\]$/);
  });
});

describe('security groups of the user', () => {
  test('get the rules, and none is made', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const groups = ['One', 'Two'].map((id) => new ec2.SecurityGroup(target, id, { vpc, allowAllOutbound: false }));
    const orders = vpcTarget(target, { vpc, securityGroups: groups, reaches: [Reach.cidr('10.0.1.0/24', ec2.Port.tcp(5432))] });
    expect(orders.securityGroups).toBe(groups);
    const rule = { CidrIp: '10.0.1.0/24', Description: 'to 10.0.1.0/24', FromPort: 5432, IpProtocol: 'tcp', ToPort: 5432 };
    expect(egress(target)).toEqual([rule, rule]);
    expect(Object.keys(resourcesOf(target, 'AWS::EC2::SecurityGroup'))).toEqual([expect.stringMatching(/^One/), expect.stringMatching(/^Two/)]);
  });

  test.each<[string, (target: Stack, vpc: ec2.IVpc) => ec2.ISecurityGroup]>([
    ['of this app', (target, vpc) => new ec2.SecurityGroup(target, 'Open', { vpc })],
    ['imported', (target) => ec2.SecurityGroup.fromSecurityGroupId(target, 'Open', 'sg-1')],
  ])('that let everything out already get no rule, and a warning; the other side lets in: %s', (_, build) => {
    const { app, target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const open = build(target, vpc);
    const closed = new ec2.SecurityGroup(target, 'Closed', { vpc, allowAllOutbound: false });
    vpcTarget(target, { vpc, securityGroups: [open, closed], reaches: [Reach.cidr('10.0.1.0/24', ec2.Port.tcp(5432)), Reach.service(SQS, SEND)] });
    const openId = target.resolve(open.securityGroupId) as unknown;
    expect(egress(target).filter(({ FromPort }) => FromPort === 5432)).toMatchObject([{ CidrIp: '10.0.1.0/24' }]);
    expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupEgress')).map(({ GroupId }) => GroupId)).toEqual([target.resolve(closed.securityGroupId)]);
    expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupIngress')).map(({ SourceSecurityGroupId }) => SourceSecurityGroupId)).toEqual([openId, target.resolve(closed.securityGroupId)]);
    expect(messages(app)).toEqual([['/Target/Orders', 'security group Target/Open lets everything out, so no rule is written into it; pass allowAllOutbound: false to it (to fromSecurityGroupId, if it is closed), '
      + 'or leave securityGroups out [ack: cdk-cross-account-lambda:VpcLambdaTarget.openGroup]']]);
  });

  test('may be imported', () => {
    const { target } = twoAccounts();
    const group = ec2.SecurityGroup.fromSecurityGroupId(target, 'Own', 'sg-1', { allowAllOutbound: false });
    vpcTarget(target, { vpc: importedVpc(target), securityGroups: [group], reaches: [Reach.cidr('10.0.1.0/24', ec2.Port.tcp(5432))] });
    expect(egress(target)).toEqual([{ CidrIp: '10.0.1.0/24', Description: 'to 10.0.1.0/24', FromPort: 5432, GroupId: 'sg-1', IpProtocol: 'tcp', ToPort: 5432 }]);
  });
});

describe('IPv6', () => {
  test('of a VPC that is made: function and subnets have it, and no way out is made', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { ipv6AllowedForDualStack: true });
    expect(resourcesOf(target, 'AWS::Lambda::Function').OrdersFunction520DBA95.VpcConfig).toMatchObject({ Ipv6AllowedForDualStack: true });
    const template = Template.fromStack(target);
    template.hasResourceProperties('AWS::EC2::VPCCidrBlock', { AmazonProvidedIpv6CidrBlock: true, VpcId: { Ref: 'OrdersVpcAD83F2AE' } });
    const subnets = Object.values(resourcesOf(target, 'AWS::EC2::Subnet'));
    expect(subnets.map(({ AssignIpv6AddressOnCreation, Ipv6CidrBlock }) => [AssignIpv6AddressOnCreation, (Ipv6CidrBlock as { 'Fn::Select': unknown[] })['Fn::Select'][0]])).toEqual([[true, 0], [true, 1]]);
    template.resourceCountIs('AWS::EC2::EgressOnlyInternetGateway', 0);
    template.resourceCountIs('AWS::EC2::InternetGateway', 0);
    template.resourceCountIs('AWS::EC2::Route', 0);
  });

  test('of a VPC that is given', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target, { ipProtocol: ec2.IpProtocol.DUAL_STACK });
    expect(vpcTarget(target, { vpc, ipv6AllowedForDualStack: true }).subnets).toEqual(vpc.isolatedSubnets);
  });

  test('of an imported VPC is not known, so nothing is checked', () => {
    const { target } = twoAccounts();
    const vpc = importedVpc(target);
    expect(vpcTarget(target, { vpc, ipv6AllowedForDualStack: true }).subnets).toEqual(vpc.isolatedSubnets);
  });

  test('fails when a subnet has none', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => vpcTarget(target, { vpc: isolatedVpc(target), ipv6AllowedForDualStack: true }))).toBe('subnet Target/Vpc/IsolatedSubnet1 has no IPv6 range, but ipv6AllowedForDualStack is true; '
      + 'expected subnets that all have both; create the VPC with ipProtocol: ec2.IpProtocol.DUAL_STACK, or leave ipv6AllowedForDualStack out [Target/Orders]');
  });

  test('is not there without ipv6AllowedForDualStack', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { ipv6AllowedForDualStack: false });
    Template.fromStack(target).resourceCountIs('AWS::EC2::VPCCidrBlock', 0);
  });
});

test('a stack without env has two zones that are only known at deployment', () => {
  const stack = new Stack(new App(), 'Target');
  vpcTarget(stack, { availabilityZones: undefined });
  expect(Object.values(resourcesOf(stack, 'AWS::EC2::Subnet')).map(({ AvailabilityZone }) => AvailabilityZone))
    .toEqual([0, 1].map((i) => ({ 'Fn::Select': [i, { 'Fn::GetAZs': '' }] })));
});

test('a nested stack takes the VPC of the stack around it, and may have one of its own', () => {
  const { target } = twoAccounts();
  const nested = new NestedStack(target, 'Nested');
  vpcTarget(nested, { vpc: isolatedVpc(target), reaches: [Reach.service(SQS, SEND)] });
  vpcTarget(nested, { reaches: [Reach.service(SQS, SEND)] }, 'Other');
  expect(Object.keys(resourcesOf(target, 'AWS::EC2::VPCEndpoint'))).toEqual(['VpcCrossAccountSqsEndpoint295D7716']);
  expect(Object.keys(resourcesOf(nested, 'AWS::EC2::VPCEndpoint'))).toEqual([expect.stringMatching(/^OtherVpcCrossAccountSqsEndpoint/)]);
});
