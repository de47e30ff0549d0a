import { ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Mistake } from '../parts';
import { CHECKOUT_ROLE, executionRole, fn, orders, ORDERS, rightLink, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '02-invoke-without-resource-half',
  title: 'grantInvoke() on an imported function, with skipPermissions because it threw without',
  rule: 'missing-half-invoke',
  says: 'AccessDeniedException at the first call: no resource-based policy allows lambda:InvokeFunction.',
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const role = executionRole(source, 'checkout');
    fn(source, 'Checkout', { role, environment: { ORDERS_ARN: ORDERS } });
    lambda.Function.fromFunctionAttributes(source, 'Orders', { functionArn: ORDERS, skipPermissions: true }).grantInvoke(role);
    const ordersFunction = orders(target);
    if (repaired) {
      ordersFunction.addPermission('Checkout', { principal: new ArnPrincipal(CHECKOUT_ROLE) });
      target.addDependency(source);
    }
  },
};
