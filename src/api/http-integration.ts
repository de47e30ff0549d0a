import { Stack } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import { HttpIntegrationType, HttpRouteIntegration, IntegrationCredentials, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpRouteIntegrationBindOptions, HttpRouteIntegrationConfig, ParameterMapping } from 'aws-cdk-lib/aws-apigatewayv2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { linkApi } from './api-link';
import type { ApiLink, LinkedApi } from './api-link';
import type { ApiPermission } from './api-permission';
import { checkIntegrationTimeout } from './api-timeout';
import type { ICrossAccountTarget } from '../target';

/** How a route of an HTTP API calls a function of another account. */
export interface CrossAccountHttpIntegrationProps {
  /**
   * The form of the event that the function receives.
   *
   * @default PayloadFormatVersion.VERSION_2_0
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
   */
  readonly payloadFormatVersion?: PayloadFormatVersion;

  /**
   * How requests are changed before the function receives them.
   *
   * @default - as they are
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html
   */
  readonly parameterMapping?: ParameterMapping;

  /**
   * How long API Gateway waits for the function: 50 ms to 29 s (AWS takes 30 s, aws-cdk-lib does not).
   *
   * @default - 30 seconds
   */
  readonly timeout?: Duration;

  /**
   * Whether the target's statement names each route's path; else there is one statement for the
   * whole API. The policy of a function has 20,480 characters.
   *
   * @default false
   */
  readonly scopePermissionToRoute?: boolean;

  /**
   * Whether the target's statement names this API by its id. The target's stack is then deployed
   * after the API's; requests fail in between.
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
 * Routes of an HTTP API in one account that call a function in another.
 *
 * In place of `HttpLambdaIntegration` of aws-cdk-lib, which writes the permission into the API's
 * account. API's account: the integration. Target's account: `apigateway.amazonaws.com` may invoke
 * the target, in one statement for all routes and stages of the API, `$default` included; for a
 * target of another app a hand-over. For the id of the API, and the order of the stacks, see
 * `CrossAccountRestIntegration`; until both are deployed requests get a 500.
 *
 * API and function must be in one region. AWS describes functions of other accounts for REST and
 * WebSocket APIs; for HTTP APIs, which check the same permission, it is not verified.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-lambda.html
 *
 * @example
 * httpApi.addRoutes({ path: '/orders', integration: new CrossAccountHttpIntegration('Orders', target) });
 */
export class CrossAccountHttpIntegration extends HttpRouteIntegration {
  private readonly target: ICrossAccountTarget;
  private readonly props: CrossAccountHttpIntegrationProps;

  /**
   * @param id the id of the integration's construct
   * @param target the function that is called, of this app or `CrossAccountTarget.fromTargetArn`
   * @param props as for `HttpLambdaIntegration`, and how the API proves that it may call
   */
  constructor(id: string, target: ICrossAccountTarget, props: CrossAccountHttpIntegrationProps = {}) {
    super(id);
    this.target = target;
    this.props = props;
  }

  /**
   * Called once for an API.
   *
   * @param options the first route
   * @throws if API and target are in different regions, if the role is of another account than the
   * API, or if the API's account is not known at synthesis
   */
  public bind(options: HttpRouteIntegrationBindOptions): HttpRouteIntegrationConfig {
    const { parameterMapping, payloadFormatVersion = PayloadFormatVersion.VERSION_2_0, timeout } = this.props;
    const { role } = this.link(options);
    checkIntegrationTimeout(apiOf(options), this.target, timeout);
    return {
      type: HttpIntegrationType.AWS_PROXY,
      uri: this.target._arnIn(Stack.of(options.scope)),
      payloadFormatVersion,
      parameterMapping,
      timeout,
      credentials: role && IntegrationCredentials.fromRole(role),
    };
  }

  /**
   * Called for every route.
   *
   * @param options the route
   */
  protected completeBind(options: HttpRouteIntegrationBindOptions): void {
    const { before } = this.link(options);
    if (before) { options.route.node.addDependency(before); }
  }

  private link({ route, scope }: HttpRouteIntegrationBindOptions): ApiLink {
    const { permission, credentialsRole, exactSource, scopePermissionToRoute } = this.props;
    // of a route's method AWS's own example says nothing: `<api>/prod/*/test`
    const part = scopePermissionToRoute ? { path: route.path ?? '$default' } : {};
    return linkApi(scope, apiOf({ route, scope }), this.target, part, { permission, exactSource, role: credentialsRole, roleProp: 'credentialsRole' });
  }
}

function apiOf({ route: { httpApi } }: HttpRouteIntegrationBindOptions): LinkedApi {
  return { kind: 'HTTP', construct: httpApi, id: httpApi.apiId };
}
