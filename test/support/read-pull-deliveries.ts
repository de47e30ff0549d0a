import type { Call } from './authorizer';
import { deployerOf } from './delivery';
import type { Sent } from './delivery';
import type { Properties, TemplateReader } from './template-reader';

type PullDelivery = Sent & { readonly text: string };

/** What Lambda does with the function's role to read from a source; the guides of each. */
const READS: Record<string, string[]> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  sqs: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
  kinesis: ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'],
  // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
  dynamodb: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
};
const CONSUMER_READS = ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'];

/** Event source mappings, and logs on their way to another account. */
export function pullDeliveries(reader: TemplateReader, all: TemplateReader[]): PullDelivery[] {
  return [...mappings(reader, all), ...subscriptionFilters(reader)];
}

function mappings(reader: TemplateReader, all: TemplateReader[]): PullDelivery[] {
  return reader.ofType('AWS::Lambda::EventSourceMapping').map(([id, { FunctionName, EventSourceArn }]) => {
    const functionArn = reader.intrinsics.text(FunctionName);
    const sourceArn = reader.intrinsics.text(EventSourceArn);
    const name = functionArn.split(':')[functionArn.startsWith('arn:') ? 6 : 0];
    const fn = reader.ofType('AWS::Lambda::Function').find(([fnId]) => reader.ref(fnId) === name);
    const principalArn = reader.intrinsics.text(fn![1].Role);
    const calls = readsOf(sourceArn, all).map(([action, resourceArn]): Call => ({ principalArn, action, resourceArn }));
    return { text: `AWS::Lambda::EventSourceMapping ${reader.stack.stackName}/${id}`, functionArn, calls };
  });
}

function readsOf(sourceArn: string, all: TemplateReader[]): [action: string, resourceArn: string][] {
  const on = (resourceArn: string) => (action: string): [string, string] => [action, resourceArn];
  const streamArn = streamOf(sourceArn, all);
  const reads = streamArn === undefined
    ? READS[sourceArn.split(':')[2]].map(on(sourceArn))
    : [...CONSUMER_READS.map(on(sourceArn)), ...READS.kinesis.map(on(streamArn))];
  return [...reads, ...keysOf(streamArn ?? sourceArn, all).map((keyArn): [string, string] => ['kms:Decrypt', keyArn])];
}

/** The stream of a consumer. */
function streamOf(sourceArn: string, all: TemplateReader[]): string | undefined {
  return all.flatMap((reader) => reader.ofType('AWS::Kinesis::StreamConsumer').map(([id, { StreamARN }]) => ({ arn: reader.ref(id), stream: reader.text(StreamARN) })))
    .find(({ arn }) => arn === sourceArn)?.stream;
}

/** Where each kind of source names its key. */
const KEYS: Record<string, (props: Properties) => unknown> = {
  'AWS::SQS::Queue': ({ KmsMasterKeyId }) => KmsMasterKeyId,
  'AWS::Kinesis::Stream': ({ StreamEncryption }) => (StreamEncryption as Properties | undefined)?.KeyId,
  'AWS::DynamoDB::Table': ({ SSESpecification }) => (SSESpecification as Properties | undefined)?.KMSMasterKeyId,
};

/** The key of the app under which a source keeps its records. */
function keysOf(sourceArn: string, all: TemplateReader[]): string[] {
  return all.flatMap((reader) => Object.entries(KEYS).flatMap(([type, keyIn]) => reader.ofType(type)
    .filter(([id]) => [reader.arn(id), type === 'AWS::DynamoDB::Table' ? reader.arn(id, 'StreamArn') : undefined].includes(sourceArn))
    .flatMap(([, props]) => {
      const key = reader.text(keyIn(props));
      return reader.ofType('AWS::KMS::Key').map(([id]) => id).filter((id) => key !== undefined && [reader.arn(id), reader.ref(id)].includes(key)).map((id) => reader.arn(id));
    })));
}

/**
 * A filter that sends to a destination of another account.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CrossAccountSubscriptions-Kinesis.html
 */
function subscriptionFilters(reader: TemplateReader): PullDelivery[] {
  const { account, partition, stackName } = reader.stack;
  return reader.ofType('AWS::Logs::SubscriptionFilter').flatMap(([id, { DestinationArn }]) => {
    const destination = reader.intrinsics.text(DestinationArn);
    if (!destination.includes(':destination:')) { return []; }
    const put: Call = { principalArn: deployerOf(account, partition), action: 'logs:PutSubscriptionFilter', resourceArn: destination };
    return [{ text: `AWS::Logs::SubscriptionFilter ${stackName}/${id}`, functionArn: destination, calls: [put] }];
  });
}
