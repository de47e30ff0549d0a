import type { Verdict } from '../evaluate/verdict';
import type { Delivery, DeliveryRequest } from '../model/delivery';
import type { Caller, Request } from '../model/request';
import type { Site } from '../model/site';

/** One call that the templates speak of: somebody names somebody in a policy, or a service is configured to call. */
export interface Link {
  readonly caller: Caller;
  /** How people know the caller: an ARN, or `s3.amazonaws.com for arn:aws:s3:::uploads`. */
  readonly from: string;
  /** The ARN that is called: a function with its qualifier, a role that is assumed, a queue… */
  readonly to: string;
  readonly action: string;
  readonly request: Request;
  readonly verdict: Verdict;
  /** Which halves speak of the call. `delivery`: a service is configured to make it. */
  readonly declaredBy: readonly ('identity' | 'resource' | 'delivery')[];
  /** Where the caller stands, and what is called; undefined for what no template here creates. */
  readonly fromSite?: Site;
  readonly toSite?: Site;
  readonly delivery?: { readonly of: Delivery; readonly step: DeliveryRequest };
  /** The account of the caller and of what is called; of a service the account of its resource. */
  readonly fromAccount: string;
  readonly toAccount: string;
}
