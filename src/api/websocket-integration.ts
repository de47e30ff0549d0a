import { Stack } from 'aws-cdk-lib';
import { WebSocketIntegrationType, WebSocketRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import type { WebSocketRouteIntegrationBindOptions, WebSocketRouteIntegrationConfig } from 'aws-cdk-lib/aws-apigatewayv2';
import type { WebSocketLambdaIntegrationProps } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { functionUri, linkApi } from './api-link';
import type { LinkedApi } from './api-link';
import type { ApiPermission } from './api-permission';
import { checkIntegrationTimeout } from './api-timeout';
import type { ICrossAccountTarget } from '../target';

/** How a route of a WebSocket API calls a function of another account. */
export interface CrossAccountWebSocketIntegrationProps extends WebSocketLambdaIntegrationProps {
  /**
   * Whether the target's statement names this API by its id. The target's stack is then deployed
   * after the API's; messages fail in between.
   *
   * @default false - where the id is chosen at deployment, every API of its account may call,
   * and a message says so
   */
  readonly exactSource?: boolean;

  /**
   * How the API proves that it may call.
   *
   * @default ApiPermission.RESOURCE_POLICY, or CREDENTIALS_ROLE if `credentialsRole` is set
   */
  readonly permission?: ApiPermission;

  /**
   * The role that API Gateway assumes to call: a role of the API's account that trusts
   * `apigateway.amazonaws.com`, without conditions. The permission to call is added to it.
   *
   * @default - with ApiPermission.CREDENTIALS_ROLE a new one, shared by all APIs of the stack
   */
  readonly credentialsRole?: IRole;
}

/**
 * Routes of a WebSocket API in one account that call a function in another.
 *
 * In place of `WebSocketLambdaIntegration` of aws-cdk-lib, which writes the permission into the API's
 * account. API's account: the integration. Target's account: `apigateway.amazonaws.com` may invoke
 * the target, in one statement for all routes and stages of the API; for a target of another app a
 * hand-over. For the id of the API, and the order of the stacks, see `CrossAccountRestIntegration`.
 * API and function must be in one region.
 *
 * A function that posts back to its clients needs a role of the API's account (`AssumableRole`, with
 * `execute-api:ManageConnections`): a WebSocket API has no policy that could let other accounts in.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-integration-requests.html
 *
 * @example
 * webSocketApi.addRoute('sendMessage', { integration: new CrossAccountWebSocketIntegration('Chat', target) });
 */
export class CrossAccountWebSocketIntegration extends WebSocketRouteIntegration {
  private readonly target: ICrossAccountTarget;
  private readonly props: CrossAccountWebSocketIntegrationProps;

  /**
   * @param id the id of the integration's construct
   * @param target the function that is called, of this app or `CrossAccountTarget.fromTargetArn`
   * @param props as for `WebSocketLambdaIntegration`, and how the API proves that it may call
   */
  constructor(id: string, target: ICrossAccountTarget, props: CrossAccountWebSocketIntegrationProps = {}) {
    super(id);
    this.target = target;
    this.props = props;
  }

  /**
   * Called once for an API, by newer versions of aws-cdk-lib for every route.
   *
   * @param options the route
   * @throws if API and target are in different regions, if the role is of another account than the
   * API, or if the API's account is not known at synthesis
   */
  public bind(options: WebSocketRouteIntegrationBindOptions): WebSocketRouteIntegrationConfig {
    const { route, scope } = options;
    const { permission, contentHandling, credentialsRole, exactSource, timeout } = this.props;
    const api: LinkedApi = { kind: 'WebSocket', construct: route.webSocketApi, id: route.webSocketApi.apiId };
    // the whole API, because older versions of aws-cdk-lib do not tell of its other routes
    const { role, before } = linkApi(scope, api, this.target, {}, { permission, exactSource, role: credentialsRole, roleProp: 'credentialsRole' });
    if (before) { route.node.addDependency(before); }
    checkIntegrationTimeout(api, this.target, timeout);
    return {
      type: WebSocketIntegrationType.AWS_PROXY,
      uri: functionUri(this.target, this.target._arnIn(Stack.of(scope))),
      timeout,
      contentHandling,
      credentialsRole: role,
    };
  }
}
