import type { Denied } from './denied';
import type { Link } from '../links/link';
import type { Cloud } from '../model/cloud';
import type { Site } from '../model/site';

/** `error` is a call that fails or a door that stands open; `warning` works today and breaks easily; `info` is worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** All that a rule may look at. */
export interface Checked {
  readonly cloud: Cloud;
  /** Every link with its verdict, computed once for all rules. */
  readonly links: readonly Link[];
  /** The calls that the app means to make and AWS denies, each with its cause. */
  readonly denied: readonly Denied[];
  /** Whether templates of this account are here: what they lack is known to be missing. */
  hasAccount(account: string): boolean;
}

/** One rule, one file, one page in docs/rules/. */
export interface Rule {
  /** Kebab case, a contract: `missing-half-invoke`. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence without a full stop: `A permission stands in another account than the function`. */
  readonly title: string;
  check(checked: Checked): Finding[];
}

/** One violation. */
export interface Finding {
  /** What is wrong here, with both sides' names. */
  readonly message: string;
  /** What to write instead, and where. */
  readonly fix: string;
  /** The construct to blame first: the missing half's owner, or where the wrong statement stands. */
  readonly site: Site;
  /** The other side, where the templates have it. */
  readonly otherSite?: Site;
  /** The missing, wrong or best statement, as JSON. */
  readonly statement?: Readonly<Record<string, unknown>>;
}
