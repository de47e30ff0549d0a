import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { build } from '../../examples/checkout-orders/app';
import type { Cloud, FunctionModel } from '../support/cloud';
import { readCloud } from '../support/read-cloud';

const CDK_JSON = join(__dirname, '..', '..', 'examples', 'checkout-orders', 'cdk.json');

/** The example, synthesized as `cdk synth` does it. */
export interface CheckoutOrders {
  readonly cloud: Cloud;
  readonly checkout: FunctionModel;
  readonly orders: FunctionModel;
}

export function synthesizeCheckoutOrders(outdir: string): CheckoutOrders {
  const { context } = JSON.parse(readFileSync(CDK_JSON, 'utf8'));
  // the CLI asks for this metadata too; it tells where the code of each function lies
  const app = new App({ outdir, context: { ...context, 'aws:cdk:enable-asset-metadata': true } });
  build(app);
  const cloud = readCloud(app.synth().directory);
  const ofStack = (name: string) => cloud.functions.find(({ stackName }) => stackName === name)!;
  return { cloud, checkout: ofStack('Checkout'), orders: ofStack('Orders') };
}
