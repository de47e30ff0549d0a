import { App, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { endpointPolicies, GET, importedVpc, isolatedVpc, QUEUE, resourcesOf, S3, S3_LIST, SEND, SQS, STOCK, stock, through, vpcTarget } from './templates';
import { CrossAccountTarget, ExistingEndpoint, Reach } from '../../src';
import { findEndpoints } from '../../src/network/endpoints';
import { errorOf, fn, OTHER_ACCOUNT, REGION, TARGET_ACCOUNT, TARGET_ENV } from '../support/apps';

const sending = Reach.service(SQS, SEND);

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

  test('once, passing the object, has its endpoint once, and is planned for all its targets', () => {
    const { app, net, target } = twoStacks();
    const vpc = importedVpc(net, ranges);
    const one = vpcTarget(net, { vpc, reaches: [sending] });
    const other = vpcTarget(target, { vpc, reaches: [sending, Reach.service(SQS, { ...SEND, resources: [`${QUEUE}-2`] })] });
    app.synth();
    expect([endpointPolicies(net), endpointPolicies(target)]).toEqual([{ VpcCrossAccountSqsEndpoint295D7716: [through('sqs:SendMessage', [QUEUE, `${QUEUE}-2`])] }, {}]);
    expect([needs(target), needs(net)]).toEqual([['Net'], []]);
    expect([one, other].map(({ plan }) => plan.subnets.map(({ enisNow }) => enisNow))).toEqual([[2, 2], [2, 2]]);
  });

  test('each for itself fails in both, which says what to do, whoever comes first', () => {
    const { app, net, target } = twoStacks();
    [target, net].forEach((stack) => vpcTarget(stack, { vpc: importedVpc(stack, ranges), reaches: [sending] }));
    const message = errorOf(() => app.synth());
    const errors = [['Net', 'Target'], ['Target', 'Net']].map(([stack, other]) => `[${stack}/Orders] VPC ${stack}/Vpc has an endpoint for sqs already: ${other}/Vpc/CrossAccountSqsEndpoint; expected one endpoint`);
    expect(errors.filter((error) => message.includes(error))).toEqual(errors);
    expect(message).toContain('; if this library makes it for another import of the VPC, import the VPC once and pass the same object [Net/Orders]');
  });

  test('each for itself is planned for the targets of each, where nothing is made', () => {
    const { app, net, target } = twoStacks();
    const [one, other] = [net, target].map((stack) => vpcTarget(stack, { vpc: importedVpc(stack, ranges) }));
    app.synth();
    expect([one, other].map(({ plan }) => plan.subnets.map(({ enisNow }) => enisNow))).toEqual([[1, 1], [1, 1]]);
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
});

describe('a VPC of another account or region', () => {
  test.each([
    [{ account: OTHER_ACCOUNT, region: REGION }, `account ${OTHER_ACCOUNT} and region ${REGION}`],
    [{ account: TARGET_ACCOUNT, region: 'us-east-1' }, `account ${TARGET_ACCOUNT} and region us-east-1`],
  ])('fails: %j', (env, there) => {
    const { app, target } = twoStacks();
    const vpc = isolatedVpc(new Stack(app, 'Far', { env }), { availabilityZones: undefined });
    expect(errorOf(() => vpcTarget(target, { vpc }))).toBe(`VPC Far/Vpc stands in a stack of ${there}, the function in one of ${TARGET_ACCOUNT} and ${REGION}; `
      + 'expected a VPC of the same account and region, or a shared one that is imported; import a shared VPC into the stack of the function with ec2.Vpc.fromVpcAttributes, '
      + 'and name its endpoints in existingEndpoints: only its owner can create them [Target/Orders]');
  });

  test('that is not known is taken for the same', () => {
    const { app, target } = twoStacks();
    const vpc = isolatedVpc(new Stack(app, 'Unknown'), { availabilityZones: undefined, maxAzs: 2 });
    expect(vpcTarget(target, { vpc }).subnets).toEqual(vpc.isolatedSubnets);
  });
});

describe('a VPC without DNS', () => {
  const partner = new ec2.InterfaceVpcEndpointService('com.amazonaws.vpce.eu-west-1.vpce-svc-1');

  test.each(['enableDnsHostnames', 'enableDnsSupport'] as const)('fails where an endpoint is made: without %s', (prop) => {
    const { target } = twoStacks();
    const vpc = isolatedVpc(target);
    (vpc.node.defaultChild as ec2.CfnVPC)[prop] = false;
    expect(errorOf(() => vpcTarget(target, { vpc, reaches: [sending] }))).toBe('VPC Target/Vpc has no DNS, by which an endpoint for sqs is found; expected enableDnsHostnames and enableDnsSupport; '
      + 'remove enableDnsHostnames: false and enableDnsSupport: false from the VPC [Target/Orders]');
    expect(endpointPolicies(target)).toEqual({});
  });

  test('is right for gateways, and for services that have no private DNS', () => {
    const { target } = twoStacks();
    const vpc = isolatedVpc(target, { enableDnsHostnames: false });
    vpcTarget(target, { vpc, reaches: [Reach.gateway(S3, { ...GET, prefixListId: S3_LIST }), Reach.service(partner, { actions: ['partner:Call'], resources: ['*'] })] });
    expect(Object.values(resourcesOf(target, 'AWS::EC2::VPCEndpoint')).map(({ VpcEndpointType }) => VpcEndpointType)).toEqual(['Gateway', 'Interface']);
  });

  test('may have an endpoint with private DNS beside one without, of one service', () => {
    const { app, target } = twoStacks();
    const vpc = isolatedVpc(target);
    vpcTarget(target, { vpc, reaches: [Reach.service(partner, { actions: ['partner:Call'], resources: ['*'] })] });
    vpc.addInterfaceEndpoint('There', { service: partner, privateDnsEnabled: true });
    expect(app.synth().stacks.map(({ id }) => id)).toEqual(['Net', 'Target']);
  });
});

test('the endpoints of a VPC are looked for below it, and in the whole app only if none stands there', () => {
  const { net, target } = twoStacks();
  const vpc = isolatedVpc(net);
  const need = { what: '', type: 'interface' as const, service: SQS, actions: [], resources: [] };
  const make = (scope: ec2.Vpc | Stack) => new ec2.CfnVPCEndpoint(scope, 'There', { vpcId: vpc.vpcId, serviceName: 'com.amazonaws.eu-west-1.sqs', vpcEndpointType: 'Interface' });
  expect(findEndpoints(vpc, need)).toEqual([]);
  const elsewhere = make(target);
  expect(findEndpoints(vpc, need)).toEqual([elsewhere]);
  const below = make(vpc);
  expect(findEndpoints(vpc, need)).toEqual([below]);
});
