import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What went wrong, in the words of the API that the user called. */
export interface Misuse {
  /** What is wrong, naming the prop: "accountId is not an account id". */
  readonly problem: string;
  /** The offending value, when there is one to show. */
  readonly got?: unknown;
  /** What was expected. */
  readonly expected: string;
  /** What to write instead, as code or as an action. */
  readonly fix: string;
  /** The construct the user was configuring, when there is one. */
  readonly at?: IConstruct;
}

/** The one way this library words an error; see "Wording of errors" in CONTRIBUTING.md. */
export function misuse(m: Misuse): Error {
  const got = m.got === undefined ? '' : `, got ${show(m.got)}`;
  return new Error(`${m.problem}${got}; expected ${m.expected}; ${m.fix}${m.at ? ` [${pathOf(m.at)}]` : ''}`);
}

/** The construct path that ends an error message. */
export function pathOf(construct: IConstruct): string {
  return construct.node.path || 'App';
}

function show(value: unknown): string {
  return Token.isUnresolved(value) ? 'a value that is only known at deployment (a token)' : JSON.stringify(value);
}
