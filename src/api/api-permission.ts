/**
 * How an API proves to a function that it may call.
 *
 * Neither writes a condition on `aws:SourceAccount`: the ARN of an API names its account, and the
 * key is missing when API Gateway assumes a role.
 */
export enum ApiPermission {
  /**
   * API Gateway calls as the service. Target's account: `apigateway.amazonaws.com` may invoke the
   * target for the API; one statement for all its methods, or for its authorizers. API's account:
   * nothing.
   */
  RESOURCE_POLICY = 'RESOURCE_POLICY',

  /**
   * API Gateway assumes a role of the API's account. API's account: a role, shared by all APIs of
   * the stack, with `lambda:InvokeFunction` on exactly this target. Target's account: that role may
   * invoke the target. Needs no id of the API, so it is exact and the stacks deploy in any order.
   * AWS documents such roles; for functions of other accounts it follows from how IAM decides, and is
   * not verified.
   */
  CREDENTIALS_ROLE = 'CREDENTIALS_ROLE',
}
