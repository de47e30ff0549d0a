export type PolicyJson = Record<string, unknown>;
export type ContextValue = string | readonly string[];

/** One request with everything that decides it; both evaluators get the same. */
export interface Case {
  readonly seed: number;
  readonly index: number;
  readonly caller: CaseCaller;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  /** The keys of the request; what is not here is not in it. */
  readonly context: Readonly<Record<string, ContextValue>>;
  readonly identityPolicies: readonly PolicyJson[];
  readonly boundary?: PolicyJson;
  readonly sessionPolicy?: PolicyJson;
  readonly resourcePolicy?: PolicyJson;
  readonly endpointPolicy?: PolicyJson;
  /** Levels of the organization. */
  readonly serviceControlPolicies: readonly PolicyJson[];
  readonly resourceControlPolicies: readonly PolicyJson[];
}

export type CaseCaller =
  | { readonly kind: 'role' | 'user'; readonly account: string; readonly name: string; readonly session: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'anonymous' };

export function entityArn({ kind, account, name }: Extract<CaseCaller, { account: string }>): string {
  return `arn:aws:iam::${account}:${kind}/${name}`;
}

export function sessionArn({ account, name, session }: Extract<CaseCaller, { account: string }>): string {
  return `arn:aws:sts::${account}:assumed-role/${name}/${session}`;
}
