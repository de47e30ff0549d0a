import { Duration, Stack } from 'aws-cdk-lib';
import { AuthorizerPayloadVersion, HttpAuthorizer, HttpAuthorizerType } from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpRouteAuthorizerBindOptions, HttpRouteAuthorizerConfig, IHttpRouteAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { functionUri, linkApi } from './api-link';
import type { LinkedApi } from './api-link';
import { checkAuthorizerTimeout } from './api-timeout';
import { notAttached, requireSameApi } from './route-authorizer';
import type { CrossAccountHttpAuthorizerProps } from './v2-authorizer-props';
import type { ICrossAccountTarget } from '../target';

/**
 * A Lambda authorizer of an HTTP API whose function is in another account.
 *
 * In place of `HttpLambdaAuthorizer` of aws-cdk-lib, which writes the permission into the API's
 * account. API's account: the authorizer. Target's account: `apigateway.amazonaws.com` may invoke the
 * target for the authorizers of the API (`<api>/authorizers/*`); for a target of another app a
 * hand-over. For the id of the API, and the order of the stacks, see `CrossAccountRestIntegration`.
 *
 * API and function must be in one region. API Gateway waits ten seconds for an answer. That the
 * function may be in another account is not verified: AWS describes it for REST APIs.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 *
 * @example
 * httpApi.addRoutes({
 *   path: '/orders',
 *   integration: new CrossAccountHttpIntegration('Orders', target),
 *   authorizer: new CrossAccountHttpAuthorizer('Tokens', target),
 * });
 */
export class CrossAccountHttpAuthorizer implements IHttpRouteAuthorizer {
  private readonly id: string;
  private readonly target: ICrossAccountTarget;
  private readonly props: CrossAccountHttpAuthorizerProps;
  private api?: LinkedApi;
  private authorizer?: HttpAuthorizer;

  /**
   * @param id the id of the authorizer's construct
   * @param target the function that decides, of this app or `CrossAccountTarget.fromTargetArn`
   * @param props as for `HttpLambdaAuthorizer`, and how the API proves that it may call
   */
  constructor(id: string, target: ICrossAccountTarget, props: CrossAccountHttpAuthorizerProps = {}) {
    this.id = id;
    this.target = target;
    this.props = props;
  }

  /**
   * The id that API Gateway gives the authorizer.
   *
   * @throws before a route uses the authorizer
   */
  public get authorizerId(): string {
    if (!this.authorizer) { throw notAttached(this.id); }
    return this.authorizer.authorizerId;
  }

  /**
   * Called for each route that has this authorizer.
   *
   * @param options the route
   * @throws if the authorizer is used by two APIs, if API and target are in different regions, or if
   * the API's account is not known at synthesis
   */
  public bind(options: HttpRouteAuthorizerBindOptions): HttpRouteAuthorizerConfig {
    const { httpApi } = options.route;
    const api: LinkedApi = { kind: 'HTTP', construct: httpApi, id: httpApi.apiId };
    requireSameApi(options.route, this.id, this.api, api);
    this.api = api;
    this.authorizer ??= this.create(options, api);
    return { authorizerId: this.authorizer.authorizerId, authorizationType: 'CUSTOM' };
  }

  private create({ route, scope }: HttpRouteAuthorizerBindOptions, api: LinkedApi): HttpAuthorizer {
    const { permission, authorizerName, exactSource, identitySource, resultsCacheTtl, responseTypes, role: given } = this.props;
    const { role, before } = linkApi(route, api, this.target, { authorizers: true }, { permission, exactSource, role: given, roleProp: 'role' });
    checkAuthorizerTimeout(api, this.target);
    const simple = responseTypes?.includes(HttpLambdaResponseType.SIMPLE) || undefined;
    const authorizer = new HttpAuthorizer(scope, this.id, {
      httpApi: route.httpApi,
      type: HttpAuthorizerType.LAMBDA,
      authorizerName: authorizerName ?? this.id,
      identitySource: identitySource ?? ['$request.header.Authorization'],
      enableSimpleResponses: simple,
      payloadFormatVersion: simple ? AuthorizerPayloadVersion.VERSION_2_0 : AuthorizerPayloadVersion.VERSION_1_0,
      authorizerUri: functionUri(this.target, this.target._arnIn(Stack.of(scope))),
      resultsCacheTtl: resultsCacheTtl ?? Duration.minutes(5),
      role,
    });
    if (before) { authorizer.node.addDependency(before); }
    return authorizer;
  }
}
