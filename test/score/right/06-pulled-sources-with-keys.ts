import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Stream, StreamEncryption } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { CrossAccountDynamoEventSource, CrossAccountKinesisEventSource, CrossAccountQueueEventSource, CrossAccountTarget } from '../../../src';
import type { ScoredApp } from '../parts';
import { fn, twoStacks } from '../parts';

export const right: ScoredApp = {
  title: 'A queue, a stream and a table of another account, the first two with a key',
  build(app) {
    const { source, target } = twoStacks(app);
    const key = new Key(source, 'Key', { enableKeyRotation: true });
    const queue = new Queue(source, 'Placed', { queueName: 'placed', encryption: QueueEncryption.KMS, encryptionMasterKey: key });
    const stream = new Stream(source, 'Clicks', { streamName: 'clicks', encryption: StreamEncryption.KMS, encryptionKey: key });
    const table = new Table(source, 'Carts', {
      tableName: 'carts', partitionKey: { name: 'id', type: AttributeType.STRING }, stream: StreamViewType.NEW_IMAGE,
    });
    const { callable } = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    callable.addEventSource(new CrossAccountQueueEventSource(queue));
    callable.addEventSource(new CrossAccountKinesisEventSource(stream, { startingPosition: StartingPosition.LATEST }));
    callable.addEventSource(new CrossAccountDynamoEventSource(table, { startingPosition: StartingPosition.LATEST }));
  },
};
