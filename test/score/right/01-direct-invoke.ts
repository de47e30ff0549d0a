import { Caller, CrossAccountInvoker, CrossAccountTarget } from '../../../src';
import type { ScoredApp } from '../parts';
import { fn, ORGANIZATION, twoStacks } from '../parts';

export const right: ScoredApp = {
  title: 'Direct calls of an alias: a function of this app, a role, an account and an organization of others',
  build(app) {
    const { source, target } = twoStacks(app);
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Checkout-Function'), targets: [orders] });
    orders.grants.invoke(Caller.role('arn:aws:iam::333333333333:role/shop'));
    orders.grants.invoke(Caller.account('444444444444'));
    orders.grants.invoke(Caller.organization(ORGANIZATION));
  },
};
