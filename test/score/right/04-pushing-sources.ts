import { Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CrossAccountBucketDestination, CrossAccountRuleTarget, CrossAccountSubscription, CrossAccountTarget } from '../../../src';
import type { ScoredApp } from '../parts';
import { fn, SOURCE_ACCOUNT, twoStacks } from '../parts';

export const right: ScoredApp = {
  title: 'A bucket, an EventBridge rule and a topic of another region that call a function of another account',
  build(app) {
    const { source, target } = twoStacks(app);
    const images = new CrossAccountTarget(target, 'Images', { function: fn(target, 'ImagesFunction') });
    new Bucket(source, 'Bucket', { bucketName: 'images-of-111111111111' })
      .addEventNotification(EventType.OBJECT_CREATED, new CrossAccountBucketDestination(images));
    new Rule(source, 'Rule', {
      eventPattern: { source: ['shop'] },
      targets: [new CrossAccountRuleTarget(images)],
    });
    // a stack of its own: the bucket is deployed after the function's stack, the topic before it
    const topics = new Stack(app, 'Topics', { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } });
    new Topic(topics, 'Placed', { topicName: 'placed' }).addSubscription(new CrossAccountSubscription(images));
  },
};
