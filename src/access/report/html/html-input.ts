import type { LayerName, Outcome } from '../../evaluate/verdict';
import type { Severity } from '../../rules/rule';

/**
 * What the page shows, as plain JSON: made by `htmlInputOf`, read by the scripts in `page/`.
 *
 * Things, statements and the words of places stand in lists of their own and are named by their index, because many links
 * share them; what is empty is left out. A thousand calls stay below 1.5 MB so.
 * All text is as people read it: no marks for unknown parts.
 */
export interface HtmlInput {
  readonly title: string;
  /** Sorted by name; those that only links speak of as well. */
  readonly accounts: readonly HtmlAccount[];
  readonly things: readonly HtmlThing[];
  readonly statements: readonly HtmlStatement[];
  /** Types of resources and names of template files. */
  readonly words: readonly string[];
  /** Denied first, then by account and name. */
  readonly links: readonly HtmlLink[];
  /** In the order of the report. */
  readonly findings: readonly HtmlFinding[];
  /** What could not be read, and where. */
  readonly unknowns: readonly { readonly path: string; readonly what: string }[];
}

export interface HtmlAccount {
  /** Twelve digits, or words where there are none: `account of Source`. */
  readonly name: string;
  /** The names of its stacks; empty for an account that no template belongs to. */
  readonly stacks: readonly string[];
}

/** Somebody who calls or something that is called. */
export interface HtmlThing {
  /** The index of its account. */
  readonly account: number;
  /** `function`, `role`, `bucket`… */
  readonly kind: string;
  /** `orders:live` */
  readonly name: string;
  /** The whole ARN, or for a service the words of the link. */
  readonly id: string;
  /** Undefined for what no template here creates. */
  readonly place?: HtmlPlace;
}

/** A resource in a template. */
export interface HtmlPlace {
  /** The construct path. */
  readonly path: string;
  /** Indices of words. */
  readonly type: number;
  readonly template: number;
}

export interface HtmlStatement {
  readonly policy: string;
  readonly place?: HtmlPlace;
  /** Why it is not wholly known. */
  readonly unknown?: string;
  readonly json: unknown;
}

export interface HtmlLink {
  /** Indices of things. */
  readonly from: number;
  readonly to: number;
  readonly action: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly declaredBy: readonly ('identity' | 'resource' | 'delivery')[];
  /** What the service does, for a delivery: `the bucket calls the function`, and where it is configured. */
  readonly delivery?: { readonly what: string; readonly place: HtmlPlace };
  readonly dependsOn?: readonly string[];
  readonly layers: readonly HtmlLayer[];
}

export interface HtmlLayer {
  readonly layer: LayerName;
  readonly outcome: 'allows' | 'denies' | 'silent' | 'depends';
  /** Indices of statements. */
  readonly statements?: readonly number[];
  readonly dependsOn?: readonly string[];
}

export interface HtmlFinding {
  readonly ruleId: string;
  readonly severity: Severity;
  /** Of the rule. */
  readonly title: string;
  readonly docs: string;
  readonly message: string;
  readonly fix: string;
  readonly place: HtmlPlace;
  readonly otherPlace?: HtmlPlace;
  readonly statement?: unknown;
}
