import type { Duration } from 'aws-cdk-lib';
import type { HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ApiPermission } from './api-permission';

/** What the Lambda authorizers of HTTP and WebSocket APIs take. */
export interface CrossAccountRouteAuthorizerProps {
  /**
   * The name of the authorizer.
   *
   * @default - the id
   */
  readonly authorizerName?: string;

  /**
   * What the decision depends on. A request without one of them gets a 401 and the function is not
   * called.
   *
   * @default - `$request.header.Authorization` for HTTP APIs, `route.request.header.Authorization` for WebSocket APIs
   */
  readonly identitySource?: string[];

  /**
   * The role that API Gateway assumes to call: a role of the API's account that trusts
   * `apigateway.amazonaws.com`, without conditions. The permission to call is added to it.
   *
   * @default - with ApiPermission.CREDENTIALS_ROLE a new one, shared by all APIs of the stack
   */
  readonly role?: IRole;

  /**
   * How the API proves that it may call.
   *
   * @default ApiPermission.RESOURCE_POLICY, or CREDENTIALS_ROLE if `role` is set
   */
  readonly permission?: ApiPermission;

  /**
   * Whether the target's statement names this API by its id. The target's stack is then deployed
   * after the API's; requests fail in between.
   *
   * @default false - where the id is chosen at deployment, the authorizers of every API of its
   * account may call, and a message says so
   */
  readonly exactSource?: boolean;
}

/** A Lambda authorizer of an HTTP API. */
export interface CrossAccountHttpAuthorizerProps extends CrossAccountRouteAuthorizerProps {
  /**
   * How long a decision is kept: at most one hour; `Duration.seconds(0)` keeps none.
   *
   * @default Duration.minutes(5)
   */
  readonly resultsCacheTtl?: Duration;

  /**
   * What the function answers: with `SIMPLE` a boolean, and the event has format 2.0; else an IAM
   * policy, and the event has format 1.0.
   *
   * @default [HttpLambdaResponseType.IAM]
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
   */
  readonly responseTypes?: HttpLambdaResponseType[];
}
