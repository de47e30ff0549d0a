import { CfnCondition, CfnMapping, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import type { ScoredApp } from '../parts';
import { fn, invoking, orders, REGION, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const right: ScoredApp = {
  title: 'Callers from a parameter, a condition and a mapping',
  build(app) {
    const { source, target } = twoStacks(app);
    const ordersFunction = orders(target);
    const partner = new CfnParameter(target, 'PartnerAccount', { default: '', allowedPattern: '^(\\d{12})?$' });
    const hasPartner = new CfnCondition(target, 'HasPartner', { expression: Fn.conditionNot(Fn.conditionEquals(partner.valueAsString, '')) });
    const permission = new CfnPermission(target, 'Partner', {
      functionName: ordersFunction.functionArn, action: 'lambda:InvokeFunction', principal: partner.valueAsString,
    });
    permission.cfnOptions.condition = hasPartner;
    const callers = new CfnMapping(target, 'Callers', { mapping: { [REGION]: { checkout: SOURCE_ACCOUNT } } });
    new CfnPermission(target, 'Checkout', {
      functionName: ordersFunction.functionArn,
      action: 'lambda:InvokeFunction',
      principal: callers.findInMap(Stack.of(target).region, 'checkout'),
    });
    const targets = new CfnMapping(source, 'Targets', { mapping: { orders: { account: '222222222222', name: 'orders' } } });
    fn(source, 'Checkout').addToRolePolicy(new iam.PolicyStatement(invoking(
      `arn:aws:lambda:${REGION}:${targets.findInMap('orders', 'account')}:function:${targets.findInMap('orders', 'name')}`,
    )));
  },
};
