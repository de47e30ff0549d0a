import { Duration } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import { ContentHandling, HttpApi, HttpMethod, MappingValue, ParameterMapping, PayloadFormatVersion, WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { WebSocketRouteIntegrationBindOptions } from 'aws-cdk-lib/aws-apigatewayv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { ANY_OF_ACCOUNT, API_TIMEOUT, APIS, found, outputOf, sourceArnsOf } from './apis';
import { ApiPermission, CrossAccountHttpIntegration, CrossAccountTarget, CrossAccountWebSocketIntegration } from '../../src';
import type { CrossAccountHttpIntegrationProps, CrossAccountWebSocketIntegrationProps } from '../../src';
import { errorOf, fn, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';
import { handOversOf, LIVE, neededBy, only, ordersTarget, resourcesOf, statementsOf } from '../trigger/templates';

const BY_ROLE = { permission: ApiPermission.CREDENTIALS_ROLE };
const INTEGRATION = 'AWS::ApiGatewayV2::Integration';
const URI = `arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${LIVE}/invocations`;
const US_EAST = { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } };

/** One API of a kind, with two routes that share one integration. */
function http(props: CrossAccountHttpIntegrationProps = {}, stacks: { source?: StackProps; target?: StackProps } = {}) {
  const both = twoAccounts(stacks);
  const orders = ordersTarget(both.target);
  const api = new HttpApi(both.source, 'Api');
  const integration = new CrossAccountHttpIntegration('Integration', orders, props);
  api.addRoutes({ path: '/orders/{id}', methods: [HttpMethod.GET, HttpMethod.PUT], integration });
  return { ...both, orders, api, integration };
}

function webSocket(props: CrossAccountWebSocketIntegrationProps = {}, stacks: { source?: StackProps; target?: StackProps } = {}) {
  const both = twoAccounts(stacks);
  const orders = ordersTarget(both.target);
  const api = new WebSocketApi(both.source, 'Api');
  const integration = new CrossAccountWebSocketIntegration('Integration', orders, props);
  for (const route of ['$connect', 'send']) { api.addRoute(route, { integration }); }
  return { ...both, orders, api, integration };
}

describe.each([['HTTP', http, 30], ['WebSocket', webSocket, 29]] as const)('%s', (kind, make, waits) => {
  test('one statement for the whole API, $default included, and one message', () => {
    const { source, target } = make();
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/*/*`]);
    expect(resourcesOf(source, 'AWS::Lambda::Permission')).toEqual({});
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
    expect(found(source, 'info', ANY_OF_ACCOUNT).map(([path]) => path)).toEqual(['Source/Api']);
  });

  test('exactSource names the API', () => {
    const { target } = make({ exactSource: true });
    expect(sourceArnsOf(target)).toEqual([{ 'Fn::Join': ['', [APIS, outputOf('Api'), '/*/*']] }]);
    expect(neededBy(target)).toEqual(['Source']);
  });

  test('a role of the stack calls', () => {
    const { source, target } = make(BY_ROLE);
    const [roleId] = Object.keys(resourcesOf(source, 'AWS::IAM::Role'));
    const { RoleName, AssumeRolePolicyDocument } = only(source, 'AWS::IAM::Role').Properties;
    expect(AssumeRolePolicyDocument).toMatchObject({ Statement: [{ Principal: { Service: 'apigateway.amazonaws.com' } }] });
    expect(JSON.stringify(AssumeRolePolicyDocument)).not.toContain('Condition');
    const integration = only(source, INTEGRATION);
    expect(integration.Properties.CredentialsArn).toEqual({ 'Fn::GetAtt': [roleId, 'Arn'] });
    expect(integration.DependsOn).toEqual(Object.keys(resourcesOf(source, 'AWS::IAM::Policy')));
    expect(only(source, 'AWS::IAM::Policy').Properties.PolicyDocument).toMatchObject({ Statement: [{ Action: 'lambda:InvokeFunction', Resource: LIVE }] });
    expect(statementsOf(target)).toMatchObject([{ Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${SOURCE_ACCOUNT}:role/${RoleName}` } } }]);
  });

  test('a role that was given calls, if it is of the same account', () => {
    const { source, target } = twoAccounts();
    const roleOf = (account: string) => Role.fromRoleArn(source, account, `arn:aws:iam::${account}:role/mine`);
    const Integration = kind === 'HTTP' ? CrossAccountHttpIntegration : CrossAccountWebSocketIntegration;
    const orders = ordersTarget(target);
    const [ours, theirs] = [SOURCE_ACCOUNT, TARGET_ACCOUNT].map((account) => new Integration(account, orders, { credentialsRole: roleOf(account) }));
    const add = (integration: typeof ours) => integration instanceof CrossAccountHttpIntegration
      ? new HttpApi(source, 'Api', { defaultIntegration: integration })
      : new WebSocketApi(source, 'Api', { defaultRouteOptions: { integration: integration as CrossAccountWebSocketIntegration } });
    add(ours);
    expect(only(source, INTEGRATION).Properties.CredentialsArn).toBe(`arn:aws:iam::${SOURCE_ACCOUNT}:role/mine`);
    source.node.tryRemoveChild('Api');
    expect(errorOf(() => add(theirs))).toMatch(/^credentialsRole Source\/222222222222 belongs to account 222222222222, the API to 111111111111;/);
  });

  test('hands the half of another app over, once', () => {
    const { source } = twoAccounts();
    const orders = CrossAccountTarget.fromTargetArn(source, 'Orders', LIVE);
    if (kind === 'HTTP') {
      new HttpApi(source, 'Api').addRoutes({ path: '/a', methods: [HttpMethod.GET, HttpMethod.PUT], integration: new CrossAccountHttpIntegration('I', orders) });
    } else {
      new WebSocketApi(source, 'Api').addRoute('a', { integration: new CrossAccountWebSocketIntegration('I', orders) });
    }
    expect(handOversOf(source).map(({ account, statement }) => [account, JSON.parse(statement).Condition])).toEqual([
      [TARGET_ACCOUNT, { ArnLike: { 'aws:SourceArn': `${APIS}*/*/*` } }],
    ]);
  });

  test.each([{}, BY_ROLE])('another region is refused, %j', (props) => {
    expect(errorOf(() => make(props, { source: US_EAST }))).toMatch(new RegExp(
      `^the source is in region us-east-1, the target in eu-west-1; AWS documents calls to functions of other regions for REST APIs, not for ${kind} APIs; `
      + 'expected both in one region; move one of them, or use a REST API \\[Source/Api/'));
  });

  test('an unknown account is refused', () => {
    expect(errorOf(() => make({}, { source: { env: undefined } }))).toContain("the account of Source/Api is not known at synthesis, and the target's stack must name it");
  });

  test('one API for an integration', () => {
    const { source, integration } = make();
    const second = () => integration instanceof CrossAccountHttpIntegration
      ? new HttpApi(source, 'Second').addRoutes({ path: '/', integration })
      : new WebSocketApi(source, 'Second').addRoute('a', { integration });
    expect(errorOf(second)).toContain('cannot be associated with multiple APIs');
  });

  test('a function that may run longer is a warning, once', () => {
    const { source, target } = twoAccounts();
    const slow = new CrossAccountTarget(target, 'Slow', { function: fn(target, 'SlowFunction', { timeout: Duration.seconds(31) }) });
    if (kind === 'HTTP') {
      new HttpApi(source, 'Api').addRoutes({ path: '/a', methods: [HttpMethod.GET, HttpMethod.PUT], integration: new CrossAccountHttpIntegration('I', slow) });
    } else {
      new WebSocketApi(source, 'Api').addRoute('a', { integration: new CrossAccountWebSocketIntegration('I', slow) });
    }
    expect(found(source, 'warning', API_TIMEOUT)).toEqual([['Source/Api',
      `Target/Slow may run 31 s, but an integration of Source/Api waits ${waits} s: the client gets an error while the function runs on; `
      + 'give the function a shorter timeout, or let it answer at once and work on asynchronously']]);
  });

  test('an API of its own stack is named', () => {
    const { target } = twoAccounts();
    const orders = ordersTarget(target);
    if (kind === 'HTTP') {
      new HttpApi(target, 'Api', { defaultIntegration: new CrossAccountHttpIntegration('I', orders) });
    } else {
      new WebSocketApi(target, 'Api', { connectRouteOptions: { integration: new CrossAccountWebSocketIntegration('I', orders) } });
    }
    const { Ref: api } = Object.values(resourcesOf(target, 'AWS::ApiGatewayV2::Stage')).concat(only(target, INTEGRATION)).pop()!.Properties.ApiId as { Ref: string };
    expect(sourceArnsOf(target)).toEqual([{ 'Fn::Join': ['', [`arn:aws:execute-api:eu-west-1:${TARGET_ACCOUNT}:`, { Ref: api }, '/*/*']] }]);
  });
});

describe('an HTTP integration', () => {
  test('has the ARN of the target', () => {
    expect(only(http().source, INTEGRATION).Properties).toEqual({
      ApiId: { Ref: 'ApiF70053CD' }, IntegrationType: 'AWS_PROXY', IntegrationUri: LIVE, PayloadFormatVersion: '2.0',
    });
  });

  test('takes the props of the L2', () => {
    const { source } = http({
      payloadFormatVersion: PayloadFormatVersion.VERSION_1_0,
      parameterMapping: new ParameterMapping().appendHeader('x', MappingValue.custom('y')),
      timeout: Duration.seconds(3),
    });
    expect(only(source, INTEGRATION).Properties).toMatchObject({ PayloadFormatVersion: '1.0', TimeoutInMillis: 3000, RequestParameters: { 'append:header.x': 'y' } });
  });

  test('names each route with scopePermissionToRoute', () => {
    const { target, api, orders, integration } = http({ scopePermissionToRoute: true });
    api.addRoutes({ path: '/', integration });
    // the $default route
    new HttpApi(api, 'Other', { defaultIntegration: new CrossAccountHttpIntegration('I', orders, { scopePermissionToRoute: true }) });
    expect(sourceArnsOf(target)).toEqual(['$default', '*/', '*/orders/*'].map((part) => `${APIS}*/*/${part}`));
  });

  test('refuses it under a role', () => {
    expect(errorOf(() => http({ ...BY_ROLE, scopePermissionToRoute: true }))).toContain('the target is called under a role, whose statement names no API, stage or method');
  });

  test('each route waits for the policy', () => {
    const { source } = http(BY_ROLE);
    const [policy] = Object.keys(resourcesOf(source, 'AWS::IAM::Policy'));
    expect(Object.values(resourcesOf(source, 'AWS::ApiGatewayV2::Route')).map(({ DependsOn }) => DependsOn)).toEqual([[policy], [policy]]);
  });
});

describe('a WebSocket integration', () => {
  test('has the address of the target', () => {
    const { source } = webSocket({ timeout: Duration.seconds(4), contentHandling: ContentHandling.CONVERT_TO_TEXT });
    expect(only(source, INTEGRATION).Properties).toEqual({
      ApiId: { Ref: 'ApiF70053CD' }, IntegrationType: 'AWS_PROXY', IntegrationUri: URI, TimeoutInMillis: 4000, ContentHandlingStrategy: 'CONVERT_TO_TEXT',
    });
  });

  // newer versions of aws-cdk-lib do so
  test('may be bound for every route', () => {
    const { source, target, orders, api } = webSocket();
    const grant = jest.spyOn(orders.grants, 'invoke');
    const integration = new CrossAccountWebSocketIntegration('Second', orders);
    const bind = (routeKey: string) => {
      const options = { route: { webSocketApi: api, routeKey }, scope: source } as unknown;
      return integration.bind(options as WebSocketRouteIntegrationBindOptions);
    };
    expect(bind('a')).toEqual(bind('b'));
    expect(grant).not.toHaveBeenCalled();
    expect(sourceArnsOf(target)).toEqual([`${APIS}*/*/*`]);
  });
});
