import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { LIVE, neededBy, ordersTarget } from './templates';
import {
  Caller,
  CrossAccountBucketDestination,
  CrossAccountQueueEventSource,
  CrossAccountRuleTarget,
  CrossAccountSubscription,
  CrossAccountTarget,
  ResourcePolicyType,
} from '../../src';
import { errorOf, fn, SOURCE_ENV, TARGET_ENV, twoAccounts } from '../support/apps';

const BUCKET = 'Source/Images/Notifications notifies Target/Orders, and S3 checks the permission when the notification is set';
const TOPIC = 'Target/Orders subscribes to Source/Topic, which must be there, and allow it, first';
const QUEUE = 'Target/Function reads Source/Queue, and Lambda checks the permission when the mapping is made';
const SKIP = 'set notificationsSkipDestinationValidation: true on the bucket, with which S3 checks nothing then and no order is needed';
const BUS = 'let one of the two be called by an event bus, which needs no order (CrossAccountRuleTarget)';
const OWN_STACK = "put the queue into a stack of its own, which is deployed before the function's";
const THIRD = 'move one of the two into a third stack';

function notify(stack: Stack, target: CrossAccountTarget, props: s3.BucketProps = {}): void {
  new s3.Bucket(stack, 'Images', props).addEventNotification(s3.EventType.OBJECT_CREATED, new CrossAccountBucketDestination(target));
}
function subscribe(stack: Stack, target: CrossAccountTarget): void {
  new sns.Topic(stack, 'Topic').addSubscription(new CrossAccountSubscription(target));
}
function read(stack: Stack, target: CrossAccountTarget): void {
  target.callable.addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(stack, 'Queue', { queueName: 'orders' })));
}
const NEEDS = { 'a bucket': notify, 'a topic': subscribe, 'a queue': read };

describe('a target that must be deployed both before and after another stack', () => {
  test.each([
    ['a bucket', 'a topic', TOPIC, BUCKET, `${BUS}; or ${SKIP}`, 'Target/Orders'],
    ['a topic', 'a bucket', BUCKET, TOPIC, `${SKIP}; or ${BUS}`, 'Source/Images/Notifications'],
    ['a bucket', 'a queue', QUEUE.replace('Function', 'Orders/Alias'), BUCKET, `${OWN_STACK}; or ${SKIP}`, undefined],
    ['a queue', 'a bucket', BUCKET, QUEUE.replace('Function', 'Orders/Alias'), `${SKIP}; or ${OWN_STACK}`, 'Source/Images/Notifications'],
  ] as const)('%s, then %s: the error names both needs and both remedies', (first, second, why, yet, fix, at) => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    NEEDS[first](source, orders);
    const message = errorOf(() => NEEDS[second](source, orders));
    expect(message.replace(/ \[[^\]]*\]$/, '')).toBe(`no order of deployment exists: ${why}; yet ${yet}; expected needs that point one way; ${fix}; or ${THIRD}`);
    if (at) { expect(message).toMatch(new RegExp(`\\[${at}\\]$`)); }
  });

  test('a topic and a queue point the same way', () => {
    const { app, source, target } = twoAccounts();
    const orders = ordersTarget(target);
    subscribe(source, orders);
    read(source, orders);
    expect([neededBy(source), neededBy(target)]).toEqual([[], ['Source']]);
    expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual(['Source', 'Target']);
  });

  test.each(['a bucket', 'a topic'] as const)('a third stack for %s is the remedy', (moved) => {
    const { app, source, target } = twoAccounts();
    const third = new Stack(app, 'Third', { env: SOURCE_ENV });
    const orders = ordersTarget(target);
    notify(moved === 'a bucket' ? third : source, orders);
    subscribe(moved === 'a topic' ? third : source, orders);
    const order = app.synth().stacks.map(({ stackName }) => stackName);
    expect(order).toEqual(moved === 'a bucket' ? ['Source', 'Target', 'Third'] : ['Third', 'Target', 'Source']);
  });

  test('a bucket that skips the validation is the remedy', () => {
    const { app, source, target } = twoAccounts();
    const orders = ordersTarget(target);
    notify(source, orders, { notificationsSkipDestinationValidation: true });
    subscribe(source, orders);
    read(source, orders);
    expect([neededBy(source), neededBy(target)]).toEqual([[], ['Source']]);
    expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual(['Source', 'Target']);
  });

  test('a rule in place of the subscription is the remedy', () => {
    const { app, source, target } = twoAccounts();
    const orders = ordersTarget(target);
    notify(source, orders);
    new events.Rule(source, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new CrossAccountRuleTarget(orders)] });
    expect([neededBy(source), neededBy(target)]).toEqual([['Target'], []]);
    expect(() => app.synth()).not.toThrow();
  });

  test('a rule needs an order too if its role is a principal', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target, { policyType: ResourcePolicyType.PERMISSIONS });
    notify(source, orders);
    const rule = new events.Rule(source, 'Rule', { eventPattern: { source: ['shop'] } });
    const message = errorOf(() => rule.addTarget(new CrossAccountRuleTarget(orders)));
    expect(message).toContain('and Lambda takes a role as principal only once it exists; yet ' + BUCKET);
    expect(message).toContain(`use ResourcePolicyType.DOCUMENT, which names the role in a condition and needs no order; or ${SKIP}; or ${THIRD}`);
  });

  test('nested stacks are part of the stack around them', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(new NestedStack(target, 'Nested'));
    notify(new NestedStack(source, 'Buckets'), orders);
    const topics = new NestedStack(source, 'Topics');
    const topic = new sns.Topic(topics, 'Topic', { topicName: 'orders' });
    expect(errorOf(() => topic.addSubscription(new CrossAccountSubscription(orders)))).toContain(
      'no order of deployment exists: Target/Nested/Orders subscribes to Source/Topics/Topic, which must be there, and allow it, first; '
      + 'yet Source/Buckets/Images/Notifications notifies Target/Nested/Orders, and S3 checks the permission when the notification is set; ',
    );
  });

  test('two targets in two stacks are two orders', () => {
    const { app, source, target } = twoAccounts();
    const second = new Stack(app, 'Second', { env: TARGET_ENV });
    notify(source, ordersTarget(target));
    subscribe(source, new CrossAccountTarget(second, 'Mail', { function: fn(second, 'Function', { functionName: 'mail' }) }));
    expect(app.synth().stacks.map(({ stackName }) => stackName)).toEqual(['Target', 'Source', 'Second']);
  });

  test('a way round over other stacks is found', () => {
    const { app, source, target } = twoAccounts();
    const between = new Stack(app, 'Between', { env: TARGET_ENV });
    target.addDependency(between);
    between.addDependency(source);
    const orders = ordersTarget(target);
    expect(errorOf(() => notify(source, orders))).toContain(
      `no order of deployment exists: ${BUCKET}; yet Target already depends on Source; expected needs that point one way; ${SKIP}; or ${THIRD} [Source/Images/Notifications]`,
    );
  });

  test('a second source of one stack adds no second need', () => {
    const { source, target } = twoAccounts();
    const orders = ordersTarget(target);
    notify(source, orders);
    new s3.Bucket(source, 'Videos').addEventNotification(s3.EventType.OBJECT_CREATED, new CrossAccountBucketDestination(orders));
    expect([neededBy(source), neededBy(target)]).toEqual([['Target'], []]);
  });

  test('needs of one app are not those of another', () => {
    const one = twoAccounts();
    notify(one.source, ordersTarget(one.target));
    const other = twoAccounts();
    subscribe(other.source, ordersTarget(other.target));
    expect([neededBy(other.source), neededBy(other.target)]).toEqual([[], ['Source']]);
  });
});

describe('stages, between which CDK keeps no order', () => {
  function staged(): { app: App; source: Stack; orders: CrossAccountTarget } {
    const app = new App({ context: { '@aws-cdk/core:enablePartitionLiterals': true } });
    const [from, to] = ['From', 'To'].map((id) => new Stage(app, id));
    return { app, source: new Stack(from, 'Source', { env: SOURCE_ENV }), orders: ordersTarget(new Stack(to, 'Target', { env: TARGET_ENV })) };
  }

  test('a bucket is refused, with the form that needs none', () => {
    const { source, orders } = staged();
    expect(errorOf(() => notify(source, orders))).toBe(
      'From/Source/Images/Notifications notifies To/Target/Orders, and S3 checks the permission when the notification is set, '
      + 'but the two stacks are in different stages, between which CDK keeps no order; expected stage To deployed before stage From; '
      + `${SKIP} [From/Source/Images/Notifications]`,
    );
  });

  test('a topic is refused, with what needs none', () => {
    const { source, orders } = staged();
    expect(errorOf(() => subscribe(source, orders))).toContain(
      'To/Target/Orders subscribes to From/Source/Topic, which must be there, and allow it, first, '
      + `but the two stacks are in different stages, between which CDK keeps no order; expected stage From deployed before stage To; ${BUS}`,
    );
  });

  test('a bucket that skips the validation, and a rule, are taken', () => {
    const { app, source, orders } = staged();
    notify(source, orders, { notificationsSkipDestinationValidation: true });
    new events.Rule(source, 'Rule', { eventPattern: { source: ['shop'] }, targets: [new CrossAccountRuleTarget(orders)] });
    expect(() => app.synth()).not.toThrow();
    expect(neededBy(source)).toEqual([]);
  });

  test('one stage is as one app', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod');
    const [source, target] = [new Stack(stage, 'Source', { env: SOURCE_ENV }), new Stack(stage, 'Target', { env: TARGET_ENV })];
    notify(source, ordersTarget(target));
    expect([neededBy(source), neededBy(target)]).toEqual([['Target'], []]);
    expect(() => app.synth()).not.toThrow();
  });
});

test.each(['Notifications', 'whole bucket'])('within one stack what depends the other way is found (%s)', (what) => {
  const { target } = twoAccounts();
  const orders = ordersTarget(target);
  const images = new s3.Bucket(target, 'Images');
  images.addEventNotification(s3.EventType.OBJECT_REMOVED, new CrossAccountBucketDestination(CrossAccountTarget.fromTargetArn(target, 'Mail', LIVE.replace('orders', 'mail'))));
  const { construct: policy } = orders.grants.invoke(Caller.bucket('arn:aws:s3:::others', { account: SOURCE_ENV.account }));
  policy!.node.addDependency(what === 'Notifications' ? images.node.findChild(what) : images);
  expect(errorOf(() => images.addEventNotification(s3.EventType.OBJECT_CREATED, new CrossAccountBucketDestination(orders)))).toBe(
    'no order of deployment exists: Target/Images/Notifications notifies Target/Orders, and S3 checks the permission when the notification is set; '
    + `yet Target/Orders/Policy already depends on Target/Images/Notifications; expected needs that point one way; ${SKIP} [Target/Images/Notifications]`,
  );
});
