import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CrossAccountAccessPlugin, CrossAccountInvoker, CrossAccountTarget } from '../../src';

/** The function `checkout` in one account calls the function `orders` in another. */
export function build(app: App): void {
  const ordersStack = new Stack(app, 'Orders', { env: { account: '222222222222', region: 'eu-west-1' } });
  const checkoutStack = new Stack(app, 'Checkout', { env: { account: '111111111111', region: 'eu-west-1' } });

  const ordersFunction = new lambda.Function(ordersStack, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(join(__dirname, 'handlers/orders')),
  });
  const checkoutFunction = new lambda.Function(checkoutStack, 'Function', {
    runtime: lambda.Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: lambda.Code.fromAsset(join(__dirname, 'handlers/checkout')),
  });

  const target = new CrossAccountTarget(ordersStack, 'Orders', { function: ordersFunction });
  new CrossAccountInvoker(checkoutStack, 'Checkout', { function: checkoutFunction, targets: [target] });
}

if (require.main === module) {
  const app = new App();
  build(app);
  Validations.of(app).addPlugins(new CrossAccountAccessPlugin());
  app.synth();
}
