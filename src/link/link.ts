import type { Half } from './half';

/** One caller to one target by one route, with its two halves. */
export interface Link {
  /** The qualified ARN that both halves name. */
  readonly targetArn: string;

  /** The caller's account: what the caller's role may do. */
  readonly identityHalf: Half;

  /** The target's account: who may call the function. */
  readonly resourceHalf: Half;
}
