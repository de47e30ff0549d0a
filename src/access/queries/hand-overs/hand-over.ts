import type { Site } from '../../model/site';
import type { WrittenStatement } from '../statements';

/** A half that another team must apply, in every form that it may want. */
export interface HandOver {
  /** The account that must contain it. */
  readonly account: string;
  /** Whether these templates deploy to that account, so that another app of it is meant. */
  readonly accountIsHere: boolean;
  /** Which half it is. */
  readonly half: 'identity' | 'resource' | 'trust';
  /** The ARN of what its policy belongs to: the role that calls, the function, queue or role that is called. */
  readonly owner: string;
  /** One sentence: who must allow what. */
  readonly summary: string;
  /** The construct here that needs it. */
  readonly site?: Site;
  readonly statements: readonly WrittenStatement[];
  readonly forms: Forms;
}

/** Each is text that can be pasted. */
export interface Forms {
  /** A policy document. */
  readonly policy: string;
  /** AWS CLI lines; `replaces` says that a line takes the place of the whole policy that is there. */
  readonly cli: readonly CliLine[];
  /** Resources of a template, as JSON; undefined where only the resource itself can hold the policy. */
  readonly cloudFormation?: string;
  /** Lines of an app in TypeScript. */
  readonly cdk?: string;
  readonly terraform?: string;
}

export interface CliLine {
  readonly line: string;
  readonly replaces: boolean;
}
