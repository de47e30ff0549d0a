import { apiCall } from './api-call';
import { methodOf, withValues } from './apis';
import type { Configured } from './configured';
import { openApiCalls } from './open-api';
import { authorizer } from './rest-api';

/** HTTP and WebSocket APIs. */
export const HTTP_APIS: Readonly<Record<string, Configured>> = {
  'AWS::ApiGatewayV2::Route': (at, { ApiId, RouteKey, Target }) => {
    const { reader, setting: { apis } } = at;
    const integration = apis.integration((reader.text(Target) ?? '').replace('integrations/', ''));
    const api = reader.text(ApiId) ?? '';
    return apis.stagesOf(api).flatMap((stage) => apiCall(at, {
      kind: apis.isWebSocket(api) ? 'websocket-api' : 'http-api',
      who: 'the route',
      ...integration,
      source: `${api}/${stage}/${routePath(reader.text(RouteKey) ?? '')}`,
      sendsAccount: true,
    }));
  },
  'AWS::ApiGatewayV2::Authorizer': (at, { ApiId, AuthorizerUri, AuthorizerCredentialsArn }) => {
    const kind = at.setting.apis.isWebSocket(at.reader.text(ApiId) ?? '') ? 'websocket-api-authorizer' : 'http-api-authorizer';
    return apiCall(at, authorizer(at, kind, ApiId, AuthorizerUri, AuthorizerCredentialsArn));
  },
  // with a target an API makes its route, integration and stage by itself
  'AWS::ApiGatewayV2::Api': (at, { Target, CredentialsArn, RouteKey, Body }) => {
    const { reader, id } = at;
    const api = reader.ref(id);
    const quick = apiCall(at, {
      kind: 'http-api',
      who: 'the route',
      uri: reader.text(Target),
      credentials: reader.text(CredentialsArn),
      source: `${api}/$default/${routePath(reader.text(RouteKey) ?? '$default')}`,
      sendsAccount: true,
    });
    return [...quick, ...openApiCalls(at, 'http-api', api, Body)];
  },
};

/**
 * `GET /users/{id}` as it stands in the ARN of a request; `$default`, `$connect` and the routes of WebSocket APIs as they are.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
 */
function routePath(routeKey: string): string {
  const [method, path] = routeKey.split(' ');
  return path === undefined ? routeKey : `${methodOf(method)}/${withValues(path.slice(1))}`;
}
