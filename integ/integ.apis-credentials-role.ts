/**
 * A REST, an HTTP and a WebSocket API in one account that call functions in another under a role.
 *
 * Proves that one role serves all integrations and authorizers of the three kinds, each target with a
 * role of its own; that the target's account lets in a role that does not exist yet (its stack is
 * deployed first); and that a role of the user works. Denied are clients that the authorizers refuse,
 * and the same APIs with a role that only its own account lets call, and without a role.
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
 * Run: npm run integ:deploy -- integ.apis-credentials-role.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ApiPermission, CrossAccountRestIntegration, CrossAccountTarget } from '../src';
import { answered, closedApis, crossAccountApis, failed, refused, restApi } from './support/apis';
import { twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { ANSWER, apiCallingFunction, apiFunction } from './support/functions';

const app = portableApp();
const functions = new Stack(app, 'IntegApisCredentialsRoleFunctions', { env: TARGET });
const apis = new Stack(app, 'IntegApisCredentialsRoleApis', { env: SOURCE });
apis.addDependency(functions, 'the statements must take roles that do not exist yet');

// --- target account ---
const users = new CrossAccountTarget(functions, 'Users', { function: apiFunction(functions, 'UsersFunction') });
const tokens = new CrossAccountTarget(functions, 'Tokens', { function: apiFunction(functions, 'TokensFunction') });

// --- source account ---
const addresses = crossAccountApis(apis, users, tokens, { permission: ApiPermission.CREDENTIALS_ROLE });

const ownRole = new Role(apis, 'OwnRole', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
const own = restApi(apis, 'Own');
own.root.addMethod('GET', new CrossAccountRestIntegration(users, { credentialsRole: ownRole }));

// the identity half alone
const closedRole = new Role(apis, 'ClosedRole', { assumedBy: new ServicePrincipal('apigateway.amazonaws.com') });
closedRole.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [users.targetArn] }));

const client = apiCallingFunction(apis, 'Client', {
  environment: { ...addresses, OWN: own.url, ...closedApis(apis, 'CLOSED', users, closedRole), ...closedApis(apis, 'SERVICE', users) },
});

twoAccountTest(app, 'IntegApisCredentialsRole', {
  stacks: [functions, apis],
  allowed: [...answered(client), { caller: client, event: { api: 'OWN' }, result: { answer: ANSWER } }],
  denied: [...refused(client), ...failed(client, 'CLOSED'), ...failed(client, 'SERVICE')],
});
