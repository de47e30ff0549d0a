import { isWhollyOpen, openMark } from '../marks';
import type { Properties, TemplateReader } from '../template-reader';
import { sizeOf } from './policy-book';
import type { Written } from './policy-book';

/** What references in properties mean, over all templates. */
export interface Owned {
  /** The ARNs of queues by their URLs. */
  readonly queues: ReadonlyMap<string, string>;
  /** The accounts of buckets by their ARNs, which do not say it. */
  readonly buckets: ReadonlyMap<string, string>;
}

/** A type whose only purpose is to write a policy of something else. */
interface Kind {
  readonly document: string;
  arns(reader: TemplateReader, props: Properties, owned: Owned): readonly string[];
}

/** The properties are those of https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/ */
const KINDS: Readonly<Record<string, Kind>> = {
  'AWS::S3::BucketPolicy': {
    document: 'PolicyDocument', arns: (reader, { Bucket }) => reader.texts(Bucket).map((name) => `arn:${reader.stack.partition}:s3:::${name}`),
  },
  'AWS::SNS::TopicPolicy': { document: 'PolicyDocument', arns: (reader, { Topics }) => reader.texts(Topics) },
  'AWS::SNS::TopicInlinePolicy': { document: 'PolicyDocument', arns: (reader, { TopicArn }) => reader.texts(TopicArn) },
  'AWS::SQS::QueuePolicy': {
    document: 'PolicyDocument', arns: (reader, { Queues }, owned) => reader.texts(Queues).map((url) => queueArn(reader, url, owned)),
  },
  'AWS::SQS::QueueInlinePolicy': {
    document: 'PolicyDocument', arns: (reader, { Queue }, owned) => reader.texts(Queue).map((url) => queueArn(reader, url, owned)),
  },
  'AWS::Kinesis::ResourcePolicy': { document: 'ResourcePolicy', arns: (reader, { ResourceArn }) => reader.texts(ResourceArn) },
  'AWS::SecretsManager::ResourcePolicy': {
    document: 'ResourcePolicy', arns: (reader, { SecretId }) => reader.texts(SecretId).map((secret) => secretArn(reader, secret)),
  },
  'AWS::SSM::ResourcePolicy': { document: 'Policy', arns: (reader, { ResourceArn }) => reader.texts(ResourceArn) },
  // One policy for all log groups of an account and region, unless it names one.
  'AWS::Logs::ResourcePolicy': {
    document: 'PolicyDocument', arns: (reader, { ResourceArn }) => [reader.text(ResourceArn) ?? regionalArn(reader, 'logs', '*')],
  },
};

export function attachedPolicies(reader: TemplateReader, owned: Owned): Written[] {
  return Object.entries(KINDS).flatMap(([type, { document, arns }]) => reader.ofType(type).flatMap(([id, props]) => {
    const common = {
      site: reader.site(id),
      statements: reader.statements(props[document], id, id),
      size: () => sizeOf(reader.resolve(props[document])),
    };
    return arns(reader, props, owned).map((resourceArn): Written => ({ ...common, resourceArn, account: owned.buckets.get(resourceArn) }));
  }));
}

export function regionalArn({ stack: { partition, region, account } }: TemplateReader, service: string, resource: string): string {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** Templates name a queue by its URL; the one of another app says region, account and name. */
function queueArn(reader: TemplateReader, url: string, { queues }: Owned): string {
  const [, region, account, name] = /^https:\/\/sqs\.(.+)\.amazonaws\.com[^/]*\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
  return queues.get(url) ?? (name === undefined ? url : `arn:${reader.stack.partition}:sqs:${region}:${account}:${name}`);
}

/** A secret may be named by its name too, without the six letters that its ARN ends with. */
function secretArn(reader: TemplateReader, secret: string): string {
  const id = reader.idOf('AWS::SecretsManager::Secret', secret);
  if (id !== undefined) { return reader.arn(id); }
  if (secret.startsWith('arn:') || isWhollyOpen(secret)) { return secret; }
  return regionalArn(reader, 'secretsmanager', `secret:${secret}-${openMark(`ending of the secret ${secret}`)}`);
}
