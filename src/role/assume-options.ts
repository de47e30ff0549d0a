import type { Duration } from 'aws-cdk-lib';
import type { Link } from '../link/link';

/** How one caller uses the role. */
export interface AssumeOptions {
  /**
   * Starts the names of the environment variables: `<prefix>_ROLE_ARN` and so on.
   *
   * @default - the role's construct id in upper snake case: `Reader` becomes `READER`
   */
  readonly environmentPrefix?: string;

  /**
   * The name of the session, which the target account's CloudTrail shows: 2 to 64 letters, digits
   * or any of `_+=,.@-`.
   *
   * @default - the function's name if it is known at synthesis, else a stable name from its construct path
   */
  readonly sessionName?: string;

  /**
   * How long the credentials last: 15 minutes to 1 hour. The caller is a role, so this is role
   * chaining, which AWS limits to one hour whatever `maxSessionDuration` says.
   *
   * @default - one hour
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  readonly sessionDuration?: Duration;

  /**
   * The source identity that the caller sends.
   *
   * @default - none, or the one that the role accepts
   */
  readonly sourceIdentity?: string;

  /**
   * The session tags that the caller sends.
   *
   * @default - none, or the values that the role accepts, where it accepts one each
   */
  readonly sessionTags?: Record<string, string>;

  /**
   * The account of the caller's role: twelve digits.
   *
   * @default - the account of the caller's stack
   */
  readonly account?: string;
}

/** A caller that may assume a role, and what its code needs for it. */
export interface RoleLink extends Link {
  /**
   * The variables that the caller's code needs: `<PREFIX>_ROLE_ARN`, `<PREFIX>_EXTERNAL_ID`,
   * `<PREFIX>_ROLE_REGION`, `<PREFIX>_SESSION_NAME` and what else was asked for.
   *
   * They are set already if the grantee is a function of this app; for a role, pass them to the
   * functions that run with it.
   */
  readonly environment: Record<string, string>;
}
