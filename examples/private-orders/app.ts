import { join } from 'node:path';
import { App, Duration, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CrossAccountAccessPlugin, CrossAccountInvoker, CrossAccountTarget, Reach, VpcLambdaTarget, VpcTargetMonitoring } from '../../src';

const RUNTIME = lambda.Runtime.NODEJS_24_X;
const ZONES = ['eu-west-1a', 'eu-west-1b'];

/**
 * Functions of three accounts in a row, two of them in VPCs without a way to the internet: `checkout` calls `orders`, `orders` calls
 * `stock`. The calls leave the VPCs through endpoints that let exactly these two through.
 *
 * `npm run demo:private` runs it offline. To deploy it, put in three accounts and their zones: `npx cdk deploy --all`.
 */
export function build(app: App): void {
  const stockStack = new Stack(app, 'Stock', { env: { account: '333333333333', region: 'eu-west-1' } });
  const ordersStack = new Stack(app, 'Orders', { env: { account: '222222222222', region: 'eu-west-1' } });
  const checkoutStack = new Stack(app, 'Checkout', { env: { account: '111111111111', region: 'eu-west-1' } });

  // account 333333333333: a function outside of VPCs
  const stock = new CrossAccountTarget(stockStack, 'Stock', {
    function: new lambda.Function(stockStack, 'Function', { runtime: RUNTIME, handler: 'index.handler', code: codeOf('stock') }),
  });

  // account 222222222222: a function in private subnets of its own; VPC, endpoint, security group and role follow from this
  const orders = new VpcLambdaTarget(ordersStack, 'Orders', {
    runtime: RUNTIME,
    handler: 'index.handler',
    code: codeOf('orders'),
    timeout: Duration.seconds(20),
    availabilityZones: ZONES,
    reservedConcurrentExecutions: 200,
    reaches: [Reach.target(stock)],
  });
  new VpcTargetMonitoring(ordersStack, 'Monitoring', { target: orders });
  // permits what Reach only opens, and hands the ARN over as STOCK_TARGET_ARN
  new CrossAccountInvoker(ordersStack, 'OrdersInvoker', { function: orders.function, targets: [stock] });

  // account 111111111111: a function in a VPC that is there already
  const vpc = new ec2.Vpc(checkoutStack, 'Vpc', {
    availabilityZones: ZONES,
    natGateways: 0,
    createInternetGateway: false,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [{ name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }],
    flowLogs: { FlowLogs: {} },
  });
  const checkoutFunction = new lambda.Function(checkoutStack, 'Function', {
    runtime: RUNTIME,
    handler: 'index.handler',
    code: codeOf('checkout'),
    timeout: Duration.seconds(30),
    vpc,
    vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    allowAllOutbound: false,
  });
  // without createEndpoints synthesis fails: the subnets have no way to the Lambda API
  new CrossAccountInvoker(checkoutStack, 'Checkout', { function: checkoutFunction, targets: [orders], createEndpoints: true });
}

function codeOf(name: string): lambda.Code {
  return lambda.Code.fromAsset(join(__dirname, 'handlers', name));
}

if (require.main === module) {
  const app = new App();
  build(app);
  Validations.of(app).addPlugins(new CrossAccountAccessPlugin());
  app.synth();
}
