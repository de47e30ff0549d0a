/**
 * The access check against AWS: calls that plain aws-cdk-lib code allows, half allows and forbids.
 *
 * Proves that AWS decides as the check does: test/access/integ-verdicts.test.ts reads this test's snapshot and expects
 * the same verdicts as those that are asserted here. Allowed is who has both halves for the alias. Denied are who has the
 * identity half alone, the function's half alone, both halves of which one is for the function without the alias, both
 * within a permissions boundary that leaves the call out, and both with a Deny.
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
 * Run: npm run integ:deploy -- integ.access-verdicts.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Stack } from 'aws-cdk-lib';
import { ArnPrincipal, Effect, ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { allowed, denied, twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { callingFunction, targetFunction } from './support/functions';

const app = portableApp();
const orders = new Stack(app, 'IntegAccessVerdictsOrders', { env: TARGET });
const checkout = new Stack(app, 'IntegAccessVerdictsCheckout', { env: SOURCE });

// --- target account ---
const FUNCTION = 'integ-access-verdicts-orders';
const ordersFunction = targetFunction(orders, 'Function', FUNCTION);
const alias = new lambda.Alias(orders, 'Alias', { aliasName: 'live', version: ordersFunction.currentVersion });
// the permissions name the roles, which must exist
orders.addDependency(checkout);

// --- source account ---
const functionArn = `arn:aws:lambda:${TARGET.region}:${TARGET.account}:function:${FUNCTION}`;
const call = new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [`${functionArn}:live`] });
const boundary = new ManagedPolicy(checkout, 'Boundary', {
  statements: [new PolicyStatement({ actions: ['logs:*'], resources: ['*'] })],
});

interface Half {
  readonly calls?: boolean;
  readonly mayBeCalledBy?: lambda.IFunction;
  readonly bounded?: boolean;
  readonly forbidden?: boolean;
}

function caller(name: string, { calls, mayBeCalledBy, bounded, forbidden }: Half): lambda.Function {
  const role = new Role(checkout, `${name}Role`, {
    roleName: `integ-access-verdicts-${name.toLowerCase()}`,
    assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    ...bounded && { permissionsBoundary: boundary },
  });
  if (calls) { role.addToPolicy(call); }
  if (forbidden) { role.addToPolicy(new PolicyStatement({ effect: Effect.DENY, actions: ['lambda:*'], resources: [`${functionArn}:*`] })); }
  mayBeCalledBy?.addPermission(`Call${name}`, { principal: new ArnPrincipal(`arn:aws:iam::${SOURCE.account}:role/integ-access-verdicts-${name.toLowerCase()}`) });
  return callingFunction(checkout, name, { role, environment: { ORDERS_TARGET_ARN: `${functionArn}:live` } });
}

const both = caller('Both', { calls: true, mayBeCalledBy: alias });
const identity = caller('Identity', { calls: true });
const resource = caller('Resource', { mayBeCalledBy: alias });
const qualifier = caller('Qualifier', { calls: true, mayBeCalledBy: ordersFunction });
const bounded = caller('Bounded', { calls: true, mayBeCalledBy: alias, bounded: true });
const forbidden = caller('Forbidden', { calls: true, mayBeCalledBy: alias, forbidden: true });

twoAccountTest(app, 'IntegAccessVerdicts', {
  stacks: [orders, checkout],
  allowed: [allowed(both, 'ORDERS')],
  denied: [identity, resource, qualifier, bounded, forbidden].map((one) => denied(one, 'ORDERS')),
});
