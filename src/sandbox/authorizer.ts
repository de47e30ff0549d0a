import type { Session } from './credentials';
import type { NetworkPath } from '../access/network/path';

/** Who calls, and which way the call takes. */
export interface Arrival {
  readonly session: Session;
  readonly path: NetworkPath;
}

/** One call as AWS would have to decide it. */
export interface Call extends CallDetails {
  readonly session: Session;
  readonly path: NetworkPath;
  readonly action: string;
  /** Exactly the ARN that was called, with its qualifier if the call has one. */
  readonly resourceArn: string;
}

/** What a request carries beside its caller, action and resource. */
export interface CallDetails {
  /** The owner of the resource where its ARN has no account. */
  readonly resourceAccount?: string;
  /** Condition keys of one service, such as `s3:prefix`. */
  readonly keys?: Readonly<Record<string, string | undefined>>;

  // what a caller of STS sends
  readonly externalId?: string;
  readonly sessionName?: string;
  readonly sessionTags?: Readonly<Record<string, string>>;
  readonly sourceIdentity?: string;
}

export interface Authorization {
  readonly allowed: boolean;
  /**
   * For a call that is denied, in the words that AWS ends its message with: `no resource-based policy allows the
   * lambda:InvokeFunction action`, `with an explicit deny in a service control policy`.
   */
  readonly reason: string;
}

/** Decides who may call; nothing else in the sandbox does. */
export interface Authorizer {
  decide(call: Call): Promise<Authorization>;
}
