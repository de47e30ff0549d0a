import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPermission, FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { Mistake } from '../parts';
import { executionRole, fn, orders, ORDERS, rightLink, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '16-public-function-url',
  title: 'A function URL without authentication, for a caller of another account',
  rule: 'public-function',
  says: 'Deploys, and everyone who knows the address may call, without any account.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const ordersFunction = orders(target);
    ordersFunction.addFunctionUrl({ authType: repaired ? FunctionUrlAuthType.AWS_IAM : FunctionUrlAuthType.NONE });
    const role = executionRole(source, 'checkout');
    fn(source, 'Checkout', { role });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'], resources: [ORDERS] }));
    if (repaired) {
      const principal = new AccountPrincipal(SOURCE_ACCOUNT).accountId;
      new CfnPermission(target, 'Url', {
        functionName: ordersFunction.functionName, action: 'lambda:InvokeFunctionUrl', principal, functionUrlAuthType: 'AWS_IAM',
      });
      new CfnPermission(target, 'Invoke', {
        functionName: ordersFunction.functionName, action: 'lambda:InvokeFunction', principal, invokedViaFunctionUrl: true,
      });
    }
  },
};
