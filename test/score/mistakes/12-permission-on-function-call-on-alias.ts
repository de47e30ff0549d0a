import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Mistake } from '../parts';
import { checkout, CHECKOUT_ROLE, invoking, orders, ORDERS, rightLink, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '12-permission-on-function-call-on-alias',
  title: 'A permission on the function for a caller of its alias',
  rule: 'qualifier-mismatch',
  says: 'AccessDeniedException at the first call: Lambda compares the policy with the ARN that is called, qualifier included.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    checkout(source, invoking(`${ORDERS}:live`), { environment: { ORDERS_ARN: `${ORDERS}:live` } });
    const ordersFunction = orders(target);
    const alias = ordersFunction.addAlias('live');
    (repaired ? alias : ordersFunction).addPermission('Checkout', { principal: new ArnPrincipal(CHECKOUT_ROLE) });
    target.addDependency(source);
  },
};
