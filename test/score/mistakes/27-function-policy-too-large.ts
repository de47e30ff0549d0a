import { AccountPrincipal, OrganizationPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Mistake } from '../parts';
import { checkout, invoking, orders, ORDERS, ORGANIZATION, rightLink, SOURCE_ACCOUNT, twoStacks } from '../parts';

const SHOPS = Array.from({ length: 119 }, (_, index) => String(300000000000 + index));

export const mistake: Mistake = {
  id: '27-function-policy-too-large',
  title: 'A permission for each of 120 accounts',
  rule: 'policy-size',
  says: 'The deployment fails: the final policy size is bigger than the limit of 20,480 characters.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    checkout(source, invoking(ORDERS));
    const ordersFunction = orders(target);
    if (repaired) {
      ordersFunction.addPermission('Shops', { principal: new OrganizationPrincipal(ORGANIZATION) });
      return;
    }
    for (const shop of [SOURCE_ACCOUNT, ...SHOPS]) {
      ordersFunction.addPermission(`Shop${shop}`, { principal: new AccountPrincipal(shop) });
    }
  },
};
