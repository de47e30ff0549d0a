import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import type { Mistake } from '../parts';
import { checkout, CHECKOUT_ROLE, invoking, orders, ORDERS, rightLink, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '19-session-as-principal',
  title: 'A permission for the ARN that an AccessDenied message shows: the session of the role',
  rule: 'bad-principal',
  says: 'At best one session name of the role may call, and the text of the ARN looks right; that Lambda refuses it is not verified.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    checkout(source, invoking(ORDERS));
    const session = `arn:aws:sts::${SOURCE_ACCOUNT}:assumed-role/checkout/checkout-function`;
    orders(target).addPermission('Checkout', { principal: new ArnPrincipal(repaired ? CHECKOUT_ROLE : session) });
    target.addDependency(source);
  },
};
