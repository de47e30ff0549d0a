import { Authorizer } from 'aws-cdk-lib/aws-apigateway';
import type { IRestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { RestAuthorizer } from './rest-authorizer';
import type { CrossAccountRequestAuthorizerProps, CrossAccountTokenAuthorizerProps } from './rest-authorizer-props';
import { misuse } from '../private/errors';

/**
 * A token authorizer of a REST API whose function is in another account, also in another region.
 *
 * In place of `TokenAuthorizer` of aws-cdk-lib, whose permission reads the ids of API and authorizer from
 * the API's stack without being deployed after it, and names the API's region.
 * API's account: the authorizer. Target's account: `apigateway.amazonaws.com` may invoke the target
 * for the authorizers of the API (`<api>/authorizers/*`), in one statement with its integrations if
 * they call the same target; for a target of another app a hand-over. For the id of the API, and
 * the order of the stacks, see `CrossAccountRestIntegration`; without permission requests get a
 * 500 with `x-amzn-errortype: AuthorizerConfigurationException`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-cross-account-lambda-authorizer.html
 *
 * @example
 * const authorizer = new CrossAccountTokenAuthorizer(this, 'Tokens', { target });
 * api.root.addMethod('GET', new CrossAccountRestIntegration(target), { authorizer });
 */
export class CrossAccountTokenAuthorizer extends Authorizer {
  /** The id that API Gateway gives the authorizer. */
  public readonly authorizerId: string;

  /** The ARN of the authorizer: `arn:aws:execute-api:<region>:<account>:<api>/authorizers/<id>`. */
  public readonly authorizerArn: string;

  private readonly authorizer: RestAuthorizer;

  constructor(scope: Construct, id: string, props: CrossAccountTokenAuthorizerProps) {
    super(scope, id);
    this.authorizer = new RestAuthorizer(this, props, {
      type: 'TOKEN',
      identitySource: props.identitySource ?? 'method.request.header.Authorization',
      identityValidationExpression: props.validationRegex,
    });
    this.authorizerId = this.authorizer.authorizerId;
    this.authorizerArn = this.authorizer.authorizerArn;
  }

  /**
   * Called for each method that has this authorizer.
   *
   * @internal
   */
  public _attachToApi(restApi: IRestApi): void {
    this.authorizer.attachToApi(restApi);
  }
}

/**
 * A request authorizer of a REST API whose function is in another account, also in another region.
 *
 * In place of `RequestAuthorizer` of aws-cdk-lib; both accounts as for `CrossAccountTokenAuthorizer`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-cross-account-lambda-authorizer.html
 *
 * @example
 * const authorizer = new CrossAccountRequestAuthorizer(this, 'Requests', {
 *   target,
 *   identitySources: [apigateway.IdentitySource.header('X-Api-Token')],
 * });
 */
export class CrossAccountRequestAuthorizer extends Authorizer {
  /** The id that API Gateway gives the authorizer. */
  public readonly authorizerId: string;

  /** The ARN of the authorizer: `arn:aws:execute-api:<region>:<account>:<api>/authorizers/<id>`. */
  public readonly authorizerArn: string;

  private readonly authorizer: RestAuthorizer;

  /**
   * @throws if there is no identity source, and results are cached
   */
  constructor(scope: Construct, id: string, props: CrossAccountRequestAuthorizerProps) {
    super(scope, id);
    if (props.identitySources.length === 0 && props.resultsCacheTtl?.toSeconds() !== 0) {
      throw misuse({
        problem: 'identitySources is empty, but decisions are kept under them',
        expected: 'at least one, or resultsCacheTtl: Duration.seconds(0)',
        fix: "write identitySources: [IdentitySource.header('Authorization')]",
        at: this,
      });
    }
    this.authorizer = new RestAuthorizer(this, props, { type: 'REQUEST', identitySource: props.identitySources.join(',') });
    this.authorizerId = this.authorizer.authorizerId;
    this.authorizerArn = this.authorizer.authorizerArn;
  }

  /**
   * Called for each method that has this authorizer.
   *
   * @internal
   */
  public _attachToApi(restApi: IRestApi): void {
    this.authorizer.attachToApi(restApi);
  }
}
