import { CfnResource } from 'aws-cdk-lib';
import type { IResolvable } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface CfnLambdaResourcePolicyProps {
  /** The function, version or alias that owns the policy. */
  readonly resourceArn: string;
  /** An IAM policy document. */
  readonly policyDocument: IResolvable;
}

/**
 * `AWS::Lambda::ResourcePolicy`, which aws-cdk-lib has as an L1 only from 2.268.0 on.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-resourcepolicy.html
 */
export class CfnLambdaResourcePolicy extends CfnResource {
  public static readonly TYPE = 'AWS::Lambda::ResourcePolicy';
  public readonly resourceArn: string;

  constructor(scope: Construct, id: string, props: CfnLambdaResourcePolicyProps) {
    super(scope, id, {
      type: CfnLambdaResourcePolicy.TYPE,
      properties: { ResourceArn: props.resourceArn, PolicyDocument: props.policyDocument },
    });
    this.resourceArn = props.resourceArn;
  }
}
