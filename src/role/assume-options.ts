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
   * or any of `_+=,.@-`. Caller's account: the variable `<PREFIX>_SESSION_NAME`.
   *
   * @default - for a function its name if known at synthesis, else a stable name from its construct
   * path; for a role none: the helpers take the name of the function that runs
   */
  readonly sessionName?: string;

  /**
   * How long the credentials last: 15 minutes to 1 hour. The caller is a role, so this is role
   * chaining, which AWS limits to one hour whatever `maxSessionDuration` says. Caller's account: the
   * variable `<PREFIX>_SESSION_SECONDS`.
   *
   * @default - one hour, and no variable
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   */
  readonly sessionDuration?: Duration;

  /**
   * The source identity that the caller sends.
   *
   * Caller's account: `sts:SetSourceIdentity` on the role, and the variable
   * `<PREFIX>_SOURCE_IDENTITY`. Role's account: nothing; its `sourceIdentities` decide.
   *
   * @default - none if the role asks for none; the one that it accepts; required if it accepts several or a wildcard
   */
  readonly sourceIdentity?: string;

  /**
   * The session tags that the caller sends.
   *
   * Caller's account: `sts:TagSession` on the role, and the variable `<PREFIX>_SESSION_TAGS`, a JSON
   * object. Role's account: nothing; its `sessionTags` decide.
   *
   * @default - none if the role asks for none; the values that it accepts; required if it accepts several or a wildcard
   */
  readonly sessionTags?: Record<string, string>;

  /**
   * The account of the caller's role: twelve digits. Needed if that stack has no `env`.
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
