import type { CfnStream, IStream } from 'aws-cdk-lib/aws-kinesis';
import { keyAccess, requireShareableKey } from './pull-key';
import { ownedResource } from './pull-source';
import type { PullAccess } from './pull-source';
import { pasteable } from '../link/hand-over-text';
import { shellQuote } from '../link/publish-hand-over';
import { literalSourceArn } from '../link/source';
import type { KnownEnvironment } from '../private/environments';

/**
 * What Lambda does with a stream. The policy of a stream takes no wildcard.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html#services-kinesis-eventsourcemapping-cross-account
 * @see https://docs.aws.amazon.com/streams/latest/dev/controlling-access.html
 */
const ACTIONS = ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'];
/**
 * The managed policy for such functions has it too; it lists the streams of the role's own account.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaKinesisExecutionRole.html
 */
const LISTING = 'kinesis:ListStreams';

/** The ARN as a stack writes it that is deployed after the stream's. */
export function streamArnFor(stream: IStream, { account, region, partition }: KnownEnvironment): string {
  return literalSourceArn(stream, stream.streamArn, 'Name', (name) => `arn:${partition}:kinesis:${region}:${account}:stream/${name}`)
    ?? (ownedResource(stream) as CfnStream | undefined)?.attrArn ?? stream.streamArn;
}

/** The stream and its key. */
export function streamAccesses(stream: IStream, env: KnownEnvironment): PullAccess[] {
  const resource = ownedResource(stream) as CfnStream | undefined;
  const key = stream.encryptionKey;
  requireShareableKey(stream, 'stream', resource?.streamEncryption, 'alias/aws/kinesis', key,
    'write encryption: kinesis.StreamEncryption.KMS (aws-cdk-lib takes the key of AWS if nothing is said), or UNENCRYPTED');
  const arn = streamArnFor(stream, env);
  return [{
    noun: 'stream',
    placeholder: 'STREAM_ARN',
    construct: stream,
    account: env.account,
    arn,
    resource: stream.streamArn,
    sid: 'ReadStream',
    actions: ACTIONS,
    listing: LISTING,
    add: (statement) => stream.addToResourcePolicy(statement),
    ...putResourcePolicy('kinesis', pasteable(stream, env.region, 'REGION'), pasteable(stream, arn, 'STREAM_ARN')),
  }, ...key ? [keyAccess(stream, key)] : []];
}

/** The command of Kinesis and DynamoDB. */
export function putResourcePolicy(service: 'kinesis' | 'dynamodb', region: string, arn: string): Pick<PullAccess, 'note' | 'commands'> {
  return {
    note: 'put-resource-policy replaces the whole policy and names the roles of this app up to here: of several messages use the last',
    commands: (policy) => [`aws ${service} put-resource-policy --region ${region} --resource-arn ${shellQuote(arn)} --policy ${shellQuote(policy)}`],
  };
}
