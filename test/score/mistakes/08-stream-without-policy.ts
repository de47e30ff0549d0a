import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Mistake } from '../parts';
import { executionRole, orders, REGION, rightLink, roleOfAccount, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '08-stream-without-policy',
  title: 'A KinesisEventSource for an imported stream of another account, which has no policy',
  rule: 'missing-half-stream',
  says: 'The deployment fails: cannot access the stream, the role cannot perform the GetRecords, GetShardIterator, DescribeStream … actions.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const stream = new Stream(source, 'Clicks', { streamName: 'clicks', encryption: StreamEncryption.UNENCRYPTED });
    if (repaired) {
      stream.addToResourcePolicy(new PolicyStatement({
        principals: [roleOfAccount(TARGET_ACCOUNT, 'orders')],
        actions: [
          'kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards',
          'kinesis:SubscribeToShard', 'kinesis:ListStreams', 'kinesis:DescribeStreamConsumer',
        ],
        resources: [stream.streamArn],
      }));
    }
    const imported = Stream.fromStreamArn(target, 'Clicks', `arn:aws:kinesis:${REGION}:${SOURCE_ACCOUNT}:stream/clicks`);
    orders(target, { role: executionRole(target, 'orders') })
      .addEventSource(new KinesisEventSource(imported, { startingPosition: StartingPosition.LATEST }));
    target.addDependency(source);
  },
};
