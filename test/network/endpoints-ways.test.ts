import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { egress, endpointPolicies, GET, importedVpc, isolatedVpc, messages, natVpc, QUEUE, resourcesOf, S3, S3_LIST, SEND, SQS, STOCK, stock, through, vpcTarget } from './templates';
import { CrossAccountTarget, ExistingEndpoint, Reach } from '../../src';
import type { VpcLambdaTargetProps } from '../../src';
import { FunctionReaches } from '../../src/network/function-reaches';
import { errorOf, REGION, TARGET_ACCOUNT, twoAccounts } from '../support/apps';

const sending = Reach.service(SQS, SEND);
const ANYWHERE = { CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' };

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
    expect(errorOf(() => vpcTarget(target, { createEndpoints: false, reaches: [reach] }))).toBe(`${name} is called, and neither createEndpoints nor existingEndpoints gives the VPC an endpoint for ${name}, ${NO_WAY} write createEndpoints: true, or ${code} and name it in existingEndpoints [Target/Orders]`);
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
    const network = FunctionReaches.of(vpcTarget(target).function).network!;
    expect(errorOf(() => network.openUrls())).toBe('a function URL is called from subnets without a way to the internet, and function URLs have no endpoints; expected subnets with a NAT gateway; '
      + 'choose such subnets, or call addTarget, which goes over the endpoint of Lambda [Target/Orders]');
  });
});

test('a target of another region is called over the NAT gateway, also where endpoints are made', () => {
  const { target } = twoAccounts();
  const far = CrossAccountTarget.fromTargetArn(target, 'Far', STOCK.replace(REGION, 'us-east-1') + ':live');
  const orders = vpcTarget(target, { vpc: natVpc(target), reaches: [Reach.target(far)] });
  expect([egress(target), endpointPolicies(target)]).toEqual([[{ ...ANYWHERE, Description: 'to lambda' }], {}]);
  FunctionReaches.of(orders.function).network!.openUrls();
  expect(egress(target)).toEqual([{ ...ANYWHERE, Description: 'to lambda' }]);
});

test('subnets of which nothing is known get a warning where a way out is needed', () => {
  const { app, target } = twoAccounts();
  const subnets = ['a', 'b'].map((zone, i) => ec2.Subnet.fromSubnetAttributes(target, zone, { subnetId: `subnet-${zone}`, availabilityZone: `eu-west-1${zone}`, routeTableId: 'rtb-9', ipv4CidrBlock: `10.0.${i}.0/24` }));
  vpcTarget(target, { vpc: importedVpc(target), vpcSubnets: { subnets }, createEndpoints: false, reaches: [sending] });
  expect(messages(app)).toEqual([['/Target/Orders', 'sqs is called, and neither createEndpoints nor existingEndpoints gives the VPC an endpoint for sqs, and whether the subnets of the function have a way to the internet is not known; write createEndpoints: true, or '
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

describe('where createEndpoints is not said', () => {
  const undecided = (what: string, name: string) => `${what} is reached over ${name}, and the subnets of the function have a way to the internet already; expected createEndpoints to be said; `
    + 'write createEndpoints: false to call over the NAT gateway, which opens port 443 to all addresses; createEndpoints: true for an endpoint that takes the calls of everybody in VPC Target/Vpc '
    + 'and lets through only what constructs of this library declare; or name an endpoint that is there in existingEndpoints [Target/Orders]';

  test.each<[string, (target: Stack) => Reach, string, string]>([
    ['service', () => sending, 'sqs', 'sqs'],
    ['gateway', () => Reach.gateway(S3, GET), 's3', 's3'],
    ['target', (target) => Reach.target(stock(target)), 'target Target/Stock', 'lambda'],
  ])('it must be, in subnets with a NAT gateway: %s', (_, reach, what, name) => {
    const { target } = twoAccounts();
    expect(errorOf(() => vpcTarget(target, { vpc: natVpc(target), reaches: [reach(target)] }))).toBe(undecided(what, name));
    expect([endpointPolicies(target), egress(target).filter(({ FromPort }) => FromPort === 443)]).toEqual([{}, []]);
  });

  test('it must be when one subnet has a way', () => {
    const { target } = twoAccounts();
    const vpc = isolatedVpc(target);
    (vpc.isolatedSubnets[0] as ec2.Subnet).addRoute('Out', { routerType: ec2.RouterType.TRANSIT_GATEWAY, routerId: 'tgw-1' });
    expect(errorOf(() => vpcTarget(target, { vpc, reaches: [sending] }))).toBe(undecided('sqs', 'sqs'));
  });

  test('an endpoint that is named is enough', () => {
    const { target } = twoAccounts();
    const vpc = natVpc(target);
    vpcTarget(target, { vpc, existingEndpoints: [ExistingEndpoint.forInterface(SQS, vpc.addInterfaceEndpoint('There', { service: SQS }))], reaches: [sending] });
    expect(Object.keys(endpointPolicies(target))).toEqual([expect.stringMatching(/^VpcThere/)]);
  });

  test('endpoints are made for subnets of which nothing is known', () => {
    const { target } = twoAccounts();
    const subnets = ['a', 'b'].map((zone) => ec2.Subnet.fromSubnetAttributes(target, zone, { subnetId: `subnet-${zone}`, availabilityZone: `eu-west-1${zone}` }));
    vpcTarget(target, { vpc: importedVpc(target), vpcSubnets: { subnets }, reaches: [sending] });
    expect(Object.values(resourcesOf(target, 'AWS::EC2::VPCEndpoint'))).toMatchObject([{ SubnetIds: ['subnet-a', 'subnet-b'] }]);
  });
});

describe('a region that is known, in a stack whose own is not', () => {
  const unknown = (what: string, region: string) => ['/Target/Orders', `${what} is in region ${region}, and the region of stack Target is not known, so whether an endpoint reaches it is not checked; `
    + 'give the stack an env, or pass region [ack: cdk-cross-account-lambda:Network.notKnown]'];

  test('gets a warning', () => {
    const { app, target } = twoAccounts({ target: { env: undefined } });
    vpcTarget(target, { availabilityZones: undefined, reaches: [Reach.target(stock(target)), sending] });
    expect(messages(app)).toEqual([unknown('target Target/Stock', REGION), unknown('sqs', REGION)]);
  });

  test.each<[string, Partial<VpcLambdaTargetProps>]>([
    ['region is passed', { region: REGION, reaches: [sending] }],
    ['the ARN says none', { reaches: [Reach.gateway(S3, { ...GET, prefixListId: S3_LIST }), Reach.service(SQS, { ...SEND, resources: ['*'] })] }],
    ['the ARN has the same', { reaches: [Reach.service(SQS, { ...SEND, resources: [`arn:aws:sqs:${Aws.REGION}:${TARGET_ACCOUNT}:orders`] })] }],
  ])('gets none where %s', (_, props) => {
    const { app, target } = twoAccounts({ target: { env: undefined } });
    vpcTarget(target, { availabilityZones: undefined, ...props });
    expect(messages(app)).toEqual([]);
  });
});
