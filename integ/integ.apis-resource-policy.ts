/**
 * A REST, an HTTP and a WebSocket API in one account that call functions in another, which lets in
 * exactly these APIs, or exactly some of their methods.
 *
 * Proves that the ids of the APIs reach the other account at deployment (`exactSource`), and which ARN
 * API Gateway sends for a path with parameters, of a REST and of an HTTP API, and for a stage: with
 * `scopePermissionToMethod`, `scopePermissionToRoute` and `allowTestInvoke: false` the statement names
 * method, path and stage. Denied are other APIs of the account, a method and a route that no statement
 * names, and the console's test call where the statement names a stage.
 *
 * Accounts: the source account owns the APIs, the target account the functions. Bootstrap both, each
 * with credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT      id of the source account
 *   INTEG_TARGET_ACCOUNT   id of the target account
 *   CDK_INTEG_REGION       optional, eu-west-1 by default
 *
 * Run: npm run integ:deploy -- integ.apis-resource-policy.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CrossAccountHttpIntegration, CrossAccountRestIntegration, CrossAccountTarget } from '../src';
import { ClosedHttpIntegration, answered, closedApis, closedIntegration, crossAccountApis, failed, refused, restApi } from './support/apis';
import { twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { ANSWER, apiCallingFunction, apiFunction, apiTestingFunction } from './support/functions';

const app = portableApp();
const apis = new Stack(app, 'IntegApisResourcePolicyApis', { env: SOURCE });
const functions = new Stack(app, 'IntegApisResourcePolicyFunctions', { env: TARGET });

// --- target account ---
const users = new CrossAccountTarget(functions, 'Users', { function: apiFunction(functions, 'UsersFunction') });
const tokens = new CrossAccountTarget(functions, 'Tokens', { function: apiFunction(functions, 'TokensFunction') });

// --- source account ---
const addresses = crossAccountApis(apis, users, tokens, { exactSource: true });

const scopedRest = restApi(apis, 'ScopedRest');
const restOrder = scopedRest.root.addResource('orders').addResource('{id}');
restOrder.addMethod('GET', new CrossAccountRestIntegration(users, { exactSource: true, scopePermissionToMethod: true, allowTestInvoke: false }));
restOrder.addMethod('POST', closedIntegration(apis, users));

const scopedHttp = new HttpApi(apis, 'ScopedHttp');
scopedHttp.addRoutes({
  path: '/orders/{id}',
  methods: [HttpMethod.GET],
  integration: new CrossAccountHttpIntegration('Orders', users, { exactSource: true, scopePermissionToRoute: true }),
});
scopedHttp.addRoutes({ path: '/users/{id}', methods: [HttpMethod.GET], integration: new ClosedHttpIntegration(users.targetArn) });

// the console's test call is one of another stage
const testedRest = restApi(apis, 'TestedRest');
testedRest.root.addMethod('GET', new CrossAccountRestIntegration(users, { exactSource: true, scopePermissionToMethod: true }));
const testFunction = apiTestingFunction(apis, 'TestFunction', {
  environment: {
    SCOPED_ID: scopedRest.restApiId,
    SCOPED_RESOURCE: restOrder.resourceId,
    TESTED_ID: testedRest.restApiId,
    TESTED_RESOURCE: testedRest.root.resourceId,
  },
});
testFunction.addToRolePolicy(new PolicyStatement({ actions: ['apigateway:POST'], resources: [`arn:aws:apigateway:${SOURCE.region}::/restapis/*`] }));

const client = apiCallingFunction(apis, 'Client', {
  environment: { ...addresses, ...closedApis(apis, 'CLOSED', users), SCOPED_REST: scopedRest.url, SCOPED_HTTP: scopedHttp.url! },
});

const failure = { error: 500 };

twoAccountTest(app, 'IntegApisResourcePolicy', {
  stacks: [apis, functions],
  allowed: [
    ...answered(client),
    { caller: client, event: { api: 'SCOPED_REST', path: 'orders/1' }, result: { answer: ANSWER } },
    { caller: client, event: { api: 'SCOPED_HTTP', path: 'orders/1' }, result: { answer: ANSWER } },
    { caller: testFunction, event: { api: 'TESTED', path: '/' }, result: { answer: ANSWER } },
  ],
  denied: [
    ...refused(client),
    ...failed(client, 'CLOSED'),
    { caller: client, event: { api: 'SCOPED_REST', path: 'orders/1', method: 'POST' }, result: failure },
    { caller: client, event: { api: 'SCOPED_HTTP', path: 'users/1' }, result: failure },
    { caller: testFunction, event: { api: 'SCOPED', path: '/orders/1' }, result: failure },
  ],
});
