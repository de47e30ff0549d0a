import { Apis } from './apis';
import { Buckets } from './buckets';
import { EncryptionKeys } from './encryption-keys';
import type { FunctionModel } from '../model/function';
import type { Identity } from '../model/identity';
import type { TemplateReader } from '../read/template-reader';

/** What of the templates is read before the deliveries. */
export interface Known {
  /** By ARN. */
  readonly identities: ReadonlyMap<string, Identity>;
  /** By unqualified ARN. */
  readonly functions: ReadonlyMap<string, FunctionModel>;
}

/** All that a configuration may refer to, in its own template or in another one; each index is built once. */
export class Setting {
  public readonly buckets: Buckets;
  public readonly keys: EncryptionKeys;
  public readonly apis: Apis;
  /** The stream of each consumer of a Kinesis stream. */
  public readonly consumers: ReadonlyMap<string, string | undefined>;

  constructor(public readonly readers: readonly TemplateReader[], public readonly known: Known) {
    this.buckets = new Buckets(readers);
    this.keys = new EncryptionKeys(readers);
    this.apis = new Apis(readers);
    this.consumers = new Map(this.all('AWS::Kinesis::StreamConsumer').map(({ reader, id, props }) => [reader.ref(id), reader.text(props.StreamARN)]));
  }

  /** The role with all its policies; only its ARN where no template here creates it. */
  public identity(arn: string): Identity | string {
    return this.known.identities.get(arn) ?? arn;
  }

  /** Every resource of a type, in all templates. */
  public all(type: string): Found[] {
    return this.readers.flatMap((reader) => reader.ofType(type).map(([id, props]) => ({ reader, id, props })));
  }
}

export interface Found {
  readonly reader: TemplateReader;
  readonly id: string;
  readonly props: Readonly<Record<string, unknown>>;
}
