import { AuthorizationType, IdentitySource, Integration, IntegrationType, RestApi } from 'aws-cdk-lib/aws-apigateway';
import * as v2 from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Call } from './calls';
import { ANSWER } from './functions';
import {
  CrossAccountHttpAuthorizer, CrossAccountHttpIntegration, CrossAccountRequestAuthorizer, CrossAccountRestIntegration, CrossAccountTokenAuthorizer,
  CrossAccountWebSocketAuthorizer, CrossAccountWebSocketIntegration,
} from '../../src';
import type { ApiPermission, ICrossAccountTarget } from '../../src';

const STAGE = 'prod';

/** How the APIs prove that they may call. */
export interface ApiChoice {
  readonly permission?: ApiPermission;
  readonly exactSource?: boolean;
}

/** The variables of an `apiCallingFunction`, with the addresses of a REST, an HTTP and a WebSocket API. */
export type Addresses = Record<string, string>;

/**
 * A REST, an HTTP and a WebSocket API, of which one function of the other account answers, another authorizes.
 *
 * @param users answers all requests
 * @param tokens answers the authorizers
 */
export function crossAccountApis(scope: Construct, users: ICrossAccountTarget, tokens: ICrossAccountTarget, choice: ApiChoice = {}): Addresses {
  const rest = restApi(scope, 'Rest');
  const integration = new CrossAccountRestIntegration(users, choice);
  rest.root.addMethod('GET', integration);
  rest.root.addResource('token').addMethod('GET', integration, {
    authorizationType: AuthorizationType.CUSTOM,
    authorizer: new CrossAccountTokenAuthorizer(scope, 'RestToken', { target: tokens, ...choice }),
  });
  rest.root.addResource('request').addMethod('GET', integration, {
    authorizationType: AuthorizationType.CUSTOM,
    authorizer: new CrossAccountRequestAuthorizer(scope, 'RestRequest', { target: tokens, identitySources: [IdentitySource.queryString('token')], ...choice }),
  });

  const httpIntegration = new CrossAccountHttpIntegration('Users', users, choice);
  const http = new v2.HttpApi(scope, 'Http', { defaultIntegration: httpIntegration });
  const httpRoute = (path: string, responseTypes?: HttpLambdaResponseType[]) => http.addRoutes({
    path,
    methods: [v2.HttpMethod.GET],
    integration: httpIntegration,
    authorizer: new CrossAccountHttpAuthorizer(`Http${path.slice(1)}`, tokens, { responseTypes, ...choice }),
  });
  httpRoute('/policy');
  httpRoute('/simple', [HttpLambdaResponseType.SIMPLE]);

  const webSocketIntegration = new CrossAccountWebSocketIntegration('Users', users, choice);
  const authorizer = new CrossAccountWebSocketAuthorizer('Tokens', tokens, { identitySource: ['route.request.querystring.token'], ...choice });
  const webSocket = new v2.WebSocketApi(scope, 'WebSocket', { connectRouteOptions: { integration: webSocketIntegration, authorizer } });
  webSocket.addRoute('order', { integration: webSocketIntegration, returnResponse: true });

  return { REST: rest.url, HTTP: http.url!, WEBSOCKET: stageOf(webSocket).url };
}

/** What a function gets from `crossAccountApis`. */
export function answered(caller: IFunction): Call[] {
  return [
    { api: 'REST' },
    { api: 'REST', path: 'token', token: 'open' },
    { api: 'REST', path: 'request?token=open' },
    // the route $default
    { api: 'HTTP', path: 'any/path' },
    { api: 'HTTP', path: 'policy', token: 'open' },
    { api: 'HTTP', path: 'simple', token: 'open' },
    { api: 'WEBSOCKET', token: 'open' },
  ].map((event) => ({ caller, event, result: { answer: ANSWER } }));
}

/** What the authorizers of `crossAccountApis` refuse; an authorizer that cannot be called would give a 500. */
export function refused(caller: IFunction): Call[] {
  return [
    { event: { api: 'REST', path: 'token', token: 'closed' }, error: 403 },
    { event: { api: 'REST', path: 'request?token=closed' }, error: 403 },
    { event: { api: 'HTTP', path: 'policy', token: 'closed' }, error: 403 },
    { event: { api: 'HTTP', path: 'simple', token: 'closed' }, error: 403 },
    { event: { api: 'WEBSOCKET', token: 'closed' }, error: 'refused' },
  ].map(({ event, error }) => ({ caller, event, result: { error } }));
}

/**
 * The same three kinds of API, configured by hand: the other account says nothing about them.
 *
 * @param id begins the names of the variables: `CLOSED` gives `CLOSED_REST` and so on
 * @param role calls; without, API Gateway calls as the service
 */
export function closedApis(scope: Construct, id: string, target: ICrossAccountTarget, role?: IRole): Addresses {
  const uri = CrossAccountRestIntegration.openApiUri(scope, target);
  const rest = restApi(scope, `${id}Rest`);
  rest.root.addMethod('GET', closedIntegration(scope, target, role));
  const http = new v2.HttpApi(scope, `${id}Http`, { defaultIntegration: new ClosedHttpIntegration(target.targetArn, role) });
  const webSocket = new v2.WebSocketApi(scope, `${id}WebSocket`);
  webSocket.addRoute('order', { integration: new ClosedWebSocketIntegration(uri, role), returnResponse: true });
  return { [`${id}_REST`]: rest.url, [`${id}_HTTP`]: http.url!, [`${id}_WEBSOCKET`]: stageOf(webSocket).url };
}

/** What a function gets from `closedApis`. */
export function failed(caller: IFunction, id: string): Call[] {
  return [
    { event: { api: `${id}_REST` }, error: 500 },
    { event: { api: `${id}_HTTP` }, error: 500 },
    { event: { api: `${id}_WEBSOCKET`, token: 'open' }, error: 'failed' },
  ].map(({ event, error }) => ({ caller, event, result: { error } }));
}

/** A REST API without the role for logs, which is one for the whole account. */
export function restApi(scope: Construct, id: string): RestApi {
  return new RestApi(scope, id, { cloudWatchRole: false, deployOptions: { stageName: STAGE } });
}

/** An integration whose permission nobody writes. */
export function closedIntegration(scope: Construct, target: ICrossAccountTarget, credentialsRole?: IRole): Integration {
  return new Integration({
    type: IntegrationType.AWS_PROXY,
    integrationHttpMethod: 'POST',
    uri: CrossAccountRestIntegration.openApiUri(scope, target),
    options: { credentialsRole },
  });
}

/** The same for a route of an HTTP API. */
export class ClosedHttpIntegration extends v2.HttpRouteIntegration {
  constructor(private readonly uri: string, private readonly role?: IRole) { super('Closed'); }

  public bind(): v2.HttpRouteIntegrationConfig {
    return {
      type: v2.HttpIntegrationType.AWS_PROXY,
      uri: this.uri,
      payloadFormatVersion: v2.PayloadFormatVersion.VERSION_2_0,
      credentials: this.role && v2.IntegrationCredentials.fromRole(this.role),
    };
  }
}

class ClosedWebSocketIntegration extends v2.WebSocketRouteIntegration {
  constructor(private readonly uri: string, private readonly role?: IRole) { super('Closed'); }

  public bind(): v2.WebSocketRouteIntegrationConfig {
    return { type: v2.WebSocketIntegrationType.AWS_PROXY, uri: this.uri, credentialsRole: this.role };
  }
}

function stageOf(webSocketApi: v2.WebSocketApi): v2.WebSocketStage {
  return new v2.WebSocketStage(webSocketApi, 'Stage', { webSocketApi, stageName: STAGE, autoDeploy: true });
}
