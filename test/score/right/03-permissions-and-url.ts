import { Caller, CrossAccountInvoker, CrossAccountTarget, ResourcePolicyType } from '../../../src';
import type { ScoredApp } from '../parts';
import { fn, twoStacks } from '../parts';

export const right: ScoredApp = {
  title: 'A function URL with IAM, and an alias with permissions for a role and a bucket',
  build(app) {
    const { source, target } = twoStacks(app);
    const ordersFunction = fn(target, 'Function');
    const orders = new CrossAccountTarget(target, 'Orders', { function: ordersFunction, callers: [Caller.account('333333333333')] });
    orders.addUrl();
    new CrossAccountInvoker(source, 'Batch', { function: fn(source, 'Batch-Function') })
      .addTargetUrl(orders, { url: 'https://a1b2c3.lambda-url.eu-west-1.on.aws/' });
    const prices = new CrossAccountTarget(target, 'Prices', {
      function: fn(target, 'Prices-Function'),
      policyType: ResourcePolicyType.PERMISSIONS,
      callers: [Caller.role('arn:aws:iam::333333333333:role/shop')],
    });
    prices.grants.invoke(Caller.service({ service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::images', sourceAccount: '333333333333' }));
  },
};
