import type { StackInfo } from '../model/site';
import type { Properties, TemplateReader } from '../read/template-reader';

/** Where each kind of resource names its key. */
const KEY_IN: Readonly<Record<string, (props: Properties, reader: TemplateReader) => unknown>> = {
  'AWS::SQS::Queue': ({ KmsMasterKeyId }) => KmsMasterKeyId,
  'AWS::SNS::Topic': ({ KmsMasterKeyId }) => KmsMasterKeyId,
  'AWS::Kinesis::Stream': ({ StreamEncryption }, reader) => reader.object(StreamEncryption).KeyId,
  'AWS::DynamoDB::Table': ({ SSESpecification }, reader) => reader.object(SSESpecification).KMSMasterKeyId,
  'AWS::DynamoDB::GlobalTable': ({ Replicas }, reader) => {
    const own = reader.objects(Replicas).find(({ Region }) => Region === reader.stack.region);
    return own && reader.object(own.SSESpecification).KMSMasterKeyId;
  },
};

const TABLES = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

/** The keys of the templates under which queues, topics, streams and tables of the templates keep what they hold. */
export class EncryptionKeys {
  private readonly keys = new Map<string, string>();

  constructor(readers: readonly TemplateReader[]) {
    const names = keyNames(readers);
    for (const reader of readers) {
      for (const [type, keyIn] of Object.entries(KEY_IN)) {
        for (const [id, props] of reader.ofType(type)) {
          const name = reader.text(keyIn(props, reader));
          const key = name === undefined ? undefined : names.get(name) ?? names.get(inPlace(reader.stack, name));
          if (key === undefined) { continue; }
          this.keys.set(reader.arn(id), key);
          if (TABLES.includes(type)) { this.keys.set(reader.att(id, 'StreamArn'), key); }
        }
      }
    }
  }

  /** Undefined where there is none, and for a key that no template here creates: AWS's own, one of another app. */
  public keyOf(resourceArn: string): string | undefined {
    return this.keys.get(resourceArn);
  }
}

/** All that a key is called: its ARN and its id anywhere, the name of an alias in its account and region. */
function keyNames(readers: readonly TemplateReader[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const reader of readers) {
    for (const [id] of reader.ofType('AWS::KMS::Key')) {
      const arn = reader.arn(id);
      names.set(arn, arn).set(reader.ref(id), arn);
    }
  }
  for (const reader of readers) {
    for (const [id, { AliasName, TargetKeyId }] of reader.ofType('AWS::KMS::Alias')) {
      const [alias, key] = [reader.text(AliasName), names.get(reader.text(TargetKeyId) ?? '')];
      if (alias !== undefined && key !== undefined) { names.set(inPlace(reader.stack, alias), key).set(reader.arn(id), key); }
    }
  }
  return names;
}

function inPlace({ account, region }: StackInfo, alias: string): string {
  return `${account} ${region} ${alias}`;
}
