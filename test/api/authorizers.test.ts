import { Duration, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { IdentitySource, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { Role } from 'aws-cdk-lib/aws-iam';
import { ANY_OF_ACCOUNT, API_TIMEOUT, APIS, found, outputOf, sourceArnsOf } from './apis';
import {
  ApiPermission, CrossAccountHttpAuthorizer, CrossAccountHttpIntegration, CrossAccountRequestAuthorizer, CrossAccountRestIntegration,
  CrossAccountTarget,
  CrossAccountTokenAuthorizer, CrossAccountWebSocketAuthorizer, CrossAccountWebSocketIntegration,
} from '../../src';
import type {
  CrossAccountHttpAuthorizerProps, CrossAccountRequestAuthorizerProps, CrossAccountRouteAuthorizerProps, CrossAccountTokenAuthorizerProps,
} from '../../src';
import { errorOf, fn, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';
import { handOversOf, LIVE, neededBy, only, ordersTarget, resourcesOf, statementsOf } from '../trigger/templates';

const BY_ROLE = { permission: ApiPermission.CREDENTIALS_ROLE };
const URI = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${LIVE}/invocations`;
const REST = 'AWS::ApiGateway::Authorizer';
const V2 = 'AWS::ApiGatewayV2::Authorizer';
const US_EAST = { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } };
const KEY = { identitySources: [IdentitySource.header('X-Key'), IdentitySource.queryString('user')] };
/** Its methods need no backend. */
const mock = (stack: Stack, id = 'Api') => new RestApi(stack, id, { cloudWatchRole: false });

type Stacks = { source?: StackProps; target?: StackProps };

function token(props: Partial<CrossAccountTokenAuthorizerProps> = {}, stacks: Stacks = {}) {
  const both = twoAccounts(stacks);
  const target = ordersTarget(both.target);
  const api = mock(both.source);
  const authorizer = new CrossAccountTokenAuthorizer(both.source, 'Auth', { target, ...props });
  for (const method of ['GET', 'PUT']) { api.root.addMethod(method, undefined, { authorizer }); }
  return { ...both, api, orders: target, authorizer };
}

function request(props: Partial<CrossAccountRequestAuthorizerProps> = {}, stacks: Stacks = {}) {
  const both = twoAccounts(stacks);
  const target = ordersTarget(both.target);
  const api = mock(both.source);
  api.root.addMethod('GET', undefined, { authorizer: new CrossAccountRequestAuthorizer(both.source, 'Auth', { target, ...KEY, ...props }) });
  return { ...both, api, orders: target };
}

function http(props: CrossAccountHttpAuthorizerProps = {}, stacks: Stacks = {}) {
  const both = twoAccounts(stacks);
  const orders = ordersTarget(both.target);
  const api = new HttpApi(both.source, 'Api');
  const authorizer = new CrossAccountHttpAuthorizer('Auth', orders, props);
  const integration = new CrossAccountHttpIntegration('I', CrossAccountTarget.fromTargetArn(both.source, 'Other', LIVE.replace(':orders:', ':other:')));
  api.addRoutes({ path: '/a', methods: [HttpMethod.GET, HttpMethod.PUT], integration, authorizer });
  return { ...both, api, orders, authorizer, integration };
}

function webSocket(props: CrossAccountRouteAuthorizerProps = {}, stacks: Stacks = {}) {
  const both = twoAccounts(stacks);
  const orders = ordersTarget(both.target);
  const api = new WebSocketApi(both.source, 'Api');
  const authorizer = new CrossAccountWebSocketAuthorizer('Auth', orders, props);
  const integration = new CrossAccountWebSocketIntegration('I', CrossAccountTarget.fromTargetArn(both.source, 'Other', LIVE.replace(':orders:', ':other:')));
  api.addRoute('$connect', { integration, authorizer });
  return { ...both, api, orders, authorizer, integration };
}

describe.each([
  ['token', token, REST, 'assumeRole', 'AuthorizerCredentials'],
  ['request', request, REST, 'assumeRole', 'AuthorizerCredentials'],
  ['HTTP', http, V2, 'role', 'AuthorizerCredentialsArn'],
  ['WebSocket', webSocket, V2, 'role', 'AuthorizerCredentialsArn'],
] as const)('a %s authorizer', (_, make, type, roleProp, credentials) => {
  test('calls as one of its account, by the resource policy', () => {
    const { source, target } = make();
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/authorizers/*`]);
    expect(only(source, type).Properties).toMatchObject({ AuthorizerUri: URI });
    expect(only(source, type).Properties).not.toHaveProperty(credentials);
    expect(resourcesOf(source, 'AWS::Lambda::Permission')).toEqual({});
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
    expect(found(source, 'info', ANY_OF_ACCOUNT).filter(([, text]) => text.includes('Target/Orders'))).toHaveLength(1);
  });

  test('names its API with exactSource', () => {
    const { target } = make({ exactSource: true });
    expect(sourceArnsOf(target)).toEqual([{ 'Fn::Join': ['', [APIS, outputOf('Api'), '/authorizers/*']] }]);
    expect(neededBy(target)).toEqual(['Source']);
  });

  test('calls under a role', () => {
    const { source, target } = make(BY_ROLE);
    const [roleId] = Object.keys(resourcesOf(source, 'AWS::IAM::Role'));
    const { RoleName } = only(source, 'AWS::IAM::Role').Properties;
    expect(only(source, type).Properties[credentials]).toEqual({ 'Fn::GetAtt': [roleId, 'Arn'] });
    expect(only(source, type).DependsOn).toEqual(Object.keys(resourcesOf(source, 'AWS::IAM::Policy')));
    expect(only(source, 'AWS::IAM::Policy').Properties.PolicyDocument).toMatchObject({ Statement: [{ Action: 'lambda:InvokeFunction', Resource: LIVE }] });
    expect(statementsOf(target)).toMatchObject([{ Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${SOURCE_ACCOUNT}:role/${RoleName}` } } }]);
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
  });

  test('refuses a role of another account', () => {
    const role = Role.fromRoleArn(new Stack(), 'Mine', `arn:aws:iam::${TARGET_ACCOUNT}:role/mine`);
    expect(errorOf(() => make({ [roleProp]: role }))).toContain(
      `${roleProp} Default/Mine belongs to account 222222222222, the API to 111111111111; expected a role of the API's account, which alone can be passed to API Gateway`);
  });

  test('refuses exactSource under a role, and a role beside RESOURCE_POLICY', () => {
    expect(errorOf(() => make({ ...BY_ROLE, exactSource: true }))).toContain('the target is called under a role, whose statement names no API');
    const role = Role.fromRoleArn(new Stack(), 'Mine', `arn:aws:iam::${SOURCE_ACCOUNT}:role/mine`);
    expect(errorOf(() => make({ [roleProp]: role, permission: ApiPermission.RESOURCE_POLICY })))
      .toContain(`${roleProp} is set, but permission says that API Gateway calls without a role`);
  });

  test('needs a known account', () => {
    expect(errorOf(() => make({}, { source: { env: undefined } }))).toContain('the account of Source/Api is not known at synthesis');
  });
});

describe('authorizers of REST APIs', () => {
  test('have the properties of the L2', () => {
    expect(only(token().source, REST).Properties).toEqual({
      Type: 'TOKEN', Name: 'SourceAuth8B4A8FB8', RestApiId: { Ref: 'ApiF70053CD' }, AuthorizerUri: URI, AuthorizerResultTtlInSeconds: 300, IdentitySource: 'method.request.header.Authorization',
    });
    expect(only(token({
      authorizerName: 'tokens', resultsCacheTtl: Duration.seconds(0), validationRegex: '^ey', identitySource: IdentitySource.header('X-Token'),
    }).source, REST).Properties).toMatchObject({
      Name: 'tokens', AuthorizerResultTtlInSeconds: 0, IdentityValidationExpression: '^ey', IdentitySource: 'method.request.header.X-Token',
    });
    expect(only(request().source, REST).Properties).toMatchObject({ Type: 'REQUEST', IdentitySource: 'method.request.header.X-Key,method.request.querystring.user' });
    expect(only(request({ identitySources: [], resultsCacheTtl: Duration.seconds(0) }).source, REST).Properties).toMatchObject({ IdentitySource: '' });
  });

  test('stand at their methods, and know their ARN', () => {
    const { source, authorizer } = token();
    for (const { Properties } of Object.values(resourcesOf(source, 'AWS::ApiGateway::Method'))) {
      expect(Properties).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'AuthC256A5EC' } });
    }
    expect(source.resolve(authorizer.authorizerId)).toEqual({ Ref: 'AuthC256A5EC' });
    expect(source.resolve(authorizer.authorizerArn)).toEqual({ 'Fn::Join': ['', [APIS, { Ref: 'ApiF70053CD' }, '/authorizers/', { Ref: 'AuthC256A5EC' }]] });
  });

  test('call a function of another region under its region', () => {
    const { source, target } = token({}, { source: US_EAST });
    expect(only(source, REST).Properties.AuthorizerUri).toBe(URI);
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/authorizers/*`]);
  });

  test('share a statement with the integrations of their API', () => {
    const { target, api, orders } = token();
    api.root.addMethod('POST', new CrossAccountRestIntegration(orders));
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/*/*/*`, `${APIS}*/authorizers/*`]);
  });

  test('make a new deployment when they change, and come before it', () => {
    const deploymentOf = (stack: Stack) => Object.entries(resourcesOf(stack, 'AWS::ApiGateway::Deployment'))[0];
    const ids = [token(), token(), token({ validationRegex: '^ey' }), token(BY_ROLE)].map(({ source }) => deploymentOf(source)[0]);
    expect(ids[0]).toBe(ids[1]);
    expect(new Set(ids).size).toBe(3);
    expect(deploymentOf(token().source)[1].DependsOn).toContain('AuthC256A5EC');
  });

  test('need no deployment, and may be those of an imported API', () => {
    const { source, target } = twoAccounts();
    const { root } = RestApi.fromRestApiAttributes(source, 'Api', { restApiId: 'abc123', rootResourceId: 'root' });
    root.addMethod('GET', undefined, { authorizer: new CrossAccountTokenAuthorizer(source, 'Auth', { target: ordersTarget(target) }) });
    expect(sourceArnsOf(target)).toEqual([`${APIS}abc123/authorizers/*`]);
    expect(only(source, REST).Properties.RestApiId).toBe('abc123');
  });

  test('belong to one API', () => {
    const { source, authorizer } = token();
    expect(errorOf(() => mock(source, 'Second').root.addMethod('GET', undefined, { authorizer }))).toBe(
      'the authorizer belongs to Source/Api, and is used by Source/Second; expected one authorizer for each REST API; '
      + 'make another for the same target: they share one statement [Source/Auth]');
  });

  test('are refused without identity sources, and with results that are kept too long', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    expect(errorOf(() => new CrossAccountRequestAuthorizer(source, 'None', { target: orders, identitySources: [] }))).toBe(
      'identitySources is empty, but decisions are kept under them; expected at least one, or resultsCacheTtl: Duration.seconds(0); '
      + "write identitySources: [IdentitySource.header('Authorization')] [Source/None]");
    expect(errorOf(() => new CrossAccountTokenAuthorizer(source, 'Long', { target: orders, resultsCacheTtl: Duration.minutes(61) }))).toBe(
      'resultsCacheTtl is longer than API Gateway keeps results, got "3660 s"; expected at most one hour; write resultsCacheTtl: Duration.hours(1) [Source/Long]');
  });

  test('are refused at synthesis if no method has them', () => {
    const { app, source, target } = twoAccounts();
    new CrossAccountTokenAuthorizer(source, 'Unused', { target: ordersTarget(target) });
    expect(errorOf(() => app.synth())).toContain('no method uses the authorizer, so its REST API is not known; expected a method with this authorizer');
  });

  test('are handed over, once', () => {
    const { source } = twoAccounts();
    const authorizer = new CrossAccountTokenAuthorizer(source, 'Auth', { target: CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE) });
    const api = mock(source);
    for (const method of ['GET', 'PUT']) { api.root.addMethod(method, undefined, { authorizer }); }
    expect(handOversOf(source).map(({ statement }) => JSON.parse(statement).Condition)).toEqual([{ ArnLike: { 'aws:SourceArn': `${APIS}*/authorizers/*` } }]);
    expect(only(source, REST).Properties.AuthorizerUri).toBe(URI);
  });
});

describe('authorizers of HTTP APIs', () => {
  test('have the properties of the L2', () => {
    const { source, authorizer } = http();
    expect(only(source, V2).Properties).toEqual({
      ApiId: { Ref: 'ApiF70053CD' },
      AuthorizerType: 'REQUEST',
      Name: 'Auth',
      AuthorizerUri: URI,
      AuthorizerPayloadFormatVersion: '1.0',
      AuthorizerResultTtlInSeconds: 300,
      IdentitySource: ['$request.header.Authorization'],
    });
    for (const { Properties } of Object.values(resourcesOf(source, 'AWS::ApiGatewayV2::Route'))) {
      expect(Properties).toMatchObject({ AuthorizationType: 'CUSTOM', AuthorizerId: source.resolve(authorizer.authorizerId) });
    }
  });

  test('answer in either form', () => {
    const props = { authorizerName: 'tokens', identitySource: ['$request.header.X'], resultsCacheTtl: Duration.seconds(0), responseTypes: [HttpLambdaResponseType.SIMPLE] };
    expect(only(http(props).source, V2).Properties).toMatchObject({
      Name: 'tokens', IdentitySource: ['$request.header.X'], AuthorizerResultTtlInSeconds: 0, EnableSimpleResponses: true, AuthorizerPayloadFormatVersion: '2.0',
    });
    expect(only(http({ responseTypes: [HttpLambdaResponseType.IAM] }).source, V2).Properties).toMatchObject({ AuthorizerPayloadFormatVersion: '1.0' });
  });

  test('have no id before a route uses them', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => new CrossAccountHttpAuthorizer('Auth', ordersTarget(target)).authorizerId)).toBe(
      'authorizer Auth has no id yet, because no route uses it; expected a route with this authorizer first; pass the authorizer to addRoutes or addRoute before reading its id');
  });

  test('wait ten seconds', () => {
    const warnings = (seconds: number) => {
      const { source, target } = twoAccounts();
      const slow = new CrossAccountTarget(target, 'Slow', { function: fn(target, 'Function', { timeout: Duration.seconds(seconds) }) });
      const integration = new CrossAccountHttpIntegration('I', CrossAccountTarget.fromTargetArn(source, 'Other', LIVE));
      new HttpApi(source, 'Api').addRoutes({ path: '/', integration, authorizer: new CrossAccountHttpAuthorizer('Auth', slow) });
      return found(source, 'warning', API_TIMEOUT);
    };
    expect(warnings(10)).toEqual([]);
    expect(warnings(11)).toEqual([['Source/Api',
      'Target/Slow may run 11 s, but an authorizer of Source/Api waits 10 s: the client gets an error while the function runs on; give the function a shorter timeout']]);
  });

  test('belong to one API', () => {
    const { source, authorizer } = http();
    const integration = new CrossAccountHttpIntegration('I2', CrossAccountTarget.fromTargetArn(source, 'Third', LIVE));
    expect(errorOf(() => new HttpApi(source, 'Second').addRoutes({ path: '/', integration, authorizer }))).toMatch(
      /^authorizer Auth belongs to Source\/Api, and is used by Source\/Second; expected one authorizer for each API; make another for the same target: they share one statement \[/);
  });
});

describe('authorizers of WebSocket APIs', () => {
  test('have the properties of the L2', () => {
    expect(only(webSocket().source, V2).Properties).toEqual({
      ApiId: { Ref: 'ApiF70053CD' }, AuthorizerType: 'REQUEST', Name: 'Auth', AuthorizerUri: URI, IdentitySource: ['route.request.header.Authorization'],
    });
    expect(only(webSocket({ authorizerName: 'tokens', identitySource: ['route.request.querystring.token'] }).source, V2).Properties)
      .toMatchObject({ Name: 'tokens', IdentitySource: ['route.request.querystring.token'] });
  });

  test('belong to one API', () => {
    const { source, authorizer } = webSocket();
    const integration = new CrossAccountWebSocketIntegration('I2', CrossAccountTarget.fromTargetArn(source, 'Third', LIVE));
    expect(errorOf(() => new WebSocketApi(source, 'Second').addRoute('$connect', { integration, authorizer }))).toContain('authorizer Auth belongs to Source/Api');
  });
});

test.each([['HTTP', http], ['WebSocket', webSocket]])('%s authorizers call functions of their own region only', (kind, make) => {
  const theirs = { env: { account: TARGET_ACCOUNT, region: 'eu-central-1' } };
  expect(errorOf(() => make({}, { target: theirs }))).toContain(
    `the source is in region eu-west-1, the target in eu-central-1; AWS documents calls to functions of other regions for REST APIs, not for ${kind} APIs`);
});
