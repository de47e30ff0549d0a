import { NestedStack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { ScoredApp } from '../parts';
import { fn, invoking, ORDERS, orders, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const right: ScoredApp = {
  title: 'Both halves in nested stacks',
  build(app) {
    const { source, target } = twoStacks(app);
    const alias = orders(new NestedStack(target, 'Functions')).addAlias('live');
    alias.addPermission('Checkout', { principal: new AccountPrincipal(SOURCE_ACCOUNT) });
    const callers = new NestedStack(source, 'Callers');
    fn(callers, 'Checkout').addToRolePolicy(new PolicyStatement(invoking(`${ORDERS}:live`)));
    fn(source, 'Refunds').addToRolePolicy(new PolicyStatement(invoking(`${ORDERS}:live`)));
  },
};
