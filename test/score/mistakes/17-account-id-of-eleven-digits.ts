import { AccountPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Mistake } from '../parts';
import { checkout, invoking, orders, ORDERS, rightLink, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '17-account-id-of-eleven-digits',
  title: 'A permission for an account id that lost a digit',
  rule: 'bad-principal',
  says: 'The deployment fails: the provided principal was invalid.',
  source: 'https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    checkout(source, invoking(ORDERS));
    orders(target).addPermission('Checkout', { principal: new AccountPrincipal(repaired ? SOURCE_ACCOUNT : '11111111111') });
  },
};
