import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { egress, endpointPolicies, GET, importedReader, importedVpc, isolatedVpc, LAMBDA, messages, natVpc, QUEUE, reaching, resourcesOf, S3, S3_LIST, SEND, SQS, STOCK, stock, STS, through, vpcTarget } from './templates';
import { Reach } from '../../src';
import { errorOf, OTHER_ACCOUNT, twoAccounts } from '../support/apps';

const sending = Reach.service(SQS, SEND);
const getting = Reach.gateway(S3, { ...GET, prefixListId: S3_LIST });
const SHARED = (name: string, who = 'everybody in the VPC') => `VPC Target/Vpc gets an endpoint for ${name}, through which ${who} calls from then on; it lets through only what constructs of this library declare; `
  + 'if others use the service, write createEndpoints: false to call over a NAT gateway, or make the endpoint with a policy of your own and name it in existingEndpoints [ack: cdk-cross-account-lambda:Network.sharedEndpoint]';

describe('an endpoint that is made', () => {
  test('stands in the subnets of the function, below the VPC, and lets in the function alone', () => {
    const { target } = twoAccounts();
    vpcTarget(target, { vpc: isolatedVpc(target), reaches: [sending] });
    const group = { 'Fn::GetAtt': ['VpcCrossAccountSqsEndpointSecurityGroupA6FDA300', 'GroupId'] };
    const own = { 'Fn::GetAtt': ['OrdersSecurityGroup2E5456CF', 'GroupId'] };
    expect(resourcesOf(target, 'AWS::EC2::VPCEndpoint')).toEqual({
      VpcCrossAccountSqsEndpoint295D7716: {
        PolicyDocument: { Version: '2012-10-17', Statement: [through('sqs:SendMessage', QUEUE)] },
        PrivateDnsEnabled: true,
        SecurityGroupIds: [group],
        ServiceName: 'com.amazonaws.eu-west-1.sqs',
        SubnetIds: [{ Ref: 'VpcIsolatedSubnet1SubnetE48C5737' }, { Ref: 'VpcIsolatedSubnet2Subnet16364B91' }],
        Tags: [{ Key: 'Name', Value: 'Target/Vpc' }],
        VpcEndpointType: 'Interface',
        VpcId: { Ref: 'Vpc8378EB38' },
      },
    });
    const rule = { Description: 'to sqs', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };
    expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupIngress'))).toEqual([{ ...rule, GroupId: group, SourceSecurityGroupId: own }]);
    expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupEgress'))).toEqual([{ ...rule, GroupId: own, DestinationSecurityGroupId: group }]);
  });

  test('is one for a service and VPC, with each statement once, for all targets in it', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const imported = stock(target);
    vpcTarget(target, { vpc, reaches: [sending, Reach.target(imported), getting] });
    vpcTarget(target, { vpc, reaches: [sending, Reach.target(imported), getting, Reach.service(SQS, { ...SEND, resources: [`${QUEUE}-2`] })] }, 'Second');
    expect(endpointPolicies(target)).toEqual({
      VpcCrossAccountSqsEndpoint295D7716: [through('sqs:SendMessage', [QUEUE, `${QUEUE}-2`])],
      VpcCrossAccountLambdaEndpoint0A0E55C0: [through('lambda:InvokeFunction', [STOCK, `${STOCK}:live`])],
      VpcCrossAccountS3GatewayEndpoint0A717373: [through('s3:GetObject', GET.resources[0])],
    });
    expect(Object.keys(resourcesOf(target, 'AWS::EC2::SecurityGroupIngress'))).toHaveLength(4);
  });

  test('has a statement for each account and each set of actions, in an order of its own', () => {
    const build = (turn: (reaches: Reach[]) => Reach[]): object[] => {
      const { target } = twoAccounts();
      const role = importedReader(target);
      reaching(target, ...turn([sending, Reach.service(SQS, { ...SEND, via: role }), Reach.service(SQS, { actions: ['sqs:ReceiveMessage'], resources: [QUEUE] })]));
      return endpointPolicies(target).OrdersVpcCrossAccountSqsEndpointC2236DA5;
    };
    const statements = [through('sqs:ReceiveMessage', QUEUE), through('sqs:SendMessage', QUEUE), through('sqs:SendMessage', QUEUE, OTHER_ACCOUNT)];
    expect([build((all) => all), build((all) => all.reverse())]).toEqual([statements, statements]);
  });

  test('stands in one subnet of each zone, the first by name', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target, { subnetConfiguration: ['Two', 'One'].map((name) => ({ name, subnetType: ec2.SubnetType.PRIVATE_ISOLATED })) });
    vpcTarget(target, { vpc, vpcSubnets: { subnetGroupName: 'Two' }, reaches: [sending] });
    const orders = vpcTarget(target, { vpc, vpcSubnets: { subnetGroupName: 'One' }, reaches: [sending] }, 'Second');
    const ids = orders.subnets.map((subnet) => target.resolve(subnet.subnetId));
    expect(resourcesOf(target, 'AWS::EC2::VPCEndpoint').VpcCrossAccountSqsEndpoint295D7716.SubnetIds).toEqual(ids);
  });

  test('stands in all zones of all targets', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const [a, b] = vpc.isolatedSubnets;
    vpcTarget(target, { vpc, vpcSubnets: { subnets: [b] }, reaches: [sending] });
    vpcTarget(target, { vpc, vpcSubnets: { subnets: [a] }, reaches: [sending] }, 'Second');
    expect(resourcesOf(target, 'AWS::EC2::VPCEndpoint').VpcCrossAccountSqsEndpoint295D7716.SubnetIds).toEqual([a, b].map(({ subnetId }) => target.resolve(subnetId)));
  });

  test('that is a gateway has each route table once', () => {
    const { target } = twoAccounts();
    const vpc = importedVpc(target, { isolatedSubnetRouteTableIds: ['rtb-1', 'rtb-1'] });
    vpcTarget(target, { vpc, reaches: [getting] });
    expect(resourcesOf(target, 'AWS::EC2::VPCEndpoint').VpcCrossAccountS3GatewayEndpoint0A717373.RouteTableIds).toEqual(['rtb-1']);
  });

  test('changes nothing for the VPC that the target makes, so there is no warning', () => {
    const { app, target } = twoAccounts();
    reaching(target, sending, getting);
    expect(messages(app)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => ec2.IVpc]>([['has subnets with a way out', natVpc], ['is imported', (stack) => importedVpc(stack, { isolatedSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24'] })]])(
    'of a VPC that %s warns that others go through it, once for a service', (_, build) => {
      const { app, target } = twoAccounts();
      const vpc = build(target);
      vpcTarget(target, { vpc, createEndpoints: true, reaches: [sending, Reach.role(importedReader(target)), getting] });
      vpcTarget(target, { vpc, createEndpoints: true, reaches: [sending, getting] }, 'Second');
      expect(messages(app)).toEqual([SHARED('sqs'), SHARED('sts'), SHARED('s3', 'everything behind the route tables of these subnets')].map((text) => ['/Target/Orders', text]));
    });

  test('fails when the route table of a subnet is not known', () => {
    const { target } = twoAccounts();
    const vpc = importedVpc(target, { isolatedSubnetRouteTableIds: undefined });
    expect(errorOf(() => vpcTarget(target, { vpc, reaches: [getting] }))).toBe('the route table of subnet Target/Vpc/IsolatedSubnet1 is not known, so no gateway endpoint can be added to it; '
      + 'expected subnets with their route tables; pass isolatedSubnetRouteTableIds (or privateSubnetRouteTableIds) to ec2.Vpc.fromVpcAttributes, or name the endpoint that the VPC has in existingEndpoints [Target/Vpc]');
  });
});

describe('a policy of an endpoint', () => {
  test.each([[20_480, ''], [20_481, 'the policy of the endpoint of sqs has about 20,481 characters; expected at most 20,480;']])('may have 20,480 characters, and not one more: %i', (characters, message) => {
    const { app, target } = twoAccounts();
    const rest = JSON.stringify({ Version: '2012-10-17', Statement: [through('sqs:SendMessage', '')] }).length;
    reaching(target, Reach.service(SQS, { ...SEND, resources: [`arn:${'x'.repeat(characters - rest - 4)}`] }));
    const errors: string[] = [];
    try { app.synth(); } catch (error) { errors.push((error as Error).message); }
    expect(errors).toEqual(message === '' ? [] : [expect.stringContaining(message)]);
  });

  test('fails synthesis when it is too large', () => {
    const { app, target } = twoAccounts();
    reaching(target, Reach.service(SQS, { ...SEND, resources: Array.from({ length: 500 }, (_, i) => `arn:aws:sqs:eu-west-1:333333333333:orders-${i}`) }));
    expect(errorOf(() => app.synth())).toMatch(/ the policy of the endpoint of sqs has about 2\d,\d{3} characters; expected at most 20,480; give some of the functions a VPC of their own \[Target\/Orders\/Vpc\/CrossAccountSqsEndpoint\]/);
  });
});

describe('a second endpoint of the VPC, which nobody names', () => {
  const error = (kind: string, name: string, path: string) => `Validation failed with the following errors:\n  [Target/Orders] VPC Target/Vpc has an endpoint for ${name.toLowerCase()} already: ${path}; expected one endpoint for a service in a VPC; `
    + `name it: existingEndpoints: [ExistingEndpoint.for${kind}(ec2.${kind}VpcEndpointAwsService.${name}, endpoint)] on VpcLambdaTarget; if this library makes it for another import of the VPC, import the VPC once and pass the same object [Target/Orders]`;

  test.each<[string, (vpc: ec2.Vpc) => unknown, Reach, string]>([
    ['an interface', (vpc) => vpc.addInterfaceEndpoint('There', { service: SQS }), sending, error('Interface', 'SQS', 'Target/Vpc/There')],
    ['a gateway', (vpc) => vpc.addGatewayEndpoint('There', { service: S3 }), getting, error('Gateway', 'S3', 'Target/Vpc/There')],
    ['an L1', (vpc) => new ec2.CfnVPCEndpoint(Stack.of(vpc), 'There', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.sqs', vpcEndpointType: 'Interface', privateDnsEnabled: true }), sending, error('Interface', 'SQS', 'Target/There')],
    ['an L1 without a type', (vpc) => new ec2.CfnVPCEndpoint(vpc, 'There', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.s3', routeTableIds: vpc.isolatedSubnets.map(({ routeTable }) => routeTable.routeTableId) }), getting, error('Gateway', 'S3', 'Target/Vpc/There')],
  ])('fails synthesis: %s', (_, build, reach, message) => {
    const { app, target } = twoAccounts();
    const vpc = isolatedVpc(target);
    // whoever comes first
    vpcTarget(target, { vpc, reaches: [reach] });
    build(vpc);
    expect(errorOf(() => app.synth())).toBe(message);
  });

  test.each<[string, (vpc: ec2.Vpc) => unknown]>([
    ['of another service', (vpc) => vpc.addInterfaceEndpoint('There', { service: STS })],
    ['of another type', (vpc) => vpc.addInterfaceEndpoint('There', { service: ec2.InterfaceVpcEndpointAwsService.S3 })],
    ['whose name ends the same', (vpc) => vpc.addInterfaceEndpoint('There', { service: new ec2.InterfaceVpcEndpointService('com.example.my-sqs') })],
    ['without private DNS, so that names do not collide', (vpc) => vpc.addInterfaceEndpoint('There', { service: SQS, privateDnsEnabled: false })],
    ['of other route tables', (vpc) => new ec2.CfnVPCEndpoint(vpc, 'There', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.s3', routeTableIds: ['rtb-9'] })],
    ['of no route table', (vpc) => new ec2.CfnVPCEndpoint(vpc, 'There', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.s3' })],
    ['of another VPC', (vpc) => new ec2.Vpc(Stack.of(vpc), 'Other', { natGateways: 0 }).addInterfaceEndpoint('There', { service: SQS })],
    ['that is imported', (vpc) => ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(vpc, 'There', { vpcEndpointId: 'vpce-1', port: 443 })],
  ])('is none: %s', (_, build) => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    vpcTarget(target, { vpc, reaches: [sending, getting] });
    build(vpc);
    expect(Object.keys(endpointPolicies(target))).toEqual(expect.arrayContaining(['VpcCrossAccountSqsEndpoint295D7716', 'VpcCrossAccountS3GatewayEndpoint0A717373']));
  });

  test('is found in a stack that does not know its region', () => {
    const { app, target } = twoAccounts({ target: { env: undefined } });
    const vpc = new ec2.Vpc(target, 'Vpc', { natGateways: 0, createInternetGateway: false, restrictDefaultSecurityGroup: false, subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }] });
    vpc.addInterfaceEndpoint('There', { service: LAMBDA });
    vpcTarget(target, { vpc, reaches: [Reach.target(stock(target))] });
    expect(errorOf(() => app.synth())).toBe(error('Interface', 'LAMBDA', 'Target/Vpc/There'));
  });
});

test('nothing is made for a target that reaches nothing', () => {
  const { target } = twoAccounts();
  vpcTarget(target);
  Template.fromStack(target).resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  expect(egress(target)).toMatchObject([{ CidrIp: '255.255.255.255/32', IpProtocol: 'icmp' }]);
});
