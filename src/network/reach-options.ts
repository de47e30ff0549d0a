import type { IAssumableRole } from '../role';

/** How a target or a role is reached from inside a VPC. */
export interface ReachOptions {
  /**
   * The role that the code assumes before the call.
   *
   * The VPC: also the endpoint of STS, for exactly this role; the endpoint of the call lets the
   * role's account through instead of the function's own.
   *
   * @default - none: the code calls with the function's own role
   */
  readonly via?: IAssumableRole;
}

/** What of an AWS service is reached from inside a VPC. */
export interface ReachServiceOptions extends ReachOptions {
  /** The actions that the endpoint lets through, such as `sqs:SendMessage`; no wildcard alone. */
  readonly actions: string[];

  /**
   * The ARNs that the endpoint lets through. For objects of a bucket write
   * `bucket.arnForObjects('*')`, for a secret that is imported by name `${secret.secretArn}-??????`,
   * for what another account has a text.
   */
  readonly resources: string[];
}

/** What of Amazon S3 or DynamoDB is reached over a gateway endpoint. */
export interface ReachGatewayOptions extends ReachServiceOptions {
  /**
   * The id of the prefix list that AWS keeps for the service in this region, `pl-…`: the security
   * group lets calls out to exactly these addresses.
   *
   * `aws ec2 describe-managed-prefix-lists` shows it.
   *
   * @default - looked up when the app is synthesized, which needs a stack with an `env` and
   * credentials the first time (`ec2.PrefixList.fromLookup`)
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
   */
  readonly prefixListId?: string;
}
