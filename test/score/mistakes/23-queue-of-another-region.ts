import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Mistake } from '../parts';
import { executionRole, orders, REGION, rightLink, roleOfAccount, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '23-queue-of-another-region',
  title: 'An event source mapping for a queue of another region',
  rule: 'cross-region-trigger',
  says: 'The deployment fails: queue and function must be in one region.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html',
  build(app, repaired) {
    const region = repaired ? REGION : 'us-east-1';
    const { source, target } = twoStacks(app, { source: region });
    rightLink({ source, target });
    const queue = new Queue(source, 'Placed', { queueName: 'placed', enforceSSL: true });
    queue.addToResourcePolicy(new PolicyStatement({
      principals: [roleOfAccount(TARGET_ACCOUNT, 'orders')],
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueUrl'],
      resources: [queue.queueArn],
    }));
    const imported = Queue.fromQueueArn(target, 'Placed', `arn:aws:sqs:${region}:${SOURCE_ACCOUNT}:placed`);
    orders(target, { role: executionRole(target, 'orders') }).addEventSource(new SqsEventSource(imported));
    target.addDependency(source);
  },
};
