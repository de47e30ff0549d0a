import type { IntegrationOptions } from 'aws-cdk-lib/aws-apigateway';
import type { ApiPermission } from './api-permission';

/** How a REST API lets an OpenAPI document call a target. */
export interface CrossAccountRestApiOptions {
  /**
   * Whether the API's Lambda authorizers call the target as well.
   *
   * @default false - only its integrations do
   */
  readonly authorizers?: boolean;

  /**
   * Whether the target's statement names this API by its id. The target's stack is then deployed
   * after the API's; requests fail in between.
   *
   * @default false - where the id is chosen at deployment, every API of its account may call,
   * and a message says so
   */
  readonly exactSource?: boolean;
}

/** How a method of a REST API calls a function of another account. */
export interface CrossAccountRestIntegrationOptions extends IntegrationOptions {
  /**
   * Whether the function receives the request as it is, and answers in the form that API Gateway
   * asks for.
   *
   * @default true
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
   */
  readonly proxy?: boolean;

  /**
   * Whether the target's statement names each method and path; else there is one statement for the
   * whole API. The policy of a function has 20,480 characters.
   *
   * @default false
   */
  readonly scopePermissionToMethod?: boolean;

  /**
   * Whether the console's Test button may call the target. If not, the statement names the stage
   * of `api.deploymentStage`, and no other stage may call.
   *
   * @default true - every stage may call, and that button
   */
  readonly allowTestInvoke?: boolean;

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
}
