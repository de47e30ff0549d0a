import type { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';

/** A method of a REST API that a caller may use. */
export interface ApiRoute {
  /** The HTTP method, such as `GET`; `ANY` for all. */
  readonly method: string;

  /** The path, such as `/orders/{id}`; a parameter stands for any text. */
  readonly path: string;

  /**
   * The stage.
   *
   * @default - the stage of `api.deploymentStage`; every stage if the API has none that is known
   */
  readonly stage?: string;
}

/** Who calls which methods of a REST API of another account. */
export interface CrossAccountApiAccessProps {
  /** The function or role that calls; its code signs the requests. */
  readonly grantee: IGrantable;

  /** The REST API, of this app or imported. Its methods need `AuthorizationType.IAM`. */
  readonly api: IRestApi;

  /** The methods that the caller may use. */
  readonly routes: ApiRoute[];

  /**
   * The account of the caller's role: twelve digits. Needed if that stack has no `env`.
   *
   * @default - the account of the caller's stack
   */
  readonly account?: string;
}
