import { callsOf, cloudOf, ORDERS, REGION, ROLE_ARN, sentOf, SOURCE } from './cloud-of';
import type { Cloud } from '../../../src/access/model/cloud';
import type { TemplateResource } from '../../../src/access/read/stack-template';
import { readable } from '../../../src/access/values/unknown';

type Resources = Record<string, TemplateResource>;

const uri = (arn = ORDERS, region = REGION) => `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
/** What API Gateway sends as the source, readable, without the beginning that all have. */
const sources = (cloud: Cloud) => cloud.deliveries.map(({ sourceArn }) => readable(sourceArn).replace(`arn:aws:execute-api:${REGION}:${SOURCE}:`, ''));
const INVOKE = `lambda:InvokeFunction by apigateway.amazonaws.com on ${ORDERS}`;

describe('a REST API', () => {
  const API: Resources = {
    Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'users' } },
    Users: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, PathPart: 'users' } },
    User: { Type: 'AWS::ApiGateway::Resource', Properties: { RestApiId: { Ref: 'Api' }, ParentId: { Ref: 'Users' }, PathPart: '{id}' } },
    Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'prod' } },
  };
  const method = (properties: object = {}, api = API) => cloudOf({
    ...api,
    Method: { Type: 'AWS::ApiGateway::Method', Properties: { RestApiId: { Ref: 'Api' }, ResourceId: { Ref: 'User' }, HttpMethod: 'GET', Integration: { Type: 'AWS_PROXY', Uri: uri() }, ...properties } },
  });

  test('calls for its method, with any value of a parameter', () => {
    const cloud = method();
    expect(callsOf(cloud)).toEqual([INVOKE]);
    expect(cloud.deliveries[0]).toMatchObject({ kind: 'rest-api', sourceAccount: SOURCE, sourceRegion: REGION, targetArn: ORDERS });
    expect(sources(cloud)).toEqual(['<Api of Source>/prod/GET/users/<id>']);
    expect(sentOf(cloud.deliveries[0])).toEqual([cloud.deliveries[0].sourceArn, SOURCE]);
  });

  test('calls for its root, and with any method', () => {
    expect(sources(method({ ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] }, HttpMethod: 'ANY' }))).toEqual(['<Api of Source>/prod/<the method>/']);
  });

  test('calls from each of its stages, once', () => {
    const stages = { ...API, Deployment: { Type: 'AWS::ApiGateway::Deployment', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'test' } }, Again: API.Stage };
    expect(sources(method({}, stages))).toEqual(['<Api of Source>/prod/GET/users/<id>', '<Api of Source>/test/GET/users/<id>']);
  });

  test('has stages and paths that nobody knows where they are of another app', () => {
    expect(sources(method({ RestApiId: 'a1b2c3', ResourceId: 'd4e5f6' }))).toEqual(['a1b2c3/<the stage>/GET/<the path>']);
  });

  test('sends the region of the function, and has its own', () => {
    const cloud = method({ Integration: { Uri: uri(ORDERS.replace(REGION, 'us-east-1'), 'us-east-1') } });
    expect(cloud.deliveries[0].sourceArn).toContain(`:execute-api:us-east-1:${SOURCE}:`);
    expect(cloud.deliveries[0].sourceRegion).toBe(REGION);
  });

  test('calls under a role, for which it sends no account', () => {
    const cloud = method({ Integration: { Uri: uri(), Credentials: ROLE_ARN } });
    expect(callsOf(cloud)).toEqual([`sts:AssumeRole by apigateway.amazonaws.com on ${ROLE_ARN}`, `lambda:InvokeFunction by ${ROLE_ARN} on ${ORDERS}`]);
    expect(sentOf(cloud.deliveries[0])).toEqual(['unknown', 'absent']);
  });

  test('that passes on its caller is noted', () => {
    const cloud = method({ Integration: { Uri: uri(), Credentials: 'arn:aws:iam::*:user/*' } });
    expect(cloud).toMatchObject({ deliveries: [], unknowns: [{ path: 'Source/Method', what: expect.stringContaining('identity of its client') }] });
  });

  test.each([
    ['a mock', { Type: 'MOCK' }],
    ['a queue', { Type: 'AWS', Uri: `arn:aws:apigateway:${REGION}:sqs:path/${SOURCE}/q` }],
  ])('with %s behind it is nothing', (_, Integration) => {
    expect(method({ Integration }).deliveries).toEqual([]);
  });

  test('has authorizers, of which it is not known whether they send the account', () => {
    const cloud = cloudOf({ ...API, Authorizer: { Type: 'AWS::ApiGateway::Authorizer', Properties: { RestApiId: { Ref: 'Api' }, AuthorizerUri: uri() } } });
    expect(cloud.deliveries[0].kind).toBe('rest-api-authorizer');
    expect(sources(cloud)).toEqual(['<Api of Source>/authorizers/<Authorizer of Source>']);
    expect(sentOf(cloud.deliveries[0])[1]).toBe('unknown');
  });

  test('may be an OpenAPI document', () => {
    const Body = {
      paths: {
        '/users/{id}': { 'get': { 'x-amazon-apigateway-integration': { uri: uri() } }, 'x-amazon-apigateway-any-method': { 'x-amazon-apigateway-integration': { uri: uri(), credentials: ROLE_ARN } }, 'parameters': [] },
        '/mock': { get: {} },
      },
      securityDefinitions: { token: { 'x-amazon-apigateway-authorizer': { authorizerUri: uri() } }, key: { type: 'apiKey' } },
    };
    const cloud = cloudOf({ Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Body } }, Stage: API.Stage });
    expect(sources(cloud)).toEqual(['<Api of Source>/prod/GET/users/<id>', '<Api of Source>/prod/<the method>/users/<id>', '<Api of Source>/authorizers/<the id of the authorizer token>']);
    expect(cloud.deliveries.map(({ kind }) => kind)).toEqual(['rest-api', 'rest-api', 'rest-api-authorizer']);
  });
});

describe('an HTTP or WebSocket API', () => {
  const api = (ProtocolType: string, RouteKey: string, integration: object = {}): Resources => ({
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType } },
    Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { ApiId: { Ref: 'Api' }, StageName: '$default' } },
    Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { ApiId: { Ref: 'Api' }, IntegrationUri: ORDERS, ...integration } },
    Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, RouteKey, Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'Integration' }]] } } },
  });

  test.each([
    ['HTTP', 'http-api', '$default', '$default'],
    ['HTTP', 'http-api', 'GET /users/{id}', 'GET/users/<id>'],
    ['HTTP', 'http-api', 'ANY /files/{path+}', '<the method>/files/<path>'],
    ['WEBSOCKET', 'websocket-api', '$connect', '$connect'],
  ])('%s calls for its route', (protocol, kind, key, path) => {
    const cloud = cloudOf(api(protocol, key));
    expect(callsOf(cloud)).toEqual([INVOKE]);
    expect(cloud.deliveries[0].kind).toBe(kind);
    expect(sources(cloud)).toEqual([`<Api of Source>/$default/${path}`]);
  });

  test('calls with credentials, also by a whole address', () => {
    expect(callsOf(cloudOf(api('HTTP', '$default', { IntegrationUri: uri(), CredentialsArn: ROLE_ARN })))).toEqual([
      `sts:AssumeRole by apigateway.amazonaws.com on ${ROLE_ARN}`, `lambda:InvokeFunction by ${ROLE_ARN} on ${ORDERS}`,
    ]);
  });

  test('with a route to something else is nothing', () => {
    expect(cloudOf(api('HTTP', '$default', { IntegrationUri: 'https://example.com' })).deliveries).toEqual([]);
    const { Api, Stage, Route } = api('HTTP', '$default');
    expect(cloudOf({ Api, Stage, Route: { ...Route, Properties: { ...Route.Properties, Target: 'integrations/elsewhere' } } }).deliveries).toEqual([]);
  });

  test.each([['HTTP', 'http-api-authorizer'], ['WEBSOCKET', 'websocket-api-authorizer']])('%s has authorizers', (protocol, kind) => {
    const { Api } = api(protocol, '$default');
    const cloud = cloudOf({ Api, Authorizer: { Type: 'AWS::ApiGatewayV2::Authorizer', Properties: { ApiId: { Ref: 'Api' }, AuthorizerUri: uri() } } });
    expect(cloud.deliveries[0].kind).toBe(kind);
    expect(sources(cloud)).toEqual(['<Api of Source>/authorizers/<Authorizer of Source>']);
  });

  test('makes its route itself', () => {
    expect(sources(cloudOf({ Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Target: ORDERS } } }))).toEqual(['<Api of Source>/$default/$default']);
    expect(sources(cloudOf({ Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP', Target: ORDERS, RouteKey: 'GET /' } } }))).toEqual(['<Api of Source>/$default/GET/']);
  });

  test('may be an OpenAPI document', () => {
    const Body = {
      paths: { '/$default': { 'x-amazon-apigateway-any-method': { 'x-amazon-apigateway-integration': { uri: ORDERS } } } },
      components: { securitySchemes: { token: { 'x-amazon-apigateway-authorizer': { authorizerUri: uri() } } } },
    };
    const { Stage } = api('HTTP', '$default');
    const cloud = cloudOf({ Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Body } }, Stage });
    expect(sources(cloud)).toEqual(['<Api of Source>/$default/$default', '<Api of Source>/authorizers/<the id of the authorizer token>']);
    expect(cloud.deliveries[1].kind).toBe('http-api-authorizer');
  });
});
