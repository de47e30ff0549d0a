import type { Construct } from 'constructs';
import { RestAuthorizer } from './rest-authorizer';
import type { CrossAccountRequestAuthorizerProps, CrossAccountTokenAuthorizerProps } from './rest-authorizer-props';
import { misuse } from '../private/errors';

/**
 * A token authorizer of a REST API whose function is in another account, also in another region.
 *
 * In place of `TokenAuthorizer` of aws-cdk-lib, which writes the permission into the API's account.
 * API's account: the authorizer. Target's account: `apigateway.amazonaws.com` may invoke the target
 * for the authorizers of the API (`<api>/authorizers/*`), in one statement with its integrations if
 * they call the same target; for a target of another app a hand-over. For the id of the API, and
 * the order of the stacks, see `CrossAccountRestIntegration`; without permission requests get a
 * 500 with `x-amzn-errortype: AuthorizerConfigurationException`.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-lambda-authorizer-cross-account-lambda-authorizer.html
 *
 * @example
 * const authorizer = new CrossAccountTokenAuthorizer(apiStack, 'Tokens', { target });
 * api.root.addMethod('GET', integration, { authorizer });
 */
export class CrossAccountTokenAuthorizer extends RestAuthorizer {
  constructor(scope: Construct, id: string, props: CrossAccountTokenAuthorizerProps) {
    super(scope, id, props, {
      type: 'TOKEN',
      identitySource: props.identitySource ?? 'method.request.header.Authorization',
      identityValidationExpression: props.validationRegex,
    });
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
 * const authorizer = new CrossAccountRequestAuthorizer(apiStack, 'Requests', {
 *   target,
 *   identitySources: [apigateway.IdentitySource.header('X-Api-Token')],
 * });
 */
export class CrossAccountRequestAuthorizer extends RestAuthorizer {
  /**
   * @throws if there is no identity source, and results are cached
   */
  constructor(scope: Construct, id: string, props: CrossAccountRequestAuthorizerProps) {
    super(scope, id, props, { type: 'REQUEST', identitySource: props.identitySources.join(',') });
    if (props.identitySources.length > 0 || props.resultsCacheTtl?.toSeconds() === 0) { return; }
    throw misuse({
      problem: 'identitySources is empty, but decisions are kept under them',
      expected: 'at least one, or resultsCacheTtl: Duration.seconds(0)',
      fix: "write identitySources: [IdentitySource.header('Authorization')]",
      at: this,
    });
  }
}
