import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Mistake } from '../parts';
import { checkout, CHECKOUT_ROLE, invoking, orders, ORDERS, rightLink, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '03-invoke-without-identity-half',
  title: 'A permission for the role of a caller that itself may invoke another function only',
  rule: 'missing-half-invoke',
  says: 'AccessDeniedException at the first call: no identity-based policy allows lambda:InvokeFunction.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    orders(target).addPermission('Checkout', { principal: new ArnPrincipal(CHECKOUT_ROLE) });
    target.addDependency(source);
    const prices = ORDERS.replace('orders', 'prices');
    checkout(source, repaired ? invoking(prices, ORDERS) : invoking(prices));
  },
};
