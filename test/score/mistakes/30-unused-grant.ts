import { AccountPrincipal, ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Mistake } from '../parts';
import { checkout, CHECKOUT_ROLE, fn, invoking, orders, ORDERS, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '30-unused-grant',
  title: 'A permission for an account of the app in which nobody calls the function any more',
  rule: 'unused-grant',
  says: 'Deploys; the account keeps a right that nothing in the app uses.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#remove-credentials',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    checkout(source, invoking(ORDERS));
    orders(target).addPermission('Checkout', { principal: new ArnPrincipal(CHECKOUT_ROLE) });
    target.addDependency(source);
    const prices = fn(target, 'Prices', { functionName: 'prices' });
    if (!repaired) { prices.addPermission('Billing', { principal: new AccountPrincipal(SOURCE_ACCOUNT) }); }
  },
};
