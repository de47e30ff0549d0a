import type { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as LambdaL2 } from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { LambdaDestination } from 'aws-cdk-lib/aws-s3-notifications';
import * as sns from 'aws-cdk-lib/aws-sns';
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { placement } from './placement';
import { LIVE } from './templates';
import { CrossAccountBucketDestination, CrossAccountRuleTarget, CrossAccountSubscription, CrossAccountTarget } from '../../src';
import type { ICrossAccountTarget } from '../../src';
import { fn, twoAccounts } from '../support/apps';

const FUNCTION = LIVE.replace(':live', '');
const TOPIC = 'arn:aws:sns:eu-west-1:111111111111:orders';

const bucket = (stack: Stack, destination: s3.IBucketNotificationDestination) =>
  new s3.Bucket(stack, 'Images', { bucketName: 'images' }).addEventNotification(s3.EventType.OBJECT_CREATED, destination);
const topic = (stack: Stack, subscription: sns.ITopicSubscription) => new sns.Topic(stack, 'Topic', { topicName: 'orders' }).addSubscription(subscription);
const rule = (stack: Stack, target: events.IRuleTarget) => new events.Rule(stack, 'Rule', { eventPattern: { source: ['shop'] } }).addTarget(target);

/** How a source calls a function: with the class of aws-cdk-lib, with ours, and what the former gets wrong. */
interface Pair {
  readonly l2: (source: Stack, target: LambdaL2) => void;
  readonly ours: (source: Stack, target: ICrossAccountTarget) => void;
  readonly mistakes: string[];
}

const PAIRS: Record<string, Pair> = {
  // https://github.com/aws/aws-cdk/issues/13568
  'a bucket': {
    l2: (source, target) => bucket(source, new LambdaDestination(target)),
    ours: (source, target) => bucket(source, new CrossAccountBucketDestination(target)),
    mistakes: [
      `Source calls ${FUNCTION}, and account 222222222222 lets nobody`,
      `Source has AWS::Lambda::Permission for ${FUNCTION}`,
    ],
  },
  'a topic': {
    l2: (source, target) => topic(source, new LambdaSubscription(target)),
    ours: (source, target) => topic(source, new CrossAccountSubscription(target)),
    mistakes: [`Target subscribes to ${TOPIC}, whose policy does not let account 222222222222`],
  },
  'a rule': {
    l2: (source, target) => rule(source, new LambdaFunction(target)),
    ours: (source, target) => rule(source, new CrossAccountRuleTarget(target)),
    mistakes: [
      `Source has AWS::Lambda::Permission for ${FUNCTION}`,
      'Target-EventBusPolicy-support-eu-west-1-111111111111 lets account 111111111111 send any event to its bus',
    ],
  },
};

describe.each(Object.entries(PAIRS))('%s of one account that calls a function of another', (_, { l2, ours, mistakes }) => {
  test.each<[string, string[], (source: Stack, target: LambdaL2) => void]>([
    ['the class of aws-cdk-lib', mistakes, l2],
    ['ours', [], (source, target) => ours(source, new CrossAccountTarget(target.stack, 'Orders', { function: target }))],
  ])('with %s has these mistakes: %p', (__, expected, declare) => {
    const { app, source, target } = twoAccounts();
    declare(source, fn(target, 'Function', { functionName: 'orders' }));
    expect(placement(app)).toEqual(expected);
  });
});

/** So that "no mistakes" above is no accident of the helper. */
test('ours names the function of the other account in the source\'s configuration, and in no policy but the caller\'s role', () => {
  const { app, source, target } = twoAccounts();
  const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }) });
  for (const { ours } of Object.values(PAIRS).filter((pair) => pair !== PAIRS['a topic'])) { ours(source, orders); }
  const resources = Object.values(app.synth().getStackByName('Source').template.Resources as Record<string, { Type: string }>);
  expect(resources.filter((resource) => JSON.stringify(resource).includes(LIVE)).map(({ Type }) => Type).sort())
    .toEqual(['AWS::Events::Rule', 'AWS::IAM::Policy', 'Custom::S3BucketNotifications']);
});
