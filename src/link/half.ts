import type { IConstruct } from 'constructs';
import type { HandOver } from './hand-over';

/**
 * What one account must contain for a link, and where it stands now.
 *
 * A half is written into a template of this app, or handed over to the team that deploys the
 * other account. It is never dropped.
 */
export interface Half {
  /** True if a statement stands in a template of this app, false if it is handed over. */
  readonly written: boolean;

  /** The account that must contain this half: twelve digits, or a token. */
  readonly account: string;

  /**
   * The construct whose template holds the statement.
   *
   * @default - none: the half is handed over
   */
  readonly construct?: IConstruct;

  /**
   * What the other team must apply.
   *
   * @default - none: the half is written
   */
  readonly handOver?: HandOver;
}
