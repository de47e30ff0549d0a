import type { Identity } from './identity';

/** Who calls. */
export type Caller =
  | { readonly kind: 'role' | 'user'; readonly arn: string; readonly account: string; /** Undefined for one that no template here creates. */ readonly identity?: Identity }
  | { readonly kind: 'service'; readonly service: string }
  /** Somebody without credentials, as at a public function URL. */
  | { readonly kind: 'anonymous' };

/** One call as AWS would have to decide it. */
export interface Request {
  readonly caller: Caller;
  /** `lambda:InvokeFunction` */
  readonly action: string;
  /** Exactly the ARN that is called, with its qualifier if the call has one. */
  readonly resourceArn: string;
  /** The owner of the resource. */
  readonly resourceAccount: string;
  readonly context: Context;
}

/**
 * The condition keys of a request, in lower case.
 *
 * A key with a value is in the request with that value, a key with `undefined` is not in it, and about a key that is not
 * listed nobody knows: a condition on it depends on the key. Marks may stand in values.
 */
export type Context = ReadonlyMap<string, readonly string[] | undefined>;
