import { ArnPrincipal, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import type { Mistake } from '../parts';
import { checkout, CHECKOUT_ROLE, invoking, orders, ORDERS, rightLink, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '22-policy-of-foreign-role',
  title: 'A policy in the target\'s stack for the role of the other account, imported by its name',
  rule: 'policy-of-foreign-role',
  says: 'The deployment fails: the target\'s account has no role named checkout.',
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    checkout(source, invoking(ORDERS));
    orders(target).addPermission('Checkout', { principal: new ArnPrincipal(CHECKOUT_ROLE) });
    target.addDependency(source);
    if (!repaired) {
      Role.fromRoleName(target, 'CheckoutRole', 'checkout').addToPrincipalPolicy(new PolicyStatement(invoking(ORDERS)));
    }
  },
};
