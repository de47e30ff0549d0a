/** The CloudFormation resource that holds the target's half of a link. */
export enum ResourcePolicyType {
  /**
   * One `AWS::Lambda::ResourcePolicy`, a full IAM document, for all callers.
   *
   * Needs no order of deployment, survives the re-creation of a caller's role, and takes several
   * times as many callers as `PERMISSIONS`.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-resourcepolicy.html
   */
  DOCUMENT = 'DOCUMENT',

  /**
   * One `AWS::Lambda::Permission` for each caller.
   *
   * For functions and aliases that already carry such permissions, and for places that do not
   * know the newer type. A role must exist before the target is deployed.
   *
   * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html
   */
  PERMISSIONS = 'PERMISSIONS',
}
