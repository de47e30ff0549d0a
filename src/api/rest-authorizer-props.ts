import type { Duration } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { ApiPermission } from './api-permission';
import type { ICrossAccountTarget } from '../target';

/** What both Lambda authorizers of a REST API take. */
export interface CrossAccountAuthorizerProps {
  /** The function that decides, of this app or `CrossAccountTarget.fromTargetArn`. */
  readonly target: ICrossAccountTarget;

  /**
   * The name of the authorizer.
   *
   * @default - from the construct path
   */
  readonly authorizerName?: string;

  /**
   * How long a decision is kept: at most one hour; `Duration.seconds(0)` keeps none.
   *
   * @default Duration.minutes(5)
   */
  readonly resultsCacheTtl?: Duration;

  /**
   * The role that API Gateway assumes to call: a role of the API's account that trusts
   * `apigateway.amazonaws.com`, without conditions. The permission to call is added to it.
   *
   * @default - with ApiPermission.CREDENTIALS_ROLE a new one, shared by all APIs of the stack
   */
  readonly assumeRole?: IRole;

  /**
   * How the API proves that it may call.
   *
   * @default ApiPermission.RESOURCE_POLICY, or CREDENTIALS_ROLE if `assumeRole` is set
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

/** A Lambda authorizer that reads a token from a header. */
export interface CrossAccountTokenAuthorizerProps extends CrossAccountAuthorizerProps {
  /**
   * A regular expression that the token must match; else the client gets a 401 and the function is
   * not called.
   *
   * @default - every token
   */
  readonly validationRegex?: string;

  /**
   * Where the token is.
   *
   * @default `IdentitySource.header('Authorization')`
   */
  readonly identitySource?: string;
}

/** A Lambda authorizer that reads headers, query strings, stage variables or the context. */
export interface CrossAccountRequestAuthorizerProps extends CrossAccountAuthorizerProps {
  /**
   * What a decision depends on, from `IdentitySource`; the key under which it is kept. A request
   * without one of them gets a 401 and the function is not called.
   */
  readonly identitySources: string[];
}
