import type { Statement } from '../model/policy';

export type Outcome = 'allowed' | 'denied' | 'depends';

/** What decides a call, in the words of IAM's evaluation logic. */
export type LayerName =
  | 'identity policy'
  | 'resource policy'
  | 'trust policy'
  | 'permissions boundary'
  | 'service control policy'
  | 'resource control policy'
  | 'session policy'
  | 'endpoint policy';

/** The decision on one call, with all that led to it. */
export interface Verdict {
  readonly outcome: Outcome;
  /** One sentence: `no resource-based policy of … allows lambda:InvokeFunction`. */
  readonly reason: string;
  /** The condition keys and unknown values that it depends on; empty unless the outcome is `depends`. */
  readonly dependsOn: readonly string[];
  /** Every layer that was asked, in IAM's order. */
  readonly layers: readonly LayerVerdict[];
}

export interface LayerVerdict {
  readonly layer: LayerName;
  /** `silent` where no statement of it speaks of the call: an implicit deny. */
  readonly outcome: 'allows' | 'denies' | 'silent' | 'depends';
  /** The statements that allow or deny, or would under a condition. */
  readonly statements: readonly Statement[];
  readonly dependsOn: readonly string[];
}
