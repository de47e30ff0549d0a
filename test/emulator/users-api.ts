import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { CfnAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { Account } from './account';
import { synthesizeExample } from './assemblies';
import type { Assembly } from './assemblies';
import { boto } from './boto';
import type { CdkCli } from './cdk-cli';
import type { Checks } from './checks';
import { aliasArn, assertAbsent, assertCallingRole, assertNoChanges, createdAt, functionNamed } from './deployed';
import type { Emulator } from './emulator';

const EXAMPLE = 'users-api';
const STACKS = ['Apis', 'Users'];

/** The functions by their aliases, and the APIs by their ids. */
interface Deployed {
  readonly apis: Account;
  readonly users: Account;
  readonly target: string;
  readonly authorizer: string;
  readonly rest: string;
  readonly http: string;
  readonly webSocket: string;
}

/** The example, deployed to two accounts and read back from both. */
export async function checkUsersApi(checks: Checks, emulator: Emulator, cdk: CdkCli, assembly: Assembly, temp: string): Promise<void> {
  checks.section(`examples/${EXAMPLE}: a REST, an HTTP and a WebSocket API in front of one function, with an authorizer`);
  const apis = await Account.bootstrap(emulator, '111111111111');
  const users = await Account.bootstrap(emulator, '222222222222');
  if (!await checks.check('cdk deploy --all', async () => { await cdk.deploy(assembly); })) { return; }
  await checks.check("the APIs' stack was created before the functions'", async () => {
    const [first, second] = [await createdAt(apis, 'Apis'), await createdAt(users, 'Users')];
    assert.ok(first < second, `Apis ${first.toISOString()}, Users ${second.toISOString()}`);
  });

  const deployed = await find(apis, users);
  await checkRest(checks, deployed);
  await checkHttp(checks, deployed);
  await checkWebSocket(checks, deployed);
  await checkPolicies(checks, deployed);
  await checks.check('a second deployment changes nothing', async () => assertNoChanges(await cdk.deploy(assembly), STACKS));

  const httpIsRight = () => checkHttpAuthorizer(deployed);
  const wrongAccount = synthesizeExample(EXAMPLE, join(temp, 'wrong-account'), askInOwnAccount);
  await checks.check("with an authorizer of the APIs' own account the app still deploys", async () => { await cdk.deploy(wrongAccount); });
  await checks.checkFails('the check notices it', /Expected values to be strictly deep-equal/, httpIsRight);
  await checks.check('the original app deploys again', async () => { await cdk.deploy(assembly); });
  await checks.check('and the authorizer is back', httpIsRight);
}

async function find(apis: Account, users: Account): Promise<Deployed> {
  const aliasOf = async (start: string) => aliasArn(users, (await functionNamed(users, start)).FunctionName!);
  const { items: [{ id }] } = await boto<{ items: { id: string }[] }>(apis, 'apigateway', 'get_rest_apis');
  const { Items } = await boto<{ Items: { ApiId: string; ProtocolType: string }[] }>(apis, 'apigatewayv2', 'get_apis');
  const idOf = (protocol: string) => Items.find(({ ProtocolType }) => ProtocolType === protocol)!.ApiId;
  return {
    apis,
    users,
    target: await aliasOf('Users-UsersFunction'),
    authorizer: await aliasOf('Users-AuthorizerFunction'),
    rest: id,
    http: idOf('HTTP'),
    webSocket: idOf('WEBSOCKET'),
  };
}

/** The address under which API Gateway calls a function. */
function uri(functionArn: string): string {
  return `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}

async function checkRest(checks: Checks, { apis, rest: restApiId, target, authorizer }: Deployed): Promise<void> {
  await checks.check('the REST API calls the alias as the service, and asks the authorizer first', async () => {
    const { items: [found, ...others] } = await boto<{ items: Record<string, unknown>[] }>(apis, 'apigateway', 'get_authorizers', { restApiId });
    const { id: authorizerId, type, authorizerUri, authorizerCredentials } = found;
    assert.deepEqual([type, authorizerUri, authorizerCredentials, others], ['TOKEN', uri(authorizer), undefined, []]);
    const { items: resources } = await boto<{ items: { id: string; path: string; resourceMethods?: object }[] }>(apis, 'apigateway', 'get_resources', { restApiId });
    const methods = resources.flatMap(({ id, path, resourceMethods }) =>
      Object.keys(resourceMethods ?? {}).map((httpMethod) => ({ resourceId: id, path, httpMethod })));
    assert.deepEqual(methods.map(({ path, httpMethod }) => `${httpMethod} ${path}`).sort(), ['GET /users', 'GET /users/{id}']);
    for (const { resourceId, httpMethod } of methods) {
      const method = await boto<Record<string, unknown>>(apis, 'apigateway', 'get_method', { restApiId, resourceId, httpMethod });
      assert.deepEqual([method.authorizationType, method.authorizerId], ['CUSTOM', authorizerId]);
      const integration = await boto<Record<string, unknown>>(apis, 'apigateway', 'get_integration', { restApiId, resourceId, httpMethod });
      assert.deepEqual([integration.type, integration.httpMethod, integration.uri, integration.credentials], ['AWS_PROXY', 'POST', uri(target), undefined]);
    }
  });
  await checks.check('the REST API is deployed to its stage', async () => {
    const { item: stages } = await boto<{ item: { stageName: string; deploymentId: string }[] }>(apis, 'apigateway', 'get_stages', { restApiId });
    const { items: deployments } = await boto<{ items: { id: string }[] }>(apis, 'apigateway', 'get_deployments', { restApiId });
    assert.deepEqual(stages.map(({ stageName, deploymentId }) => [stageName, deploymentId]), deployments.map(({ id }) => ['prod', id]));
  });
}

async function checkHttp(checks: Checks, deployed: Deployed): Promise<void> {
  const { apis, http: ApiId, target } = deployed;
  await checks.check('the HTTP API calls the alias under a role that may call nothing else', async () => {
    const { Items: [integration, ...others] } = await boto<{ Items: Record<string, string>[] }>(apis, 'apigatewayv2', 'get_integrations', { ApiId });
    const { IntegrationId, IntegrationType, IntegrationUri, CredentialsArn, PayloadFormatVersion } = integration;
    assert.deepEqual([IntegrationType, IntegrationUri, PayloadFormatVersion, others], ['AWS_PROXY', target, '2.0', []]);
    await assertCallingRole(apis, CredentialsArn, 'apigateway.amazonaws.com', target);
    const { Items: routes } = await boto<{ Items: Record<string, string>[] }>(apis, 'apigatewayv2', 'get_routes', { ApiId });
    assert.deepEqual(new Set(routes.map(({ RouteKey, AuthorizationType, Target }) => `${RouteKey} ${AuthorizationType} ${Target}`)), new Set([
      `GET /users CUSTOM integrations/${IntegrationId}`, `GET /users/{id} CUSTOM integrations/${IntegrationId}`,
    ]));
  });
  await checks.check('and the authorizer under another one', () => checkHttpAuthorizer(deployed));
}

async function checkHttpAuthorizer({ apis, http, authorizer }: Deployed): Promise<void> {
  const { AuthorizerCredentialsArn: role, ...found } = await onlyAuthorizer(apis, http);
  assert.deepEqual([found.AuthorizerType, found.AuthorizerUri, found.AuthorizerPayloadFormatVersion, found.EnableSimpleResponses, typeof role], [
    'REQUEST', uri(authorizer), '2.0', true, 'string',
  ]);
  await assertCallingRole(apis, role!, 'apigateway.amazonaws.com', authorizer);
}

interface Authorizer {
  readonly AuthorizerType: string;
  readonly AuthorizerUri: string;
  readonly AuthorizerPayloadFormatVersion?: string;
  readonly EnableSimpleResponses?: boolean;
  readonly AuthorizerCredentialsArn?: string;
}

/** The one that the routes of an HTTP or WebSocket API ask; moto cannot list authorizers. */
async function onlyAuthorizer(account: Account, ApiId: string): Promise<Authorizer> {
  const { Items } = await boto<{ Items: { AuthorizerId?: string }[] }>(account, 'apigatewayv2', 'get_routes', { ApiId });
  const [AuthorizerId, ...others] = new Set(Items.flatMap((route) => route.AuthorizerId ?? []));
  assert.deepEqual(others, []);
  return boto<Authorizer>(account, 'apigatewayv2', 'get_authorizer', { ApiId, AuthorizerId });
}

async function checkWebSocket(checks: Checks, { apis, webSocket: ApiId, target, authorizer }: Deployed): Promise<void> {
  await checks.check('the WebSocket API calls the alias as the service, and asks the authorizer when a client connects', async () => {
    const { Items: [integration, ...others] } = await boto<{ Items: Record<string, string>[] }>(apis, 'apigatewayv2', 'get_integrations', { ApiId });
    const { IntegrationId, IntegrationType, IntegrationUri, CredentialsArn } = integration;
    assert.deepEqual([IntegrationType, IntegrationUri, CredentialsArn, others], ['AWS_PROXY', uri(target), undefined, []]);
    const { Items: routes } = await boto<{ Items: Record<string, string>[] }>(apis, 'apigatewayv2', 'get_routes', { ApiId });
    assert.deepEqual(new Set(routes.map(({ RouteKey, AuthorizationType, Target }) => `${RouteKey} ${AuthorizationType} ${Target}`)), new Set([
      `$connect CUSTOM integrations/${IntegrationId}`, `$default NONE integrations/${IntegrationId}`, `user NONE integrations/${IntegrationId}`,
    ]));
    const { AuthorizerType, AuthorizerUri, AuthorizerCredentialsArn } = await onlyAuthorizer(apis, ApiId);
    assert.deepEqual([AuthorizerType, AuthorizerUri, AuthorizerCredentialsArn], ['REQUEST', uri(authorizer), undefined]);
  });
}

async function checkPolicies(checks: Checks, { apis, users, target, authorizer, rest, http, webSocket }: Deployed): Promise<void> {
  const { Items: [{ CredentialsArn }] } = await boto<{ Items: { CredentialsArn: string }[] }>(apis, 'apigatewayv2', 'get_integrations', { ApiId: http });
  const arn = (id: string, what: string) => `arn:aws:execute-api:eu-west-1:111111111111:${id}/${what}`;
  const expected = [
    { name: 'users', called: target, sources: [arn(rest, '*/*/*'), arn(webSocket, '*/*')], role: CredentialsArn },
    {
      name: 'authorizer',
      called: authorizer,
      sources: [rest, webSocket].map((id) => arn(id, 'authorizers/*')),
      role: (await onlyAuthorizer(apis, http)).AuthorizerCredentialsArn,
    },
  ];
  for (const { name, called, sources, role } of expected) {
    await checks.check(`the function ${name} lets in the REST and the WebSocket API by their ids, and the HTTP API by its role`, async () => {
      const functionName = called.split(':')[6];
      const shared = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: called };
      // the ids are chosen at deployment: no order of the template sorts them
      const sorted = (value: unknown): object =>
        JSON.parse(JSON.stringify(value), (_, part: unknown) => Array.isArray(part) ? [...part].sort() : part) as object;
      const stored = (await users.resourcePolicy(functionName, 'live')).map(({ Sid, ...statement }) => sorted(statement));
      assert.deepEqual(new Set(stored), new Set([
        { ...shared, Principal: { Service: 'apigateway.amazonaws.com' }, Condition: { ArnLike: { 'aws:SourceArn': [...sources].sort() } } },
        { ...shared, Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Condition: { ArnEquals: { 'aws:PrincipalArn': role } } },
      ]));
      await assertAbsent(users.resourcePolicy(functionName));
    });
  }
}

function askInOwnAccount(app: App): void {
  const [authorizer, ...others] = app.node.findAll()
    .filter((node): node is CfnAuthorizer => node instanceof CfnAuthorizer && node.enableSimpleResponses === true);
  assert.deepEqual(others, []);
  authorizer.authorizerUri = authorizer.authorizerUri!.replace('222222222222', '111111111111');
}
