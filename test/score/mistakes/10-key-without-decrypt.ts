import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Mistake } from '../parts';
import { executionRole, orders, REGION, rightLink, roleOfAccount, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '10-key-without-decrypt',
  title: 'A queue whose policy lets the other account\'s function read, and whose key does not',
  rule: 'missing-half-key',
  says: 'Messages are never received: the key policy does not let the role call kms:Decrypt.',
  source: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const reader = roleOfAccount(TARGET_ACCOUNT, 'orders');
    const key = new Key(source, 'Key', { enableKeyRotation: true });
    if (repaired) {
      key.addToResourcePolicy(new PolicyStatement({ principals: [reader], actions: ['kms:Decrypt'], resources: ['*'] }));
    }
    const queue = new Queue(source, 'Placed', { queueName: 'placed', encryption: QueueEncryption.KMS, encryptionMasterKey: key });
    queue.addToResourcePolicy(new PolicyStatement({
      principals: [reader],
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueUrl'],
      resources: [queue.queueArn],
    }));
    const role = executionRole(target, 'orders');
    role.addToPolicy(new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }));
    const imported = Queue.fromQueueArn(target, 'Placed', `arn:aws:sqs:${REGION}:${SOURCE_ACCOUNT}:placed`);
    orders(target, { role }).addEventSource(new SqsEventSource(imported));
    target.addDependency(source);
  },
};
