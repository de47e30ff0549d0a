import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { DYNAMODB, egress, endpointPolicies, GET, importedReader, importedVpc, isolatedVpc, LAMBDA, QUEUE, READER, resourcesOf, S3, S3_LIST, SEND, SQS, STOCK, stock, STS, through, vpcTarget } from './templates';
import { ExistingEndpoint, Reach } from '../../src';
import type { Reach as ReachOf, VpcLambdaTarget } from '../../src';
import { errorOf, OTHER_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const sending = Reach.service(SQS, SEND);
const getting = Reach.gateway(S3, { ...GET, prefixListId: S3_LIST });
const listing = () => new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['sqs:ListQueues'], resources: ['*'] });
const LISTING = { Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sqs:ListQueues', Resource: '*' };

function withExisting(vpc: ec2.IVpc, existing: ExistingEndpoint, ...reaches: ReachOf[]): VpcLambdaTarget {
  return vpcTarget(Stack.of(vpc), { vpc, existingEndpoints: [existing], reaches });
}

/** The rules of the function's own group. */
const ownRules = (target: Stack) => egress(target).filter(({ Description }) => String(Description).startsWith('to '));

describe('an interface endpoint of the VPC', () => {
  test('with a policy gets the statements, and both groups their rules; none is made', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const endpoint = vpc.addInterfaceEndpoint('There', { service: SQS, open: false });
    endpoint.addToPolicy(listing());
    withExisting(vpc, ExistingEndpoint.forInterface(SQS, endpoint), sending, Reach.service(SQS, { ...SEND, via: importedReader(target) }));
    const [theirs, own] = ['VpcThereSecurityGroupDBE2ACA8', 'OrdersSecurityGroup2E5456CF'].map((id) => ({ 'Fn::GetAtt': [id, 'GroupId'] }));
    const policies = endpointPolicies(target);
    expect(Object.keys(policies)).toEqual([expect.stringMatching(/^VpcThere/), expect.stringMatching(/^VpcCrossAccountStsEndpoint/)]);
    expect(Object.values(policies)[0]).toEqual([LISTING, through('sqs:SendMessage', QUEUE), through('sqs:SendMessage', QUEUE, OTHER_ACCOUNT)]);
    const rule = { Description: 'to sqs', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };
    expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupEgress'))).toContainEqual({ ...rule, GroupId: own, DestinationSecurityGroupId: theirs });
    expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupIngress'))).toContainEqual({ ...rule, GroupId: theirs, SourceSecurityGroupId: own });
  });

  test('gets each statement once from two targets', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const endpoint = vpc.addInterfaceEndpoint('There', { service: LAMBDA });
    endpoint.addToPolicy(listing());
    const existingEndpoints = [ExistingEndpoint.forInterface(LAMBDA, endpoint)];
    const reaches = [Reach.target(stock(target))];
    vpcTarget(target, { vpc, existingEndpoints, reaches });
    vpcTarget(target, { vpc, existingEndpoints, reaches }, 'Second');
    expect(Object.values(endpointPolicies(target))).toEqual([[LISTING, through('lambda:InvokeFunction', [STOCK, `${STOCK}:live`])]]);
  });

  test('of STS is found for roles', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const endpoint = vpc.addInterfaceEndpoint('There', { service: STS });
    endpoint.addToPolicy(listing());
    withExisting(vpc, ExistingEndpoint.forInterface(STS, endpoint), Reach.role(importedReader(target)));
    expect(Object.values(endpointPolicies(target))).toEqual([[LISTING, through(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'], READER)]]);
  });

  test('without a policy stays open', () => {
    const { app, target } = twoAccounts();
    const vpc = isolatedVpc(target);
    withExisting(vpc, ExistingEndpoint.forInterface(SQS, vpc.addInterfaceEndpoint('There', { service: SQS })), sending);
    const [endpoint] = Object.values(resourcesOf(target, 'AWS::EC2::VPCEndpoint'));
    expect(endpoint).not.toHaveProperty('PolicyDocument');
    expect(ownRules(target)).toHaveLength(1);
    expect(() => app.synth({ force: true })).not.toThrow();
  });

  test('that gets a policy afterwards fails synthesis', () => {
    const { app, target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const endpoint = vpc.addInterfaceEndpoint('There', { service: SQS });
    withExisting(vpc, ExistingEndpoint.forInterface(SQS, endpoint), sending);
    endpoint.addToPolicy(listing());
    expect(errorOf(() => app.synth())).toBe('Validation failed with the following errors:\n  [Target/Orders] endpoint Target/Vpc/There got a policy after VpcLambdaTarget had found it open, so sqs is not let through; '
      + 'expected its policy before it is named in existingEndpoints; move addToPolicy in front of VpcLambdaTarget [Target/Orders]');
  });

  test('counts in the plan', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const { plan } = withExisting(vpc, ExistingEndpoint.forInterface(SQS, vpc.addInterfaceEndpoint('There', { service: SQS })), sending);
    expect(plan.subnets.map(({ endpointEnis }) => endpointEnis)).toEqual([1, 1]);
  });

  test('is not used for another service, nor a gateway for an interface', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const endpoint = vpc.addInterfaceEndpoint('There', { service: ec2.InterfaceVpcEndpointAwsService.S3 });
    withExisting(vpc, ExistingEndpoint.forInterface(ec2.InterfaceVpcEndpointAwsService.S3, endpoint), sending, getting);
    expect(Object.keys(endpointPolicies(target))).toEqual([expect.stringMatching(/^VpcThere/), expect.stringMatching(/^VpcCrossAccountSqsEndpoint/), expect.stringMatching(/^VpcCrossAccountS3/)]);
  });

  test('has the port of its service', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const service = new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.eu-west-1.vpce-svc-1', 8443);
    // services of other parties have no private DNS by default
    withExisting(vpc, ExistingEndpoint.forInterface(service, vpc.addInterfaceEndpoint('There', { service })), Reach.service(service, { actions: ['partner:Call'], resources: ['*'] }));
    expect(ownRules(target)).toMatchObject([{ FromPort: 8443, ToPort: 8443 }]);
  });
});

describe('an imported interface endpoint', () => {
  const imported = (target: Stack, securityGroups?: ec2.ISecurityGroup[]) =>
    ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(target, 'There', { vpcEndpointId: 'vpce-1', port: 443, securityGroups });

  test('with security groups is let out to, and lets in', () => {
    const { target } = twoAccounts();
    const endpoint = imported(target, [ec2.SecurityGroup.fromSecurityGroupId(target, 'Theirs', 'sg-9')]);
    withExisting(importedVpc(target), ExistingEndpoint.forInterface(SQS, endpoint), sending);
    const own = { 'Fn::GetAtt': ['OrdersSecurityGroup2E5456CF', 'GroupId'] };
    const rule = { Description: 'to sqs', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };
    expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupEgress'))).toEqual([{ ...rule, GroupId: own, DestinationSecurityGroupId: 'sg-9' }]);
    expect(Object.values(resourcesOf(target, 'AWS::EC2::SecurityGroupIngress'))).toEqual([{ ...rule, GroupId: 'sg-9', SourceSecurityGroupId: own }]);
    Template.fromStack(target).resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  });

  test('without security groups fails', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => withExisting(importedVpc(target), ExistingEndpoint.forInterface(SQS, imported(target)), sending))).toBe('the security groups of the existing endpoint of sqs are not known; '
      + 'expected the groups that the function must be let through to; pass securityGroups to ec2.InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes [Target/Orders]');
  });

  test('needs nothing while it is not used', () => {
    const { target } = twoAccounts();
    withExisting(importedVpc(target), ExistingEndpoint.forInterface(SQS, imported(target)));
    expect(ownRules(target)).toEqual([]);
  });
});

describe('a gateway endpoint of the VPC', () => {
  test('is let out to by the prefix list, and gets the statements if it has a policy', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const endpoint = vpc.addGatewayEndpoint('There', { service: S3 });
    endpoint.addToPolicy(listing());
    withExisting(vpc, ExistingEndpoint.forGateway(S3, endpoint), getting, Reach.gateway(S3, { actions: ['s3:PutObject'], resources: ['*'] }));
    expect(Object.values(endpointPolicies(target))).toEqual([[LISTING, through('s3:GetObject', GET.resources[0]), through('s3:PutObject', '*')]]);
    expect(ownRules(target)).toEqual([{ Description: 'to s3', DestinationPrefixListId: S3_LIST, FromPort: 443, ToPort: 443, IpProtocol: 'tcp', GroupId: { 'Fn::GetAtt': ['OrdersSecurityGroup2E5456CF', 'GroupId'] } }]);
  });

  test('may be imported, and counts nothing in the plan', () => {
    const { target } = twoAccounts();
    const endpoint = ec2.GatewayVpcEndpoint.fromGatewayVpcEndpointId(target, 'There', 'vpce-1');
    const { plan } = withExisting(importedVpc(target), ExistingEndpoint.forGateway(S3, endpoint), getting);
    expect(ownRules(target)).toMatchObject([{ DestinationPrefixListId: S3_LIST }]);
    expect(plan.subnets.map(({ endpointEnis }) => endpointEnis)).toEqual([0, 0]);
    Template.fromStack(target).resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  });
});

test('an endpoint of another stack of the account makes no circle', () => {
  const { app, target } = twoAccounts();
  const net = new Stack(app, 'Net', { env: TARGET_ENV });
  const vpc = isolatedVpc(net);
  const endpoint = vpc.addInterfaceEndpoint('There', { service: SQS });
  endpoint.addToPolicy(listing());
  vpcTarget(target, { vpc, existingEndpoints: [ExistingEndpoint.forInterface(SQS, endpoint)], reaches: [sending] });
  app.synth();
  expect([target.dependencies.map(({ node }) => node.id), net.dependencies]).toEqual([['Net'], []]);
  expect(Object.values(endpointPolicies(net))).toEqual([[LISTING, through('sqs:SendMessage', QUEUE)]]);
});

test('an existing endpoint is used where createEndpoints is false', () => {
  const { target } = twoAccounts();
  const vpc = isolatedVpc(target);
  const existing = ExistingEndpoint.forInterface(SQS, vpc.addInterfaceEndpoint('There', { service: SQS }));
  vpcTarget(target, { vpc, createEndpoints: false, existingEndpoints: [existing], reaches: [sending] });
  expect(ownRules(target)).toHaveLength(1);
});

describe('fails for an endpoint of this app that', () => {
  const refused = (path: string, name: string, wrong: string, kind = 'interface') => `existingEndpoints names ${path} for ${name}, but it ${wrong}; expected the ${kind} endpoint of ${name} in that VPC; `
    + 'name that one, or leave it out so that one is made [Target/Orders]';
  const other = (vpc: ec2.Vpc) => new ec2.Vpc(Stack.of(vpc), 'Other', { natGateways: 0, restrictDefaultSecurityGroup: false });

  test.each<[string, string, (vpc: ec2.Vpc) => ec2.IInterfaceVpcEndpoint]>([
    ['is none for sqs', 'Target/Vpc/There', (vpc) => vpc.addInterfaceEndpoint('There', { service: LAMBDA })],
    ['stands in another VPC than Target/Vpc', 'Target/Other/There', (vpc) => other(vpc).addInterfaceEndpoint('There', { service: SQS })],
    ['has no private DNS, by which the AWS SDKs find it', 'Target/Vpc/There', (vpc) => vpc.addInterfaceEndpoint('There', { service: SQS, privateDnsEnabled: false })],
  ])('%s', (wrong, path, build) => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const endpoint = build(vpc);
    expect(errorOf(() => withExisting(vpc, ExistingEndpoint.forInterface(SQS, endpoint), sending))).toBe(refused(path, 'sqs', wrong));
  });

  test.each<[string, string, (vpc: ec2.Vpc) => ec2.IGatewayVpcEndpoint]>([
    ['is none for s3', 'Target/Vpc/There', (vpc) => vpc.addGatewayEndpoint('There', { service: DYNAMODB })],
    ['stands in another VPC than Target/Vpc', 'Target/Other/There', (vpc) => other(vpc).addGatewayEndpoint('There', { service: S3 })],
    ['is not in the route tables of the subnets of the function', 'Target/Vpc/There', (vpc) => vpc.addGatewayEndpoint('There', { service: S3, subnets: [{ subnets: vpc.isolatedSubnets.slice(0, 1) }] })],
  ])('is a gateway and %s', (wrong, path, build) => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    const endpoint = build(vpc);
    expect(errorOf(() => withExisting(vpc, ExistingEndpoint.forGateway(S3, endpoint), getting))).toBe(refused(path, 's3', wrong, 'gateway'));
  });
});

test('a gateway endpoint in route tables that are not known is believed', () => {
  const { target } = twoAccounts();
  const vpc = importedVpc(target, { isolatedSubnetRouteTableIds: undefined, privateSubnetIds: ['subnet-3', 'subnet-4'], privateSubnetRouteTableIds: ['rtb-3', 'rtb-4'] });
  const endpoint = vpc.addGatewayEndpoint('There', { service: S3, subnets: [{ subnets: vpc.privateSubnets }] });
  withExisting(vpc, ExistingEndpoint.forGateway(S3, endpoint), getting);
  expect(ownRules(target)).toMatchObject([{ DestinationPrefixListId: S3_LIST }]);
});
