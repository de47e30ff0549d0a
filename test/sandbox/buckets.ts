/** The content of S3, by the name of the bucket. */
export type Buckets = Readonly<Record<string, Bucket>>;

/** A bucket without a policy of its own. */
export interface Bucket {
  readonly account: string;
  /** Texts by key. */
  readonly objects: Readonly<Record<string, string>>;
}

export interface ListRequest {
  readonly prefix: string;
  /** The listing begins after this key. */
  readonly after: string;
  readonly maxKeys: number;
}

export interface Listing {
  readonly keys: string[];
  readonly truncated: boolean;
}

/** The keys of a bucket in the order of S3: by the bytes of their UTF-8. */
export function listKeys({ objects }: Bucket, { prefix, after, maxKeys }: ListRequest): Listing {
  const matching = Object.keys(objects)
    .filter((key) => key.startsWith(prefix) && compareBytes(key, after) > 0)
    .sort(compareBytes);
  return { keys: matching.slice(0, maxKeys), truncated: maxKeys > 0 && matching.length > maxKeys };
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
