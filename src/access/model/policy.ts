import type { Site } from './site';

/** One statement of a policy, taken apart once, with the place it was written in. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  /** Exactly one of actions and notActions is there; in lower case, as IAM compares them. */
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  /** Both are missing in a trust policy. */
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  /** Both are missing in an identity policy. */
  readonly principals?: Principals;
  readonly notPrincipals?: Principals;
  readonly conditions: readonly Condition[];
  readonly source: StatementSource;
}

/** The principals of a statement by their kind; `*` alone is `AWS: ['*']`. */
export type Principals = Readonly<Partial<Record<'AWS' | 'Service' | 'Federated' | 'CanonicalUser', readonly string[]>>>;

/** One operator on one key: all conditions of a statement must hold, any of the values may. */
export interface Condition {
  /** `StringEquals`, without the parts below. */
  readonly operator: string;
  readonly quantifier?: 'ForAllValues' | 'ForAnyValue';
  readonly ifExists: boolean;
  /** As it was written; IAM compares keys without their case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** Where a statement comes from, for messages. */
export interface StatementSource {
  /** The name of the policy: `OrdersPolicy`, `AWSLambdaRole`, `resource policy of orders:live`. */
  readonly policy: string;
  readonly sid?: string;
  /** Undefined for a policy that is in no template: an AWS-managed one, an SCP handed in. */
  readonly site?: Site;
  /** As it stands in the document, references resolved. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Why this is not wholly known: the statement, or a part of it, is behind a condition or a parameter that has no value. */
  readonly unknown?: string;
}
