import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Mistake } from '../parts';
import { checkout, CHECKOUT_ROLE, invoking, orders, ORDERS, rightLink, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '20-principal-created-later',
  title: 'A permission for a role that another stack creates, and no order between the two',
  rule: 'principal-not-created',
  says: 'The first deployment fails whenever the target\'s stack is the first: the provided principal was invalid.',
  source: 'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/1189',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    checkout(source, invoking(ORDERS));
    orders(target).addPermission('Checkout', { principal: new ArnPrincipal(CHECKOUT_ROLE) });
    if (repaired) { target.addDependency(source); }
  },
};
