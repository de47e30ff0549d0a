import type { Statement } from './policy';
import type { Site } from './site';

/** A role or user of the templates. */
export interface Identity {
  readonly kind: 'role' | 'user';
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  readonly site: Site;
  /** All of its inline, attached and managed policies. */
  readonly statements: readonly Statement[];
  /** Its trust policy; empty for a user. */
  readonly trust: readonly Statement[];
  /** Undefined where it has none; one statement with `source.unknown` where nobody knows the document. */
  readonly boundary?: readonly Statement[];
  /** The managed policies whose documents nobody knows: customer-managed ones of another app. */
  readonly unknownPolicies: readonly string[];
}
