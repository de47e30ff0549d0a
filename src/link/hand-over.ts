/** A half that belongs to an account this app does not deploy, ready for the team that does. */
export interface HandOver {
  /** The account that must contain it: twelve digits, or a token. */
  readonly account: string;

  /** One sentence: who must allow what. */
  readonly summary: string;

  /** The policy statement as JSON text; where a resource must be made, that of the CloudFormation resource. */
  readonly statement: string;

  /**
   * AWS CLI lines, each of which alone writes this half.
   *
   * `put-resource-policy` replaces the whole policy of the function, with all callers that this app
   * has named so far; `add-permission` adds one caller to what is there.
   */
  readonly commands: string[];
}
