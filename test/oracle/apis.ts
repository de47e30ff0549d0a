import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import type { Declare } from './triggers';
import {
  ApiPermission, CrossAccountHttpAuthorizer, CrossAccountHttpIntegration, CrossAccountRequestAuthorizer, CrossAccountRestIntegration,
  CrossAccountTokenAuthorizer, CrossAccountWebSocketAuthorizer, CrossAccountWebSocketIntegration,
} from '../../src';

const CREDENTIALS_ROLE = ApiPermission.CREDENTIALS_ROLE;
const HEADER = { identitySources: [apigateway.IdentitySource.header('Authorization')] };
const QUERY = { identitySource: ['route.request.querystring.token'] };

/** Methods with and without a parameter, and a proxy. */
function rest(integration: apigateway.Integration, authorizer?: apigateway.Authorizer): (stack: Parameters<Declare>[0]['source']) => void {
  return (stack) => {
    const api = new apigateway.RestApi(stack, 'Users', { cloudWatchRole: false });
    api.root.addMethod('GET', integration);
    api.root.addResource('users').addResource('{id}').addMethod('GET', integration, { authorizer });
    api.root.addResource('files').addProxy({ defaultIntegration: integration });
  };
}

function http(integration: apigatewayv2.HttpRouteIntegration, authorizer?: apigatewayv2.IHttpRouteAuthorizer): (stack: Parameters<Declare>[0]['source']) => void {
  return (stack) => {
    const api = new apigatewayv2.HttpApi(stack, 'Users', { defaultIntegration: integration });
    api.addRoutes({ path: '/users/{id}', methods: [apigatewayv2.HttpMethod.GET], integration, authorizer });
  };
}

function webSocket(
  integration: () => apigatewayv2.WebSocketRouteIntegration, authorizer?: apigatewayv2.IWebSocketRouteAuthorizer,
): (stack: Parameters<Declare>[0]['source']) => void {
  return (stack) => {
    const api = new apigatewayv2.WebSocketApi(stack, 'Chat', {
      connectRouteOptions: { integration: integration(), authorizer },
      defaultRouteOptions: { integration: integration() },
    });
    new apigatewayv2.WebSocketStage(stack, 'Stage', { webSocketApi: api, stageName: 'prod', autoDeploy: true });
  };
}

/** An API, by each way in which it can prove that it may call; "without a name": its id is not known to the target's account. */
export const APIS: Record<string, Declare> = {
  'REST API without a name': ({ source }, target) => { rest(new CrossAccountRestIntegration(target))(source); },
  'REST API by a reference': ({ source }, target) => { rest(new CrossAccountRestIntegration(target, { exactSource: true }))(source); },
  'REST API, each method, by a reference': ({ source }, target) => {
    rest(new CrossAccountRestIntegration(target, { exactSource: true, scopePermissionToMethod: true, allowTestInvoke: false }))(source);
  },
  'REST API under a role': ({ source }, target) => { rest(new CrossAccountRestIntegration(target, { permission: CREDENTIALS_ROLE }))(source); },
  'REST API without a name and token authorizer': ({ source }, target) => {
    rest(new apigateway.MockIntegration(), new CrossAccountTokenAuthorizer(source, 'Authorizer', { target }))(source);
  },
  'REST API and request authorizer under a role': ({ source }, target) => {
    rest(new apigateway.MockIntegration(), new CrossAccountRequestAuthorizer(source, 'Authorizer', { target, ...HEADER, permission: CREDENTIALS_ROLE }))(source);
  },
  'HTTP API without a name': ({ source }, target) => { http(new CrossAccountHttpIntegration('Orders', target))(source); },
  'HTTP API by a reference': ({ source }, target) => { http(new CrossAccountHttpIntegration('Orders', target, { exactSource: true }))(source); },
  'HTTP API, each route, by a reference': ({ source }, target) => {
    http(new CrossAccountHttpIntegration('Orders', target, { exactSource: true, scopePermissionToRoute: true }))(source);
  },
  'HTTP API under a role': ({ source }, target) => { http(new CrossAccountHttpIntegration('Orders', target, { permission: CREDENTIALS_ROLE }))(source); },
  'HTTP API with an authorizer by a reference': ({ source }, target) => {
    http(new CrossAccountHttpIntegration('Orders', target, { exactSource: true }), new CrossAccountHttpAuthorizer('Guard', target, { exactSource: true }))(source);
  },
  'WebSocket API without a name': ({ source }, target) => { webSocket(() => new CrossAccountWebSocketIntegration('Orders', target))(source); },
  'WebSocket API by a reference, with an authorizer': ({ source }, target) => {
    webSocket(() => new CrossAccountWebSocketIntegration('Orders', target, { exactSource: true }),
      new CrossAccountWebSocketAuthorizer('Guard', target, { ...QUERY, exactSource: true }))(source);
  },
  'WebSocket API under a role': ({ source }, target) => {
    webSocket(() => new CrossAccountWebSocketIntegration('Orders', target, { permission: CREDENTIALS_ROLE }))(source);
  },
};
