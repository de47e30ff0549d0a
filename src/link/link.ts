import type { Half } from './half';
import type { Route } from './route';

/** One caller to one target by one route, with its halves. */
export interface Link {
  /** The ARN that is called: a function's, qualified, or that of a role which is assumed. */
  readonly targetArn: string;

  /** How the call travels. */
  readonly route: Route;

  /** The caller's account: what the caller's role may do. */
  readonly identityHalf: Half;

  /** The target's account: who may call the function, or who may assume the role. */
  readonly resourceHalf: Half;

  /**
   * The target's account, on the route over an assumed role: what that role may do.
   *
   * @default - none: on every other route the caller's own role calls
   */
  readonly roleHalf?: Half;
}
