import { Stack } from 'aws-cdk-lib';
import { Caller, CrossAccountInvoker, CrossAccountTarget } from '../../../src';
import type { ScoredApp } from '../parts';
import { fn, REGION, SOURCE_ACCOUNT } from '../parts';

export const right: ScoredApp = {
  title: 'One side of two links: what calls a function of another repository, and what is called from there',
  build(app) {
    const stack = new Stack(app, 'Checkout', { env: { account: SOURCE_ACCOUNT, region: REGION } });
    const orders = CrossAccountTarget.fromTargetArn(stack, 'Orders', 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live');
    new CrossAccountInvoker(stack, 'Invoker', { function: fn(stack, 'Function'), targets: [orders] });
    new CrossAccountTarget(stack, 'Receipts', {
      function: fn(stack, 'ReceiptsFunction', { functionName: 'receipts' }),
      callers: [Caller.role('arn:aws:iam::222222222222:role/orders')],
    });
  },
};
