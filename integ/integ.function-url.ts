/**
 * A function in one account calls the function URL of a function in another.
 *
 * Proves that both permissions of a URL are enough, that the URL of the other account arrives in the
 * environment of the caller on the first deployment, and that nothing else was opened: requests
 * without a signature, with one half only, and calls through the Invoke API are denied.
 *
 * Accounts: the source account calls, the target account owns the function. Bootstrap both, the
 * source account first, each with credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT      id of the source account
 *   INTEG_TARGET_ACCOUNT   id of the target account
 *   CDK_INTEG_REGION       optional, eu-west-1 by default
 *
 * Run: npm run integ:deploy -- integ.function-url.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FunctionUrlAuthType, HttpMethod, InvokeMode } from 'aws-cdk-lib/aws-lambda';
import { Caller, CrossAccountInvoker, CrossAccountTarget } from '../src';
import { twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { ANSWER, targetFunction, urlCallingFunction } from './support/functions';

const app = portableApp();
const orders = new Stack(app, 'IntegFunctionUrlOrders', { env: TARGET });
const checkout = new Stack(app, 'IntegFunctionUrlCheckout', { env: SOURCE });

// --- target account ---
const target = new CrossAccountTarget(orders, 'Orders', { function: targetFunction(orders, 'Function', 'integ-function-url-orders') });
const url = target.addUrl({
  authType: FunctionUrlAuthType.AWS_IAM,
  invokeMode: InvokeMode.BUFFERED,
  cors: { allowedOrigins: ['https://example.com'], allowedMethods: [HttpMethod.GET], maxAge: Duration.minutes(5) },
});

// --- source account ---
// the ARN is only there to show that it opens nothing
const environment = { ORDERS_TARGET_ARN: target.targetArn };
const checkoutFunction = urlCallingFunction(checkout, 'Function', { environment });
const invoker = new CrossAccountInvoker(checkout, 'Checkout', { function: checkoutFunction });
invoker.addTargetUrl(target, { url });

// the identity half alone
const strangerFunction = urlCallingFunction(checkout, 'StrangerFunction', { environment: invoker.environment });
strangerFunction.addToRolePolicy(new PolicyStatement({
  actions: ['lambda:InvokeFunctionUrl', 'lambda:InvokeFunction'],
  resources: [target.targetArn],
}));

// the resource half alone
const idleFunction = urlCallingFunction(checkout, 'IdleFunction', { environment: invoker.environment });
target.grants.invokeUrl(Caller.roleOf(idleFunction), { authType: FunctionUrlAuthType.AWS_IAM });

const byUrl = { target: 'ORDERS' };
const forbidden = { error: 403 };

twoAccountTest(app, 'IntegFunctionUrl', {
  stacks: [orders, checkout],
  allowed: [{ caller: checkoutFunction, event: byUrl, result: { answer: ANSWER } }],
  denied: [
    { caller: checkoutFunction, event: { ...byUrl, unsigned: true }, result: forbidden },
    { caller: checkoutFunction, event: { ...byUrl, invoke: true }, result: { error: 'AccessDeniedException' } },
    { caller: strangerFunction, event: byUrl, result: forbidden },
    { caller: idleFunction, event: byUrl, result: forbidden },
  ],
});
