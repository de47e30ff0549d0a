/**
 * A REST, an HTTP and a WebSocket API in one account, whose functions and authorizers are in another:
 * without any option.
 *
 * Proves that the statement for every API of an account lets all three kinds call, the route $default
 * and authorizers included, and that the target's stack is deployed first. Answers for HTTP APIs and
 * for authorizers of WebSocket APIs what AWS does not document: that the function may be in another
 * account. Denied are clients that the authorizers refuse, and APIs that call under a role, which the
 * statement does not mean.
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
 * Run: npm run integ:deploy -- integ.apis-defaults.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CrossAccountTarget } from '../src';
import { answered, closedApis, crossAccountApis, failed, refused } from './support/apis';
import { twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { apiCallingFunction, apiFunction } from './support/functions';

const app = portableApp();
const functions = new Stack(app, 'IntegApisDefaultsFunctions', { env: TARGET });
const apis = new Stack(app, 'IntegApisDefaultsApis', { env: SOURCE });
apis.addDependency(functions, 'the statements must hold for APIs that do not exist yet');

// --- target account ---
const users = new CrossAccountTarget(functions, 'Users', { function: apiFunction(functions, 'UsersFunction') });
const tokens = new CrossAccountTarget(functions, 'Tokens', { function: apiFunction(functions, 'TokensFunction') });

// --- source account ---
const addresses = crossAccountApis(apis, users, tokens);

// the identity half alone
const role = new Role(apis, 'ClosedRole', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [users.targetArn] }));

const client = apiCallingFunction(apis, 'Client', { environment: { ...addresses, ...closedApis(apis, 'CLOSED', users, role) } });

twoAccountTest(app, 'IntegApisDefaults', {
  stacks: [functions, apis],
  allowed: answered(client),
  denied: [...refused(client), ...failed(client, 'CLOSED')],
});
