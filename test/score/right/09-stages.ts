import { Stack, Stage } from 'aws-cdk-lib';
import { CrossAccountInvoker, CrossAccountTarget } from '../../../src';
import type { ScoredApp } from '../parts';
import { fn, REGION } from '../parts';

export const right: ScoredApp = {
  title: 'Stages for test and production, each with the two accounts of its own',
  build(app) {
    for (const [name, source, target] of [['Test', '111111111111', '222222222222'], ['Production', '333333333333', '444444444444']]) {
      const stage = new Stage(app, name);
      const ordersStack = new Stack(stage, 'Orders', { env: { account: target, region: REGION } });
      const checkoutStack = new Stack(stage, 'Checkout', { env: { account: source, region: REGION } });
      const orders = new CrossAccountTarget(ordersStack, 'Orders', { function: fn(ordersStack, 'Function') });
      new CrossAccountInvoker(checkoutStack, 'Checkout', { function: fn(checkoutStack, 'Function'), targets: [orders] });
    }
  },
};
