import { App, NestedStack, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { AuthorizationType, Deployment, RestApi, SpecRestApi, ApiDefinition, Stage } from 'aws-cdk-lib/aws-apigateway';
import type { IRestApi, RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { AnyPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CLOSED_METHODS, found, outputOf } from './apis';
import { CrossAccountApiAccess } from '../../src';
import type { ApiRoute } from '../../src';
import { errorOf, fn, OTHER_ACCOUNT, SOURCE_ACCOUNT, TARGET_ACCOUNT } from '../support/apps';
import { handOversOf, neededBy, only, resourcesOf } from '../trigger/templates';

const IAM = { defaultMethodOptions: { authorizationType: AuthorizationType.IAM } };
const GET: ApiRoute[] = [{ method: 'GET', path: '/orders/{id}' }];
const ROLE = expect.stringMatching(/^arn:aws:iam::222222222222:role\/Caller-Checkout-ServiceRole-[0-9a-f]{8}$/);

/** The stack Source has the API, the stack Caller the function that calls it. */
function stacks(options: { source?: StackProps; caller?: StackProps } = {}) {
  const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
  return {
    app,
    source: new Stack(app, 'Source', { env: { account: SOURCE_ACCOUNT, region: 'eu-west-1' }, ...options.source }),
    caller: new Stack(app, 'Caller', { env: { account: TARGET_ACCOUNT, region: 'eu-west-1' }, ...options.caller }),
  };
}

function apiOf(stack: Stack, props: RestApiProps = IAM): RestApi {
  const api = new RestApi(stack, 'Api', { cloudWatchRole: false, ...props });
  api.root.resourceForPath('orders/{id}').addMethod('GET');
  return api;
}

function setUp(options: Parameters<typeof stacks>[0] = {}, routes = GET) {
  const both = stacks(options);
  const api = apiOf(both.source);
  const grantee = fn(both.caller, 'Checkout');
  const access = new CrossAccountApiAccess(both.caller, 'OrdersApi', { grantee, api, routes });
  return { ...both, api, grantee, access };
}

const policyOf = (stack: Stack) => (only(stack, 'AWS::ApiGateway::RestApi').Properties.Policy as { Statement: Record<string, unknown>[] }).Statement;
const identityOf = (stack: Stack) => (only(stack, 'AWS::IAM::Policy').Properties.PolicyDocument as { Statement: unknown[] }).Statement;
const invokeArn = (resource: string) => ({ 'Fn::Join': ['', ['arn:aws:execute-api:eu-west-1:111111111111:', outputOf('Api'), resource]] });

test('writes both halves, and deploys the caller after the API', () => {
  const { source, caller, access } = setUp();
  expect(policyOf(source)).toEqual([{
    Sid: expect.stringMatching(/^Invoke[0-9a-f]{8}$/),
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${TARGET_ACCOUNT}:root` },
    Action: 'execute-api:Invoke',
    Resource: 'execute-api:/prod/GET/orders/*',
    Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } },
  }]);
  expect(identityOf(caller)).toEqual([{ Sid: 'InvokeApis', Effect: 'Allow', Action: 'execute-api:Invoke', Resource: invokeArn('/prod/GET/orders/*') }]);
  expect([neededBy(source), neededBy(caller)]).toEqual([[], ['Source']]);
  expect(only(caller, 'AWS::Lambda::Function').DependsOn).toContain(Object.keys(resourcesOf(caller, 'AWS::IAM::Policy'))[0]);
  expect(access.apiHalf).toMatchObject({ written: true, account: SOURCE_ACCOUNT });
  expect(access.identityHalves.map(({ written, account, construct }) => [written, account, construct?.node.path]))
    .toEqual([[true, TARGET_ACCOUNT, 'Caller/Checkout/ServiceRole/InvokePolicy']]);
  expect(found(source, 'warning', CLOSED_METHODS)).toEqual([]);
});

test('several methods are one statement on either side', () => {
  const routes = [...GET, { method: 'any', path: '/' }, { method: 'PUT', path: '/users/{rest+}', stage: 'beta' }];
  const { source, caller } = setUp({}, routes);
  const resources = ['/prod/GET/orders/*', '/prod/*/', '/beta/PUT/users/*'];
  expect(policyOf(source)).toMatchObject([{ Resource: resources.map((resource) => `execute-api:${resource}`) }]);
  const [{ Resource }, ...others] = identityOf(caller) as { Resource: unknown[] }[];
  expect([Resource.length, others]).toEqual([3, []]);
  expect(Resource).toEqual(expect.arrayContaining(resources.map(invokeArn)));
});

test('several callers of one API', () => {
  const { app, source, api, access } = setUp();
  const other = new Stack(app, 'Other', { env: { account: OTHER_ACCOUNT, region: 'eu-west-1' } });
  const grantee = new Role(other, 'Role', { roleName: 'batch', assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
  const second = new CrossAccountApiAccess(other, 'OrdersApi', { grantee, api, routes: GET });
  expect(policyOf(source).map(({ Principal }) => Principal)).toEqual([TARGET_ACCOUNT, OTHER_ACCOUNT].map((account) => ({ AWS: `arn:aws:iam::${account}:root` })));
  expect(new Set(policyOf(source).map(({ Sid }) => Sid)).size).toBe(2);
  expect(policyOf(source)[1].Condition).toEqual({ ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER_ACCOUNT}:role/batch` } });
  expect([access, second].map(({ apiHalf }) => apiHalf.construct)).toEqual([api, api]);
});

test('the deployment of the API changes with its policy', () => {
  const deploymentOf = (stack: Stack) => Object.keys(resourcesOf(stack, 'AWS::ApiGateway::Deployment'))[0];
  const { source } = stacks();
  apiOf(source);
  expect(deploymentOf(setUp().source)).not.toBe(deploymentOf(source));
});

test('the URL of the API reaches the function the same way', () => {
  const { caller, api, grantee } = setUp();
  grantee.addEnvironment('ORDERS_API', api.url);
  expect(JSON.stringify(only(caller, 'AWS::Lambda::Function').Properties.Environment)).toMatch(/ORDERS_API.*Fn::GetStackOutput/);
});

test('within one account, and within one stack', () => {
  const { source, caller } = setUp({ caller: { env: { account: SOURCE_ACCOUNT, region: 'eu-west-1' } } });
  expect(policyOf(source)).toMatchObject([{ Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` } }]);
  expect(neededBy(caller)).toEqual(['Source']);
  const stack = new Stack(new App(), 'Stack');
  new CrossAccountApiAccess(stack, 'OrdersApi', { grantee: fn(stack, 'Checkout'), api: apiOf(stack), routes: GET });
  expect(identityOf(stack)).toMatchObject([{ Resource: { 'Fn::Join': ['', expect.arrayContaining([{ Ref: 'ApiF70053CD' }])] } }]);
});

describe('an API of another app', () => {
  const imported = (stack: Stack) => RestApi.fromRestApiAttributes(stack, 'Imported', { restApiId: 'abc123', rootResourceId: 'root' });

  test('has its half handed over', () => {
    const { source, caller } = stacks();
    const grantee = new Role(caller, 'Role', { roleName: 'batch', assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    const routes = [{ method: 'GET', path: '/a', stage: 'prod' }, { method: 'GET', path: '/b', stage: 'prod' }, { method: 'GET', path: "/it's" }];
    const { apiHalf } = new CrossAccountApiAccess(caller, 'OrdersApi', { grantee, api: imported(source), routes });
    const statement = {
      Action: 'execute-api:Invoke',
      Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${TARGET_ACCOUNT}:role/batch` } },
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${TARGET_ACCOUNT}:root` },
      Resource: ['execute-api:/prod/GET/a', 'execute-api:/prod/GET/b', "execute-api:/*/GET/it's"],
    };
    const [handOver, ...others] = handOversOf(caller);
    expect(others).toEqual([]);
    expect(apiHalf).toEqual({ written: false, account: SOURCE_ACCOUNT, handOver });
    const { Sid, ...rest } = JSON.parse(handOver.statement);
    expect(rest).toEqual(statement);
    expect(handOver.summary).toBe(
      `account 111111111111, which this app does not deploy, must let arn:aws:iam::${TARGET_ACCOUNT}:role/batch use /prod/GET/a, /prod/GET/b, /*/GET/it's of REST API abc123, `
      + 'whose methods need IAM authorization (update-rest-api replaces the whole resource policy; what it does not allow is denied to clients without IAM)');
    const [command, ...more] = handOver.commands;
    expect(more).toEqual([]);
    const [, operations] = /^aws apigateway update-rest-api --region eu-west-1 --rest-api-id abc123 --patch-operations '(.*)' && aws apigateway create-deployment --region eu-west-1 --rest-api-id abc123 --stage-name prod$/.exec(command)!;
    const [{ op, path, value }] = JSON.parse(operations.replaceAll("'\\''", "'")) as { op: string; path: string; value: string }[];
    expect([op, path, JSON.parse(value)]).toEqual(['replace', '/policy', { Version: '2012-10-17', Statement: [{ ...rest, Sid }] }]);
    expect(identityOf(caller)).toMatchObject([{ Resource: expect.arrayContaining(['arn:aws:execute-api:eu-west-1:111111111111:abc123/prod/GET/a']) }]);
    expect(neededBy(caller)).toEqual([]);
  });

  test('and a role of another app its own, one for each method', () => {
    const { source, caller } = stacks();
    const grantee = Role.fromRoleArn(caller, 'Role', `arn:aws:iam::${TARGET_ACCOUNT}:role/batch`, { mutable: false });
    const routes = [{ method: 'GET', path: '/a' }, { method: 'GET', path: '/b' }];
    const { identityHalves } = new CrossAccountApiAccess(caller, 'OrdersApi', { grantee, api: imported(source), routes });
    expect(identityHalves.map(({ written, account, handOver }) => [written, account, JSON.parse(handOver!.statement).Resource])).toEqual(['a', 'b'].map((path) => [
      false, TARGET_ACCOUNT, `arn:aws:execute-api:eu-west-1:111111111111:abc123/*/GET/${path}`,
    ]));
  });
});

describe('the warning of closed methods', () => {
  const NONE: RestApiProps = {};
  const warningsOf = (change: (api: RestApi) => void, props = NONE) => {
    const { app, source, caller } = stacks();
    const api = apiOf(source, props);
    for (const id of ['One', 'Two']) { new CrossAccountApiAccess(caller, id, { grantee: fn(caller, `${id}Function`), api, routes: GET }); }
    change(api);
    return app.synth().getStackByName('Source').messages.map(({ entry }) => String(entry.data)).filter((text) => text.endsWith(`[ack: ${CLOSED_METHODS}]`));
  };
  const addMethod = (path: string, authorizationType: AuthorizationType) => (api: RestApi) => { api.root.resourceForPath(path).addMethod('GET', undefined, { authorizationType }); };

  test('names methods without permission, once, whenever they are added', () => {
    expect(warningsOf(addMethod('/later', AuthorizationType.NONE), IAM)).toEqual([
      'Source/Api has a resource policy now, which closes GET /later: API Gateway denies what no statement allows, unless a method has IAM authorization or a Lambda authorizer; '
      + 'add a statement that lets their clients in (api.addToResourcePolicy with an AnyPrincipal), or give them AuthorizationType.IAM '
      + `[ack: ${CLOSED_METHODS}]`,
    ]);
  });

  test('names five of them', () => {
    const [text] = warningsOf((api) => { for (let i = 0; i < 6; i++) { addMethod(`/m${i}`, AuthorizationType.NONE)(api); } });
    expect(text).toContain('closes GET /orders/{id}, GET /m0, GET /m1, GET /m2, GET /m3 and 2 more:');
  });

  test('is silent where everybody is let in, or all have IAM authorization', () => {
    const anybody = (principals: AnyPrincipal) => new PolicyStatement({ principals: [principals], actions: ['execute-api:Invoke'], resources: ['execute-api:/*'] });
    expect(warningsOf((api) => { api.addToResourcePolicy(anybody(new AnyPrincipal())); })).toEqual([]);
    expect(warningsOf(addMethod('/later', AuthorizationType.IAM), IAM)).toEqual([]);
  });

  test('knows nothing of an OpenAPI document', () => {
    const { app, source, caller } = stacks();
    const api = new SpecRestApi(source, 'Spec', { apiDefinition: ApiDefinition.fromInline({ openapi: '3.0.1', paths: {} }), cloudWatchRole: false });
    new CrossAccountApiAccess(caller, 'OrdersApi', { grantee: fn(caller, 'Checkout'), api, routes: GET });
    expect(app.synth().getStackByName('Source').messages.filter(({ entry }) => String(entry.data).includes(CLOSED_METHODS))).toEqual([]);
    expect(policyOf(source)).toMatchObject([{ Resource: 'execute-api:/prod/GET/orders/*' }]);
  });
});

test('a stage that is set by hand, and none', () => {
  const { source, caller } = stacks();
  const api = apiOf(source, { ...IAM, deploy: false });
  const grantee = fn(caller, 'Checkout');
  new CrossAccountApiAccess(caller, 'Before', { grantee, api, routes: GET });
  api.deploymentStage = new Stage(source, 'Stage', { deployment: new Deployment(source, 'Deployment', { api }), stageName: 'beta' });
  new CrossAccountApiAccess(caller, 'After', { grantee, api, routes: GET });
  expect(policyOf(source).map(({ Resource }) => Resource)).toEqual(['execute-api:/*/GET/orders/*', 'execute-api:/beta/GET/orders/*']);
});

describe('is refused', () => {
  test.each<[string, ApiRoute[], string]>([
    ['without routes', [], "routes is empty, so nothing would be allowed; expected at least one method; write routes: [{ method: 'GET', path: '/orders/{id}' }] [Caller/OrdersApi]"],
    ['a path without a slash', [{ method: 'GET', path: 'orders' }],
      "path does not begin with a slash, got \"orders\"; expected the path of a resource as API Gateway shows it; write path: '/orders' [Caller/OrdersApi]"],
  ])('%s', (_, routes, text) => {
    expect(errorOf(() => setUp({}, routes))).toBe(text);
  });

  test('an HTTP API, with the way that there is', () => {
    const { source, caller } = stacks();
    const api = new HttpApi(source, 'Http') as unknown as IRestApi;
    expect(errorOf(() => new CrossAccountApiAccess(caller, 'OrdersApi', { grantee: fn(caller, 'Checkout'), api, routes: GET }))).toBe(
      'Source/Http is no REST API, and HTTP and WebSocket APIs have no resource policy that could let other accounts in; expected a REST API; '
      + "make an AssumableRole with execute-api:Invoke in the API's account, and let the caller assume it: role.grants.assume(fn) [Caller/OrdersApi]");
  });

  test('an API or a caller without a known account', () => {
    expect(errorOf(() => setUp({ source: { env: undefined } }))).toContain('the account of Source/Api is not known at synthesis');
    expect(errorOf(() => setUp({ caller: { env: undefined } }))).toContain('is only known in stack Caller, so no other template can name it');
  });

  test('another partition', () => {
    expect(errorOf(() => setUp({ source: { env: { account: SOURCE_ACCOUNT, region: 'cn-north-1' } } }))).toContain('is in partition aws, the target in aws-cn');
  });

  test('a role in a nested stack of another account', () => {
    const { source, caller } = stacks();
    const nested = new NestedStack(caller, 'Nested');
    expect(errorOf(() => new CrossAccountApiAccess(caller, 'OrdersApi', { grantee: fn(nested, 'Checkout'), api: apiOf(source), routes: GET }))).toBe(
      'the id of Source/Api is only known at deployment, and the nested stack Caller/Nested cannot read it from another account; '
      + 'expected the id as a text, or two stacks between which it can be read; '
      + 'import the API by its id (RestApi.fromRestApiAttributes), once it is there; or move what names it out of the nested stack [Caller/OrdersApi]');
  });

  test('an API whose stack comes after the caller', () => {
    const { source, caller } = stacks();
    source.addDependency(caller);
    expect(errorOf(() => new CrossAccountApiAccess(caller, 'OrdersApi', { grantee: fn(caller, 'Checkout'), api: apiOf(source), routes: GET }))).toMatch(
      /^no order of deployment exists: Caller\/Checkout\/ServiceRole may call Source\/Api, whose id is chosen at deployment; yet Source already depends on Caller;/);
  });
});
