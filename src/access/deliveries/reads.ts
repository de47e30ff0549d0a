import type { DeliveryRequest } from '../model/delivery';
import type { Called } from '../requests';
import type { Setting } from './setting';
import { fieldsOf } from '../values/arn';

type Half = DeliveryRequest['half'];
/** Goes on after the name of who reads. */
export type Read = readonly [half: Half, phrase: string, called: Called];

/** What reading from a source takes, by the service in its ARN; each from the guide of that source. */
const READS: Readonly<Record<string, { readonly half: Half; readonly phrase: string; readonly actions: readonly string[] }>> = {
  // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
  sqs: { half: 'queue', phrase: 'reads the queue', actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'] },
  // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
  kinesis: {
    half: 'stream',
    phrase: 'reads the stream',
    actions: ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'],
  },
  // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
  dynamodb: {
    half: 'stream',
    phrase: 'reads the stream of the table',
    actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
  },
};

/** https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html */
const CONSUMER = { half: 'stream', phrase: 'reads as the consumer', actions: ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'] } as const;

/** https://docs.aws.amazon.com/lambda/latest/dg/with-msk-permissions.html */
const CLUSTER = { half: 'stream', phrase: 'finds the brokers', actions: ['kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'] } as const;
/** A cluster of another account is reached by a connection: https://docs.aws.amazon.com/lambda/latest/dg/msk-cross-account.html */
const CONNECTION = { half: 'stream', phrase: 'finds the connection to the cluster', actions: ['kafka:DescribeVpcConnection'] } as const;

/** What whoever reads from a source asks for; nothing for a source of which that is not known here. */
export function readsOf({ keys, consumers }: Setting, sourceArn: string): Read[] {
  const { service, resource } = fieldsOf(sourceArn);
  const streamArn = consumers.get(sourceArn) ?? /^(.+)\/consumer\/[^/]+$/.exec(sourceArn)?.[1];
  if (streamArn !== undefined && service === 'kinesis') {
    return [...each(CONSUMER, sourceArn), ...each(READS.kinesis, streamArn), ...decrypts(keys.keyOf(streamArn))];
  }
  if (service === 'kafka') { return each(resource.startsWith('vpc-connection/') ? CONNECTION : CLUSTER, sourceArn); }
  const reads = READS[service];
  return reads ? [...each(reads, sourceArn), ...decrypts(keys.keyOf(sourceArn))] : [];
}

function each({ half, phrase, actions }: (typeof READS)[string], resourceArn: string): Read[] {
  return actions.map((action) => [half, phrase, { action, resourceArn }]);
}

function decrypts(keyArn: string | undefined): Read[] {
  return keyArn === undefined ? [] : [['key', 'decrypts what it reads', { action: 'kms:Decrypt', resourceArn: keyArn }]];
}
