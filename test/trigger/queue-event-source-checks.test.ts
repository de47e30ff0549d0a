import { App, Duration, Stack, Stage } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ordersFunction } from './pull-apps';
import { CrossAccountQueueEventSource } from '../../src';
import { errorOf, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ENV, twoAccounts } from '../support/apps';

describe('synthesis fails', () => {
  test('between regions', () => {
    const { source, target } = twoAccounts({ source: { env: { account: SOURCE_ACCOUNT, region: 'us-east-1' } } });
    expect(errorOf(() => ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue'))))).toBe(
      'Source/Queue is in region us-east-1, the function in eu-west-1; a function reads a queue of its own region only; expected both in one region; '
      + 'move one of them; or let a function beside the queue read it and call this one (CrossAccountInvoker) [Target/Function]');
  });

  test('if the account of the queue is not known', () => {
    const { source, target } = twoAccounts({ source: { env: { region: REGION } } });
    expect(errorOf(() => ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue')))))
      .toContain('the account of Source/Queue is not known at synthesis');
  });

  test('if the account of the function is not known', () => {
    const { source, target } = twoAccounts({ target: { env: { region: REGION } } });
    expect(errorOf(() => ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue')))))
      .toContain('is only known in stack Target, so no other template can name it');
  });

  test('if the two stacks need each other', () => {
    const { source, target } = twoAccounts();
    source.addDependency(target);
    expect(errorOf(() => ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue'))))).toBe(
      'no order of deployment exists: Target/Function reads Source/Queue, and Lambda checks the permission when the mapping is made; yet Source already '
      + 'depends on Target; expected needs that point one way; put the queue into a stack of its own, which is deployed before the function\'s; or move '
      + 'one of the two into a third stack '
      + '[Target/Function/SqsEventSource:SourceQueue8EB48F60]');
  });

  test('between stages', () => {
    const app = new App();
    const source = new Stack(new Stage(app, 'One'), 'Source', { env: SOURCE_ENV });
    const target = new Stack(new Stage(app, 'Two'), 'Target', { env: TARGET_ENV });
    expect(errorOf(() => ordersFunction(target).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue')))))
      .toBe('Two/Target/Function reads One/Source/Queue, and Lambda checks the permission when the mapping is made, but the two stacks are in different '
        + 'stages, between which CDK keeps no order; expected stage One deployed before stage Two; write the halves apart: CrossAccountQueueEventSource.allowConsumer('
        + 'queue, Caller.role(roleArn)) in the account of the queue; in the function\'s an imported queue, in a stack that your pipeline deploys after that of '
        + 'the queue [Two/Target/Function/SqsEventSource:OneSourceQueue12720D3D]');
  });
});

describe('the visibility timeout', () => {
  const bind = (visibility: Duration | undefined, timeout: Duration | undefined, maxBatchingWindow?: Duration) => {
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue', { visibilityTimeout: visibility });
    const orders = ordersFunction(target, { timeout });
    orders.addEventSource(new CrossAccountQueueEventSource(queue, { maxBatchingWindow }));
    return Annotations.fromStack(target).findWarning('*', Match.stringLikeRegexp('visibilityTimeout')).map(({ entry }) => entry.data);
  };

  test('must not be shorter than the timeout of the function', () => {
    expect(errorOf(() => bind(undefined, Duration.seconds(60)))).toBe(
      'messages of Source/Queue become visible again after 30 s, but the function may run for 60 s; expected a visibility timeout that is not shorter '
      + 'than the function\'s timeout: Lambda refuses the mapping otherwise; write visibilityTimeout: Duration.seconds(360) on the queue (six times the '
      + 'timeout and the batching window, as AWS recommends) [Target/Function]');
  });

  test('should be six times as long', () => {
    expect(bind(Duration.seconds(60), Duration.seconds(10), Duration.seconds(1))).toEqual([
      'messages of Source/Queue become visible again after 60 s; AWS recommends six times the function\'s timeout and the batching window, 61 s, so that '
      + 'throttled batches are not processed twice [ack: cdk-cross-account-lambda:CrossAccountQueueEventSource.visibilityTimeout]',
    ]);
  });

  test('is right by default, and where it is not known', () => {
    expect(bind(undefined, undefined)).toEqual([]);
    expect(bind(Duration.seconds(60), Duration.seconds(10))).toEqual([]);
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue');
    (queue.node.defaultChild as sqs.CfnQueue).visibilityTimeout = Number(0.5);
    ordersFunction(target, { timeout: Duration.seconds(60) }).addEventSource(new CrossAccountQueueEventSource(queue));
    expect(Annotations.fromStack(target).findWarning('*', Match.stringLikeRegexp('visibilityTimeout'))).toEqual([]);
  });
});
