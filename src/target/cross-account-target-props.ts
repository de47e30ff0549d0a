import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ResourcePolicyType } from './resource-policy-type';
import type { Caller } from '../caller';

/** A target of another app. */
export interface CrossAccountTargetAttributes {
  /** The qualified ARN of the alias or version; a token needs `account`. */
  readonly targetArn: string;

  /**
   * The account that owns the function: twelve digits.
   *
   * @default - read from `targetArn`
   */
  readonly account?: string;

  /**
   * The function's region.
   *
   * @default - read from `targetArn`; if that is a token, the region of the stack
   */
  readonly region?: string;
}

/** Who may call a target, and how its half is written. */
export interface CrossAccountTargetOptions {
  /**
   * The name of the alias that is made.
   *
   * @default 'live'
   */
  readonly aliasName?: string;

  /**
   * Who may invoke the target.
   *
   * @default - nobody yet; use `grants.invoke()` or a `CrossAccountInvoker`
   */
  readonly callers?: Caller[];

  /**
   * The CloudFormation resource that holds the target's half.
   *
   * @default ResourcePolicyType.DOCUMENT
   */
  readonly policyType?: ResourcePolicyType;

  /**
   * The account that this stack is deployed to: twelve digits.
   *
   * @default - the account of the stack's `env`
   */
  readonly account?: string;

  /**
   * The region that this stack is deployed to.
   *
   * @default - the region of the stack's `env`
   */
  readonly region?: string;
}

/** A function of this app, and who may call it. */
export interface CrossAccountTargetProps extends CrossAccountTargetOptions {
  /**
   * The function that is called. An alias or a version is used as it is.
   *
   * Target's account: for a function an alias is made, which points to its current version (for an
   * imported function: to `$LATEST`). A function without a name gets a stable one as soon as a
   * caller in this app needs its ARN; if it is already deployed, CloudFormation then replaces it
   * once.
   */
  readonly function: IFunction;
}
