/**
 * A function in one account calls a REST API in another that asks for IAM authorization.
 *
 * Proves that both halves are enough, that the API's policy names a role that does not exist yet, and
 * that aws-cdk-lib deploys the API with it. Denied are a method that is not named, a request without a
 * signature, and functions that have one half only.
 *
 * Accounts: the source account calls, the target account owns the API. Bootstrap both, each with
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
 * Run: npm run integ:deploy -- integ.apis-access.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Stack } from 'aws-cdk-lib';
import { AuthorizationType, LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import { AccountPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CrossAccountApiAccess } from '../src';
import { restApi } from './support/apis';
import { twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { ANSWER, apiCallingFunction, apiFunction } from './support/functions';

const app = portableApp();
const orders = new Stack(app, 'IntegApisAccessOrders', { env: TARGET });
const checkout = new Stack(app, 'IntegApisAccessCheckout', { env: SOURCE });

// --- target account ---
const api = restApi(orders, 'Api');
const order = api.root.addResource('orders').addResource('{id}');
const integration = new LambdaIntegration(apiFunction(orders, 'Function'));
for (const method of ['GET', 'DELETE']) { order.addMethod(method, integration, { authorizationType: AuthorizationType.IAM }); }

// --- source account ---
const environment = { API: api.url };
const routes = [{ method: 'GET', path: '/orders/{id}' }];
const checkoutFunction = apiCallingFunction(checkout, 'Function', { environment });
new CrossAccountApiAccess(checkout, 'Access', { grantee: checkoutFunction, api, routes });

// the identity half alone
const strangerFunction = apiCallingFunction(checkout, 'StrangerFunction', { environment });
strangerFunction.addToRolePolicy(new PolicyStatement({ actions: ['execute-api:Invoke'], resources: ['*'] }));

// the API's half alone
const IDLE_NAME = 'integ-apis-access-idle';
const idleFunction = apiCallingFunction(checkout, 'IdleFunction', {
  environment,
  role: new Role(checkout, 'IdleRole', { roleName: IDLE_NAME, assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
});
api.addToResourcePolicy(new PolicyStatement({
  principals: [new AccountPrincipal(SOURCE.account)],
  actions: ['execute-api:Invoke'],
  resources: ['execute-api:/*'],
  conditions: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${SOURCE.account}:role/${IDLE_NAME}` } },
}));

const get = { api: 'API', path: 'orders/1', signed: true };
const forbidden = { error: 403 };

twoAccountTest(app, 'IntegApisAccess', {
  stacks: [orders, checkout],
  allowed: [{ caller: checkoutFunction, event: get, result: { answer: ANSWER } }],
  denied: [
    { caller: checkoutFunction, event: { ...get, method: 'DELETE' }, result: forbidden },
    { caller: checkoutFunction, event: { ...get, signed: false }, result: forbidden },
    { caller: strangerFunction, event: get, result: forbidden },
    { caller: idleFunction, event: get, result: forbidden },
  ],
});
