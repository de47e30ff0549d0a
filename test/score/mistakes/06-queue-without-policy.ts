import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Mistake } from '../parts';
import { executionRole, orders, REGION, rightLink, roleOfAccount, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoStacks } from '../parts';

export const mistake: Mistake = {
  id: '06-queue-without-policy',
  title: 'An SqsEventSource for an imported queue of another account, which has no policy',
  rule: 'missing-half-queue',
  says: 'The deployment fails: the execution role does not have permissions to call ReceiveMessage on SQS.',
  source: 'https://docs.aws.amazon.com/lambda/latest/dg/with-sqs-cross-account-example.html',
  build(app, repaired) {
    const { source, target } = twoStacks(app);
    rightLink({ source, target });
    const queue = new Queue(source, 'Placed', { queueName: 'placed', enforceSSL: true });
    if (repaired) {
      queue.addToResourcePolicy(new PolicyStatement({
        principals: [roleOfAccount(TARGET_ACCOUNT, 'orders')],
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility', 'sqs:GetQueueUrl'],
        resources: [queue.queueArn],
      }));
    }
    const imported = Queue.fromQueueArn(target, 'Placed', `arn:aws:sqs:${REGION}:${SOURCE_ACCOUNT}:placed`);
    orders(target, { role: executionRole(target, 'orders') }).addEventSource(new SqsEventSource(imported));
    target.addDependency(source);
  },
};
