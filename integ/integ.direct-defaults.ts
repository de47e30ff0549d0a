/**
 * The README's first example: a function in one account calls a function in another, all defaults.
 *
 * Proves that the first deployment is enough, that the call by the qualified ARN gets through, and
 * that the same caller is denied at the function itself: access ends at the alias.
 *
 * Accounts: the source account calls, the target account owns the function. Bootstrap both, each with
 * credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT      id of the source account
 *   INTEG_TARGET_ACCOUNT   id of the target account
 *   CDK_INTEG_REGION       optional, eu-west-1 by default
 *
 * Run: npm run integ:deploy -- integ.direct-defaults.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Stack } from 'aws-cdk-lib';
import { CrossAccountInvoker, CrossAccountTarget } from '../src';
import { allowed, deniedUnqualified, twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { callingFunction, targetFunction } from './support/functions';

const app = portableApp();
const orders = new Stack(app, 'IntegDirectDefaultsOrders', { env: TARGET });
const checkout = new Stack(app, 'IntegDirectDefaultsCheckout', { env: SOURCE });

const ordersFunction = targetFunction(orders, 'Function');
const checkoutFunction = callingFunction(checkout, 'Function');

const target = new CrossAccountTarget(orders, 'Orders', { function: ordersFunction });
new CrossAccountInvoker(checkout, 'Checkout', { function: checkoutFunction, targets: [target] });

twoAccountTest(app, 'IntegDirectDefaults', {
  stacks: [orders, checkout],
  allowed: [allowed(checkoutFunction, 'ORDERS')],
  denied: [deniedUnqualified(checkoutFunction, 'ORDERS')],
});
