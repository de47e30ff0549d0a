import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { ScoredApp } from '../parts';
import { fn, invoking, REGION, SOURCE_ACCOUNT } from '../parts';

export const right: ScoredApp = {
  title: 'Functions of accounts that this app does not deploy, imported by their ARNs, one from a parameter',
  build(app) {
    const stack = new Stack(app, 'Checkout', { env: { account: SOURCE_ACCOUNT, region: REGION } });
    const checkout = fn(stack, 'Function');
    lambda.Function.fromFunctionAttributes(stack, 'Orders', {
      functionArn: 'arn:aws:lambda:eu-west-1:222222222222:function:orders', skipPermissions: true,
    }).grantInvoke(checkout);
    const pricesArn = StringParameter.valueForStringParameter(stack, '/prices/arn');
    checkout.addToRolePolicy(new iam.PolicyStatement(invoking(pricesArn)));
    checkout.addToRolePolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['arn:aws:iam::333333333333:role/reader'] }));
    const receipts = fn(stack, 'Receipts', { functionName: 'receipts' });
    receipts.addPermission('Orders', { principal: new iam.ArnPrincipal('arn:aws:iam::222222222222:role/orders') });
  },
};
