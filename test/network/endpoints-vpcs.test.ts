import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { egress, endpointPolicies, GET, importedVpc, isolatedVpc, messages, natVpc, QUEUE, resourcesOf, S3, S3_LIST, SEND, SQS, STOCK, stock, through, vpcTarget } from './templates';
import { CrossAccountTarget, ExistingEndpoint, Reach } from '../../src';
import { FunctionNetwork } from '../../src/network/function-network';
import { errorOf, fn, OTHER_ACCOUNT, REGION, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const sending = Reach.service(SQS, SEND);
const ANYWHERE = { CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };

/** A stack with a VPC, and another of the same account for targets in it. */
function twoStacks(): { app: App; net: Stack; target: Stack } {
  const app = new App();
  return { app, net: new Stack(app, 'Net', { env: TARGET_ENV }), target: new Stack(app, 'Target', { env: TARGET_ENV }) };
}

const needs = (stack: Stack) => stack.dependencies.map(({ node }) => node.id);

describe('a VPC of another stack', () => {
  test('has the endpoint in its stack; all else stands with the target', () => {
    const { app, net, target } = twoStacks();
    const getting = Reach.gateway(S3, { ...GET, prefixListId: S3_LIST });
    vpcTarget(target, { vpc: isolatedVpc(net), reaches: [sending, Reach.target(stock(target)), getting] });
    app.synth();
    expect([needs(target), needs(net)]).toEqual([['Net'], []]);
    expect(endpointPolicies(net)).toEqual({
      VpcCrossAccountSqsEndpoint295D7716: [through('sqs:SendMessage', QUEUE)],
      VpcCrossAccountLambdaEndpoint0A0E55C0: [through('lambda:InvokeFunction', [STOCK, `${STOCK}:live`])],
      VpcCrossAccountS3GatewayEndpoint0A717373: [through('s3:GetObject', GET.resources[0])],
    });
    Template.fromStack(target).resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    const rules = [net, target].map((stack) => Object.values(resourcesOf(stack, 'AWS::EC2::SecurityGroupIngress')));
    expect(rules.map((all) => all.map(({ Description }) => Description))).toEqual([[], ['to sqs', 'to lambda']]);
  });

  test('reaches targets of the target\'s stack by their names', () => {
    const { net, target } = twoStacks();
    vpcTarget(target, { vpc: isolatedVpc(net), reaches: [Reach.target(new CrossAccountTarget(target, 'Stock', { function: fn(target, 'Function') }))] });
    expect(endpointPolicies(net)).toEqual({
      VpcCrossAccountLambdaEndpoint0A0E55C0: [through('lambda:InvokeFunction', ['', ':live'].map((end) => expect.stringMatching(`^arn:aws:lambda:eu-west-1:222222222222:function:Target-Function-[0-9a-f]{8}${end}$`)))],
    });
    expect([needs(target), needs(net)]).toEqual([['Net'], []]);
  });

  test('with a group of that stack, reached by its group', () => {
    const { net, target } = twoStacks();
    const vpc = isolatedVpc(net);
    vpcTarget(target, { vpc, reaches: [Reach.securityGroup(new ec2.SecurityGroup(net, 'Database', { vpc }), ec2.Port.tcp(5432))] });
    expect(Object.keys(resourcesOf(target, 'AWS::EC2::SecurityGroupIngress'))).toHaveLength(1);
    expect([needs(target), needs(net)]).toEqual([['Net'], []]);
  });

  test('fails when its endpoint would refer to the target\'s stack', () => {
    const { net, target } = twoStacks();
    const reach = Reach.service(SQS, { actions: ['sqs:SendMessage'], resources: [QUEUE, new sqs.Queue(target, 'Queue').queueArn] });
    expect(errorOf(() => vpcTarget(target, { vpc: isolatedVpc(net), reaches: [reach] }))).toBe('the endpoint for sqs stands in stack Net, with the VPC, and would refer to Target/Queue/Resource in stack Target, which refers to the VPC; '
      + 'expected references that point one way; write the ARN as text (give the resource a name), or put the resource into the stack of the VPC [Target/Orders]');
  });

  test('fails when its existing endpoint would refer to the target\'s stack, unless that lets everything through', () => {
    const build = (withPolicy: boolean): App => {
      const { app, net, target } = twoStacks();
      const vpc = isolatedVpc(net);
      const endpoint = vpc.addInterfaceEndpoint('Sqs', { service: SQS });
      if (withPolicy) { endpoint.addToPolicy(new iam.PolicyStatement({ principals: [new iam.AnyPrincipal()], actions: ['sqs:ListQueues'], resources: ['*'] })); }
      const reach = Reach.service(SQS, { actions: ['sqs:SendMessage'], resources: [new sqs.Queue(target, 'Queue').queueArn] });
      vpcTarget(target, { vpc, existingEndpoints: [ExistingEndpoint.forInterface(SQS, endpoint)], reaches: [reach] });
      return app;
    };
    expect(build(false).synth().stacks.map(({ id }) => id)).toEqual(['Net', 'Target']);
    expect(errorOf(() => build(true))).toMatch(/^the endpoint for sqs stands in stack Net, with the VPC, and would refer to Target\/Queue\/Resource in stack Target, .*\[Target\/Orders\]$/);
  });

  test('may refer to what stands in its own stack, or in a third', () => {
    const { app, net, target } = twoStacks();
    const third = new Stack(app, 'Third', { env: TARGET_ENV });
    const arns = [net, third].map((stack) => new sqs.Queue(stack, 'Queue').queueArn);
    vpcTarget(target, { vpc: isolatedVpc(net), reaches: [Reach.service(SQS, { actions: ['sqs:SendMessage'], resources: arns })] });
    app.synth();
    expect([needs(target), needs(net)]).toEqual([['Net'], ['Third']]);
  });
});

describe('a VPC that two stacks import', () => {
  const ranges = { isolatedSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24'] };

  test('has its endpoint once', () => {
    const { app, net, target } = twoStacks();
    vpcTarget(net, { vpc: importedVpc(net, ranges), reaches: [sending] });
    vpcTarget(target, { vpc: importedVpc(target, ranges), reaches: [sending, Reach.service(SQS, { ...SEND, resources: ['other'] })] });
    app.synth();
    expect([endpointPolicies(net), endpointPolicies(target)]).toEqual([{ VpcCrossAccountSqsEndpoint295D7716: [through('sqs:SendMessage', [QUEUE, 'other'])] }, {}]);
    expect([needs(target), needs(net)]).toEqual([['Net'], []]);
  });

  test('fails in two stages, which cannot share anything', () => {
    const app = new App();
    const stacks = ['Test', 'Live'].map((id) => new Stack(new Stage(app, id, { env: TARGET_ENV }), 'Target'));
    stacks.forEach((stack) => vpcTarget(stack, { vpc: importedVpc(stack, ranges), reaches: [sending] }));
    expect(errorOf(() => app.synth())).toContain('[Test/Target/Orders] VPC Test/Target/Vpc has an endpoint for sqs already: Live/Target/Vpc/CrossAccountSqsEndpoint; expected one endpoint for a service in a VPC');
  });

  test.each([OTHER_ACCOUNT, TARGET_ACCOUNT])('is another one for each lookup, before it is looked up: accounts 222222222222 and %s', (account) => {
    const app = new App();
    const envs = { Test: TARGET_ENV, Live: { ...TARGET_ENV, account } };
    for (const [id, env] of Object.entries(envs)) {
      const stack = new Stack(new Stage(app, id, { env }), 'Target');
      vpcTarget(stack, { vpc: ec2.Vpc.fromLookup(stack, 'Vpc', { tags: { stage: id } }), reaches: [sending] });
    }
    const assembly = app.synth();
    expect(Object.keys(envs).map((id) => assembly.getNestedAssembly(`assembly-${id}`).manifest.missing!.map(({ provider }) => provider))).toEqual([['vpc-provider'], ['vpc-provider']]);
  });

  test('is not shared between two accounts: no template refers to the other', () => {
    const { app, target } = twoStacks();
    const other = new Stack(app, 'Other', { env: { account: OTHER_ACCOUNT, region: REGION } });
    [target, other].forEach((stack) => vpcTarget(stack, { vpc: importedVpc(stack, ranges), reaches: [sending] }));
    expect(errorOf(() => app.synth())).toContain('[Other/Orders] VPC Other/Vpc has an endpoint for sqs already: Target/Vpc/CrossAccountSqsEndpoint; expected one endpoint for a service in a VPC');
  });

  test('is planned for all its targets', () => {
    const { net, target } = twoStacks();
    const [one, other] = [net, target].map((stack) => vpcTarget(stack, { vpc: importedVpc(stack, ranges) }));
    expect([one, other].map(({ plan }) => plan.subnets.map(({ enisNow }) => enisNow))).toEqual([[2, 2], [2, 2]]);
  });
});

describe('subnets with a NAT gateway, and createEndpoints false', () => {
  test('let out to anywhere on port 443', () => {
    const { app, target } = twoAccounts();
    vpcTarget(target, { vpc: natVpc(target), createEndpoints: false, reaches: [sending, Reach.target(stock(target)), Reach.gateway(S3, GET)] });
    // one rule: the others are for the same port
    expect(egress(target)).toEqual([{ ...ANYWHERE, Description: 'to sqs' }]);
    Template.fromStack(target).resourceCountIs('AWS::EC2::VPCEndpoint', 0);
    expect(messages(app)).toEqual([]);
  });

  test('let out to anywhere over IPv6 too', () => {
    const { target } = twoAccounts();
    const vpc = natVpc(target, { ipProtocol: ec2.IpProtocol.DUAL_STACK });
    vpcTarget(target, { vpc, createEndpoints: false, ipv6AllowedForDualStack: true, reaches: [sending] });
    expect(egress(target)).toEqual([{ ...ANYWHERE, Description: 'to sqs' }, { CidrIpv6: '::/0', Description: 'to sqs', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }]);
  });

  test('of an imported VPC are believed', () => {
    const { app, target } = twoAccounts();
    const vpc = importedVpc(target, { isolatedSubnetIds: undefined, isolatedSubnetRouteTableIds: undefined, privateSubnetIds: ['subnet-1', 'subnet-2'], privateSubnetRouteTableIds: ['rtb-1', 'rtb-2'], privateSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24'] });
    vpcTarget(target, { vpc, createEndpoints: false, reaches: [sending] });
    expect([egress(target), messages(app)]).toEqual([[{ ...ANYWHERE, Description: 'to sqs' }], []]);
  });

  test('count no endpoints in the plan', () => {
    const { target } = twoAccounts();
    const { plan } = vpcTarget(target, { vpc: natVpc(target), createEndpoints: false, reaches: [sending] });
    expect(plan.subnets.map(({ endpointEnis }) => endpointEnis)).toEqual([0, 0]);
  });
});

describe('subnets without a way to the internet', () => {
  const NO_WAY = 'and the subnets of the function have no way to the internet; expected a way from every subnet of the function;';

  test.each<[string, Reach, string]>([
    ['interface', sending, "vpc.addInterfaceEndpoint('sqs', { service: ec2.InterfaceVpcEndpointAwsService.SQS })"],
    ['gateway', Reach.gateway(S3, GET), "vpc.addGatewayEndpoint('s3', { service: ec2.GatewayVpcEndpointAwsService.S3 })"],
  ])('fail when createEndpoints is false: %s', (_, reach, code) => {
    const { target } = twoAccounts();
    const name = /'(.*?)'/.exec(code)![1];
    expect(errorOf(() => vpcTarget(target, { createEndpoints: false, reaches: [reach] }))).toBe(`${name} is reached over ${name}, ${NO_WAY} write createEndpoints: true, or ${code} and name it in existingEndpoints [Target/Orders]`);
  });

  test('fail when the target is in another region', () => {
    const { target } = twoAccounts();
    const far = CrossAccountTarget.fromTargetArn(target, 'Far', STOCK.replace(REGION, 'us-east-1') + ':live');
    expect(errorOf(() => vpcTarget(target, { reaches: [Reach.target(far)] }))).toBe(`target Target/Far is in region us-east-1, which endpoints of eu-west-1 do not reach, ${NO_WAY} `
      + 'choose subnets with a NAT gateway, or put the function into a VPC of that region [Target/Orders]');
  });

  test('fail when a private one of this app has no NAT gateway', () => {
    const { target } = twoAccounts();
    const vpc = natVpc(target, { natGateways: 0, subnetConfiguration: [{ name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }] });
    expect(errorOf(() => vpcTarget(target, { vpc, createEndpoints: false, reaches: [sending] }))).toContain(NO_WAY);
  });

  test('fail for function URLs', () => {
    const { target } = twoAccounts();
    const network = FunctionNetwork.of(vpcTarget(target).function)!;
    expect(errorOf(() => network.openUrls())).toBe('a function URL is called from subnets without a way to the internet, and function URLs have no endpoints; expected subnets with a NAT gateway; '
      + 'choose such subnets, or call addTarget, which goes over the endpoint of Lambda [Target/Orders]');
  });
});

test('a target of another region is called over the NAT gateway, also where endpoints are made', () => {
  const { target } = twoAccounts();
  const far = CrossAccountTarget.fromTargetArn(target, 'Far', STOCK.replace(REGION, 'us-east-1') + ':live');
  const orders = vpcTarget(target, { vpc: natVpc(target), reaches: [Reach.target(far)] });
  expect([egress(target), endpointPolicies(target)]).toEqual([[{ ...ANYWHERE, Description: 'to lambda' }], {}]);
  FunctionNetwork.of(orders.function)!.openUrls();
  expect(egress(target)).toEqual([{ ...ANYWHERE, Description: 'to lambda' }]);
});

test('subnets of which nothing is known get a warning where a way out is needed', () => {
  const { app, target } = twoAccounts();
  const subnets = ['a', 'b'].map((zone, i) => ec2.Subnet.fromSubnetAttributes(target, zone, { subnetId: `subnet-${zone}`, availabilityZone: `eu-west-1${zone}`, routeTableId: 'rtb-9', ipv4CidrBlock: `10.0.${i}.0/24` }));
  vpcTarget(target, { vpc: importedVpc(target), vpcSubnets: { subnets }, createEndpoints: false, reaches: [sending] });
  expect(messages(app)).toEqual([['/Target/Orders', 'sqs is reached over sqs, and whether the subnets of the function have a way to the internet is not known; write createEndpoints: true, or '
    + "vpc.addInterfaceEndpoint('sqs', { service: ec2.InterfaceVpcEndpointAwsService.SQS }) and name it in existingEndpoints [ack: cdk-cross-account-lambda:Network.notKnown]"]]);
  expect(egress(target)).toEqual([{ ...ANYWHERE, Description: 'to sqs' }]);
});

describe('a stack without env', () => {
  const withoutEnv = () => new Stack(new App(), 'Target');

  test('names its endpoints after its region, and the account that is given', () => {
    const target = withoutEnv();
    vpcTarget(target, { availabilityZones: undefined, account: TARGET_ACCOUNT, region: REGION, reaches: [sending] });
    const [endpoint] = Object.values(resourcesOf(target, 'AWS::EC2::VPCEndpoint'));
    expect(endpoint.ServiceName).toEqual({ 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.sqs']] });
    expect(Object.values(endpointPolicies(target))).toEqual([[through('sqs:SendMessage', QUEUE)]]);
  });

  test('takes the prefix list that is given', () => {
    const target = withoutEnv();
    vpcTarget(target, { reaches: [Reach.gateway(S3, { ...GET, prefixListId: S3_LIST })] });
    expect(egress(target).at(-1)).toMatchObject({ DestinationPrefixListId: S3_LIST });
  });

  test.each([{}, { account: TARGET_ACCOUNT, region: REGION }])('fails when a prefix list would be looked up: %j', (props) => {
    const target = withoutEnv();
    expect(errorOf(() => vpcTarget(target, { ...props, reaches: [Reach.gateway(S3, GET)] }))).toBe('the prefix list of s3 cannot be looked up in a stack without env; expected prefixListId, or an account and a region; '
      + "write prefixListId: 'pl-…', which aws ec2 describe-managed-prefix-lists shows, or give stack Target an env [Target/Orders]");
  });
});
