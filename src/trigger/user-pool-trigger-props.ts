import type { IUserPool, LambdaVersion, UserPoolOperation } from 'aws-cdk-lib/aws-cognito';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ICrossAccountTarget } from '../target';

/** Which user pool calls which function, and when. */
export interface CrossAccountUserPoolTriggerProps {
  /** The user pool, of this app or imported with its account and region. */
  readonly userPool: IUserPool;

  /** When the function is called, such as `cognito.UserPoolOperation.PRE_SIGN_UP`. */
  readonly operation: UserPoolOperation;

  /** The function that is called, of this app or `CrossAccountTarget.fromTargetArn`; no version. */
  readonly target: ICrossAccountTarget;

  /**
   * The version of the event; only `PRE_TOKEN_GENERATION_CONFIG` knows others than `V1_0`.
   *
   * @default cognito.LambdaVersion.V1_0
   */
  readonly lambdaVersion?: LambdaVersion;

  /**
   * The key with which Cognito encrypts the codes for `CUSTOM_EMAIL_SENDER` and `CUSTOM_SMS_SENDER`: a
   * symmetric key of the pool's account.
   *
   * Pool's account: the pool's `KMSKeyID`, and a statement of the key's policy with which the
   * function's role may decrypt. Target's account: `kms:Decrypt` for the function's role.
   *
   * @default - none; required for these two operations
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
   */
  readonly customSenderKey?: IKey;

  /**
   * The ARN of the function's execution role, which decrypts the codes, for a target of another app.
   *
   * @default - the role of the target's function; with `customSenderKey` required for a target of another app
   */
  readonly functionRoleArn?: string;

  /**
   * Whether the target's account names exactly this pool (and key). Both are named at deployment, so
   * the target's stack is then deployed after the pool's and reads their ARNs.
   *
   * @default false; every user pool of the pool's account and region may call, and a message says so
   */
  readonly exactSource?: boolean;
}
