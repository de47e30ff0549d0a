import { App, Stack, Stage } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { errorsOf, fnIn, lambdaEndpoint, ORDERS_ARN, warningsOf } from './vpc-apps';
import { CrossAccountInvoker, CrossAccountTarget, ExistingEndpoint } from '../../src';
import { endpointPolicies, importedVpc, isolatedVpc, LAMBDA, STOCK, stock, STS, through, vpcTarget } from '../network/templates';
import { errorOf, ORDERS_FUNCTION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ENV, twoAccounts } from '../support/apps';

const BOTH = [ORDERS_FUNCTION, ORDERS_ARN];
const closed = { allowAllOutbound: false };
const created = (stack: Stack, vpc: ec2.IVpc) => new CrossAccountInvoker(stack, 'Checkout', { function: fnIn(stack, vpc, closed), createEndpoints: true, targets: [stock(stack)] });

describe('createEndpoints is refused', () => {
  test.each([['host names', 'enableDnsHostnames'], ['DNS', 'enableDnsSupport']] as const)(
    'in a VPC without %s: the endpoint would not be found', (_, prop) => {
      const { source } = twoAccounts();
      const vpc = isolatedVpc(source);
      (vpc.node.defaultChild as ec2.CfnVPC)[prop] = false;
      expect(errorOf(() => created(source, vpc))).toBe(
        'VPC Source/Vpc has no DNS, by which an endpoint for lambda is found; expected enableDnsHostnames and enableDnsSupport; '
        + 'remove enableDnsHostnames: false and enableDnsSupport: false from the VPC [Source/Checkout]');
    });

  test.each([
    ['account', { account: TARGET_ENV.account, region: 'eu-west-1' }, 'account 222222222222 and region eu-west-1'],
    ['region', { account: SOURCE_ACCOUNT, region: 'us-east-1' }, 'account 111111111111 and region us-east-1'],
  ])('in a VPC of a stack of another %s', (_, env, where) => {
    const { app, source } = twoAccounts();
    const vpc = isolatedVpc(new Stack(app, 'Network', { env }), { availabilityZones: env.region === 'us-east-1' ? ['us-east-1a', 'us-east-1b'] : undefined });
    expect(errorOf(() => created(source, vpc))).toBe(
      `VPC Network/Vpc stands in a stack of ${where}, the function in one of 111111111111 and eu-west-1; `
      + 'expected a VPC of the same account and region, or a shared one that is imported; '
      + 'import a shared VPC into the stack of the function with ec2.Vpc.fromVpcAttributes, and name its endpoints in existingEndpoints: only its owner can create them [Source/Checkout]');
  });
});

const twice = (vpc: string, other: string) => `VPC ${vpc}/Vpc has an endpoint for lambda already: ${other}/Vpc/CrossAccountLambdaEndpoint; expected one endpoint for a service in a VPC; `
  + 'name it: existingEndpoints: [ExistingEndpoint.forInterface(ec2.InterfaceVpcEndpointAwsService.LAMBDA, endpoint)] on CrossAccountInvoker; '
  + `if this library makes it for another import of the VPC, import the VPC once and pass the same object [${vpc}/Checkout]`;

describe('imports of one VPC', () => {
  test('that are one object share the endpoint', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env: SOURCE_ENV }));
    const vpc = importedVpc(one);
    created(one, vpc);
    new CrossAccountInvoker(two, 'Checkout', { function: fnIn(two, vpc, closed), createEndpoints: true, targets: [CrossAccountTarget.fromTargetArn(two, 'Orders', ORDERS_ARN)] });
    expect([one, two].map((stack) => Object.values(endpointPolicies(stack))))
      .toEqual([[[through('lambda:InvokeFunction', [...BOTH, STOCK, `${STOCK}:live`], SOURCE_ACCOUNT)]], []]);
  });

  test('that are two objects are refused: each would make the endpoint', () => {
    const app = new App();
    for (const id of ['One', 'Two']) {
      const stack = new Stack(app, id, { env: SOURCE_ENV });
      created(stack, importedVpc(stack));
    }
    expect(errorsOf(app)).toEqual([twice('One', 'Two'), twice('Two', 'One')]);
  });

  test('in two stages have nothing to do with each other, but are one VPC', () => {
    const app = new App();
    const stacks = ['Dev', 'Prod'].map((id) => new Stack(new Stage(app, id), 'Source', { env: SOURCE_ENV }));
    for (const stack of stacks) { created(stack, importedVpc(stack)); }
    expect(stacks.map((stack) => stack.node.findAll().filter((one) => one instanceof ec2.CfnVPCEndpoint).map(({ node }) => node.path)))
      .toEqual([['Dev/Source/Vpc/CrossAccountLambdaEndpoint'], ['Prod/Source/Vpc/CrossAccountLambdaEndpoint']]);
    expect(errorsOf(app)).toEqual([twice('Dev/Source', 'Prod/Source')]);
  });
});

describe('existingEndpoints is refused', () => {
  const named = (make: (source: Stack, vpc: ec2.Vpc) => ec2.IInterfaceVpcEndpoint) => {
    const { source } = twoAccounts();
    const vpc = isolatedVpc(source);
    const existingEndpoints = [ExistingEndpoint.forInterface(LAMBDA, make(source, vpc))];
    return errorOf(() => new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc), existingEndpoints, targets: [stock(source)] }));
  };
  const WRONG = 'expected the interface endpoint of lambda in that VPC; name that one, or leave it out so that one is made [Source/Checkout]';

  test.each<[string, string, (source: Stack, vpc: ec2.Vpc) => ec2.IInterfaceVpcEndpoint]>([
    ['for another service', 'Source/Vpc/Sts for lambda, but it is none for lambda', (_, vpc) => vpc.addInterfaceEndpoint('Sts', { service: STS })],
    ['in another VPC', 'Source/Other/Vpc/Lambda for lambda, but it stands in another VPC than Source/Vpc',
      (source) => lambdaEndpoint(isolatedVpc(new Stack(source, 'Other', { env: SOURCE_ENV })))],
    ['without private DNS', 'Source/Vpc/Lambda for lambda, but it has no private DNS, by which the AWS SDKs find it', (_, vpc) => lambdaEndpoint(vpc, { privateDnsEnabled: false })],
  ])('%s', (_, text, make) => {
    expect(named(make)).toBe(`existingEndpoints names ${text}; ${WRONG}`);
  });
});

describe('the plan of a target in the same subnets', () => {
  test.each<[string, number | undefined, number]>([
    ['with its reservation', 20, 30],
    ['without a figure, which is of no account', undefined, 10],
  ])('counts the function of an invoker %s, and the endpoint', (_, reservedConcurrentExecutions, executions) => {
    const { app, source } = twoAccounts({ source: { env: TARGET_ENV } });
    const vpc = isolatedVpc(source);
    const orders = vpcTarget(source, { vpc });
    const seen = () => [
      orders.plan.subnets.map(({ endpointEnis, enisNow }) => [endpointEnis, enisNow]),
      orders.plan.quotaShares.find(({ name }) => name === 'account concurrency')!.used,
    ];
    expect(seen()).toEqual([[[0, 1], [0, 1]], 10]);
    new CrossAccountInvoker(source, 'Checkout', { function: fnIn(source, vpc, { ...closed, reservedConcurrentExecutions }), createEndpoints: true, targets: [stock(source)] });
    expect(seen()).toEqual([[[1, 2], [1, 2]], executions]);
    expect(warningsOf(app)).toEqual([]);
  });
});
