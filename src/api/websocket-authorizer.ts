import { Stack } from 'aws-cdk-lib';
import { WebSocketAuthorizer, WebSocketAuthorizerType } from 'aws-cdk-lib/aws-apigatewayv2';
import type { CfnAuthorizer, IWebSocketRouteAuthorizer, WebSocketRouteAuthorizerBindOptions, WebSocketRouteAuthorizerConfig } from 'aws-cdk-lib/aws-apigatewayv2';
import { functionUri, linkApi } from './api-link';
import type { LinkedApi } from './api-link';
import { requireSameApi } from './route-authorizer';
import type { CrossAccountRouteAuthorizerProps } from './v2-authorizer-props';
import type { ICrossAccountTarget } from '../target';

/**
 * A Lambda authorizer of a WebSocket API whose function is in another account, for its `$connect`
 * route.
 *
 * In place of `WebSocketLambdaAuthorizer` of aws-cdk-lib, which writes the permission into the API's
 * account. API's account: the authorizer. Target's account: `apigateway.amazonaws.com` may invoke the
 * target for the authorizers of the API (`<api>/authorizers/*`); for a target of another app a
 * hand-over. For the id of the API, and the order of the stacks, see `CrossAccountRestIntegration`.
 *
 * API and function must be in one region. That the function may be in another account is not
 * verified: AWS calls these authorizers similar to those of REST APIs.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 *
 * @example
 * webSocketApi.addRoute('$connect', {
 *   integration: new CrossAccountWebSocketIntegration('Connect', target),
 *   authorizer: new CrossAccountWebSocketAuthorizer('Tokens', target),
 * });
 */
export class CrossAccountWebSocketAuthorizer implements IWebSocketRouteAuthorizer {
  private readonly id: string;
  private readonly target: ICrossAccountTarget;
  private readonly props: CrossAccountRouteAuthorizerProps;
  private api?: LinkedApi;
  private authorizer?: WebSocketAuthorizer;

  /**
   * @param id the id of the authorizer's construct
   * @param target the function that decides, of this app or `CrossAccountTarget.fromTargetArn`
   * @param props as for `WebSocketLambdaAuthorizer`, and how the API proves that it may call
   */
  constructor(id: string, target: ICrossAccountTarget, props: CrossAccountRouteAuthorizerProps = {}) {
    this.id = id;
    this.target = target;
    this.props = props;
  }

  /**
   * Called by `webSocketApi.addRoute`.
   *
   * @param options the route
   * @throws if the authorizer is used by two APIs, if API and target are in different regions, or if
   * the API's account is not known at synthesis
   */
  public bind(options: WebSocketRouteAuthorizerBindOptions): WebSocketRouteAuthorizerConfig {
    const { webSocketApi } = options.route;
    const api: LinkedApi = { kind: 'WebSocket', construct: webSocketApi, id: webSocketApi.apiId };
    requireSameApi(options.route, this.id, this.api, api);
    this.api = api;
    this.authorizer ??= this.create(options, api);
    return { authorizerId: this.authorizer.authorizerId, authorizationType: 'CUSTOM' };
  }

  private create({ route, scope }: WebSocketRouteAuthorizerBindOptions, api: LinkedApi): WebSocketAuthorizer {
    const { permission, authorizerName, exactSource, identitySource, role: given } = this.props;
    const { role, before } = linkApi(route, api, this.target, { authorizers: true }, { permission, exactSource, role: given, roleProp: 'role' });
    const authorizer = new WebSocketAuthorizer(scope, this.id, {
      webSocketApi: route.webSocketApi,
      type: WebSocketAuthorizerType.LAMBDA,
      authorizerName: authorizerName ?? this.id,
      identitySource: identitySource ?? ['route.request.header.Authorization'],
      authorizerUri: functionUri(this.target, this.target._arnIn(Stack.of(scope))),
    });
    // the L2 has no prop for it
    if (role) { (authorizer.node.defaultChild as CfnAuthorizer).authorizerCredentialsArn = role.roleArn; }
    if (before) { authorizer.node.addDependency(before); }
    return authorizer;
  }
}
