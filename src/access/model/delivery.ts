import type { Request } from './request';
import type { Site } from './site';

/** What a service does with one configuration in a template: a notification, a rule's target, a method, a mapping. */
export interface Delivery {
  /** The kind of source, the same word as in the rules: `bucket`, `topic`, `rule`, `schedule`, `rest-api`, `queue`, `kinesis-stream`, `state-machine`… */
  readonly kind: string;
  /** The resource that holds the configuration. */
  readonly site: Site;
  /** The ARN of what sends: the bucket, topic, rule, API method…; for a mapping the queue or stream. */
  readonly sourceArn: string;
  /** The account and region of what sends. */
  readonly sourceAccount: string;
  readonly sourceRegion: string;
  /** The ARN of the function that gets the event, with its qualifier. */
  readonly targetArn: string;
  /** Everything that IAM must allow for it, in the order in which it happens: each with what it is, for messages. */
  readonly requests: readonly DeliveryRequest[];
}

export interface DeliveryRequest {
  readonly request: Request;
  /** The half that is missing when it is denied: the kind of rule that reports it. */
  readonly half: 'invoke' | 'assume' | 'queue' | 'topic' | 'stream' | 'key' | 'api';
  /** One phrase: `the bucket calls the function`, `Lambda reads the queue with the function's role`. */
  readonly what: string;
}
