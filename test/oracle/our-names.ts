import type { Cloud as OurCloud } from '../../src/access/model/cloud';
import { DYNAMIC_REFERENCE, dynamicReference } from '../../src/access/read/dynamic-reference';
import type { Call } from '../support/authorizer';

/** A call with the names that the product's reader makes up where the tests' reader has others, as for the time in the ARN of a stream. */
export function inOurNames(cloud: OurCloud, call: Call): Call {
  return JSON.parse(JSON.stringify(call), (_, value: unknown) => typeof value === 'string' ? ourName(cloud, value) : value) as Call;
}

export function ourName({ deliveries }: OurCloud, text: string): string {
  const [, consumer] = /:stream\/of(\/consumer\/[^:]+:)1700000000$/.exec(text) ?? [];
  if (consumer !== undefined) { return deliveries.map(({ sourceArn }) => sourceArn).find((arn) => arn.includes(consumer)) ?? text; }
  return text
    .replace(/:table\/([^/]+)\/stream\/2026-01-01T00:00:00\.000$/, ':table/$1/stream/$1-stream')
    // what is read at deployment is no text but a value that nobody knows
    .replace(DYNAMIC_REFERENCE, dynamicReference);
}
