/**
 * A function in one account calls a function in another through a role there, all defaults.
 *
 * Proves that the first deployment is enough, that the role may be assumed and lets in at the alias,
 * and that nothing else was opened: the function itself is denied without the role, and the role is
 * denied at the function behind the alias.
 *
 * Accounts: the source account calls, the target account owns the function and the role. Bootstrap
 * both, each with credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT      id of the source account
 *   INTEG_TARGET_ACCOUNT   id of the target account
 *   CDK_INTEG_REGION       optional, eu-west-1 by default
 *
 * Run: npm run integ:deploy -- integ.assumed-role-defaults.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Stack } from 'aws-cdk-lib';
import { AssumableRole, CrossAccountInvoker, CrossAccountTarget } from '../src';
import { allowedAs, denied, twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { roleCallingFunction, targetFunction } from './support/functions';

const app = portableApp();
const orders = new Stack(app, 'IntegAssumedRoleDefaultsOrders', { env: TARGET });
const checkout = new Stack(app, 'IntegAssumedRoleDefaultsCheckout', { env: SOURCE });

const ordersFunction = targetFunction(orders, 'Function');
const checkoutFunction = roleCallingFunction(checkout, 'Function');

const target = new CrossAccountTarget(orders, 'Orders', { function: ordersFunction });
const role = new AssumableRole(orders, 'Reader');
new CrossAccountInvoker(checkout, 'Checkout', { function: checkoutFunction, via: role, targets: [target] });

twoAccountTest(app, 'IntegAssumedRoleDefaults', {
  stacks: [orders, checkout],
  allowed: [allowedAs(checkoutFunction, { role: 'READER', target: 'ORDERS' })],
  denied: [
    // with its own role: the target has no resource policy
    denied(checkoutFunction, 'ORDERS'),
    { caller: checkoutFunction, event: { role: 'READER', target: 'ORDERS', unqualified: true }, result: { error: 'AccessDeniedException' } },
  ],
});
