/** Options for a caller that is a role. */
export interface RoleCallerOptions {
  /**
   * The account that owns the role: twelve digits.
   *
   * Needed where it cannot be read at synthesis: the ARN is a token, or the role's stack has no
   * `env.account`.
   *
   * @default - read from the ARN, or from the stack that creates the role
   */
  readonly account?: string;
}

/** One resource of an AWS service that calls on its own behalf. */
export interface ServiceCallerOptions {
  /** The service principal as a literal, for example `s3.amazonaws.com`. */
  readonly service: string;

  /**
   * The ARN of the resource that calls; a wildcard may stand in its last part.
   *
   * Written as `ArnLike aws:SourceArn`.
   */
  readonly sourceArn: string;

  /**
   * The account that owns that resource: twelve digits. Written as `StringEquals aws:SourceAccount`.
   *
   * Required for every service but SNS and EventBridge, which send none (a condition on it would
   * deny all calls), and API Gateway, whose ARNs name the account (whether every other service sends
   * it is not documented in one place and not verified here).
   *
   * @default - no condition; allowed for SNS, EventBridge and API Gateway only
   */
  readonly sourceAccount?: string;
}

/** Why everybody may call. */
export interface AnyoneCallerOptions {
  /** Why every AWS account may call; it stands in the warning that this caller leaves. */
  readonly reason: string;
}
