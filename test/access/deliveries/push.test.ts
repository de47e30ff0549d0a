import { callsOf, cloudOf, ORDERS, REGION, ROLE, ROLE_ARN, sentOf, SOURCE, TARGET } from './cloud-of';
import type { TemplateResource } from '../../../src/access/read/stack-template';

const QUEUE = `arn:aws:sqs:${REGION}:${TARGET}:orders`;
const TOPIC = `arn:aws:sns:${REGION}:${TARGET}:orders`;

const key = { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } };
const one = (Type: string, Properties: Record<string, unknown>): Record<string, TemplateResource> => ({ One: { Type, Properties } });

describe('a bucket', () => {
  const bucket = one('AWS::S3::Bucket', {
    BucketName: 'images',
    NotificationConfiguration: {
      LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: ORDERS }, { Event: 's3:ObjectRemoved:*', Function: ORDERS }],
      QueueConfigurations: [{ Queue: QUEUE }],
      TopicConfigurations: [{ Topic: TOPIC }],
    },
  });

  test('calls each target once', () => {
    expect(callsOf(cloudOf(bucket))).toEqual([
      `lambda:InvokeFunction by s3.amazonaws.com on ${ORDERS}`,
      `sqs:SendMessage by s3.amazonaws.com on ${QUEUE}`,
      `sns:Publish by s3.amazonaws.com on ${TOPIC}`,
    ]);
  });

  test('sends itself and its owner', () => {
    const [delivery] = cloudOf(bucket).deliveries;
    expect(delivery).toMatchObject({ kind: 'bucket', sourceArn: 'arn:aws:s3:::images', sourceAccount: SOURCE, sourceRegion: REGION, targetArn: ORDERS });
    expect(sentOf(delivery)).toEqual(['arn:aws:s3:::images', SOURCE]);
  });

  test('has its owner also where another account writes its notifications', () => {
    const notifications = one('Custom::S3BucketNotifications', {
      BucketName: 'images',
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [{ LambdaFunctionArn: ORDERS }],
        QueueConfigurations: [{ QueueArn: QUEUE }],
        TopicConfigurations: [{ TopicArn: TOPIC }],
      },
    });
    const { deliveries } = cloudOf({ Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'images' } } }, notifications);
    expect(deliveries.map(({ targetArn }) => targetArn)).toEqual([ORDERS, QUEUE, TOPIC]);
    expect(deliveries.map(({ sourceAccount }) => sourceAccount)).toEqual([SOURCE, SOURCE, SOURCE]);
    expect(sentOf(deliveries[0])).toEqual(['arn:aws:s3:::images', SOURCE]);
  });

  test('of another app counts as one of the stack that writes its notifications', () => {
    const { deliveries } = cloudOf({}, one('Custom::S3BucketNotifications', {
      BucketName: 'theirs', NotificationConfiguration: { LambdaFunctionConfigurations: [{ LambdaFunctionArn: ORDERS }] },
    }));
    expect(sentOf(deliveries[0])).toEqual(['arn:aws:s3:::theirs', TARGET]);
  });

  test('needs the key of a queue, and what S3 tells KMS is not known', () => {
    const { deliveries } = cloudOf({
      ...one('AWS::S3::Bucket', { NotificationConfiguration: { QueueConfigurations: [{ Queue: { 'Fn::GetAtt': ['Queue', 'Arn'] } }] } }),
      Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q', KmsMasterKeyId: { Ref: 'Key' } } },
      Key: key,
    });
    expect(deliveries[0].requests.map(({ half, what, request: { action } }) => [half, what, action])).toEqual([
      ['queue', 'the bucket sends to the queue', 'sqs:SendMessage'],
      ['key', 'the bucket encrypts what it sends to the queue', 'kms:GenerateDataKey'],
      ['key', 'the bucket encrypts what it sends to the queue', 'kms:Decrypt'],
    ]);
    expect(sentOf(deliveries[0], 1)).toEqual(['unknown', 'unknown']);
  });
});

describe('a topic', () => {
  const topicArn = `arn:aws:sns:${REGION}:${SOURCE}:placed`;
  const deployer = 'arn:aws:iam::222222222222:role/⟦?the role that deploys Target|the role that deploys Target⟧';
  const subscription = (Protocol: string, Endpoint: string, TopicArn = topicArn) => cloudOf({}, one('AWS::SNS::Subscription', { TopicArn, Protocol, Endpoint }));

  test('is subscribed to by whoever deploys, and then calls the function without an account', () => {
    const cloud = subscription('lambda', ORDERS);
    expect(callsOf(cloud)).toEqual([`sns:Subscribe by ${deployer} on ${topicArn}`, `lambda:InvokeFunction by sns.amazonaws.com on ${ORDERS}`]);
    const [delivery] = cloud.deliveries;
    expect(delivery).toMatchObject({ kind: 'topic', sourceAccount: SOURCE, sourceRegion: REGION });
    expect(delivery.requests[0].request.context.get('sns:protocol')).toEqual(['lambda']);
    expect(delivery.requests[0].request.context.get('sns:endpoint')).toEqual([ORDERS]);
    expect(sentOf(delivery, 1)).toEqual([topicArn, 'absent']);
  });

  test('is subscribed to by somebody who may do everything in his account', () => {
    const { caller } = subscription('lambda', ORDERS).deliveries[0].requests[0].request;
    expect(caller).toMatchObject({ kind: 'role', account: TARGET, identity: { statements: [{ effect: 'Allow', actions: ['*'], resources: ['*'] }] } });
  });

  test('sends to a queue', () => {
    const cloud = subscription('sqs', QUEUE);
    expect(callsOf(cloud)[1]).toBe(`sqs:SendMessage by sns.amazonaws.com on ${QUEUE}`);
    expect(sentOf(cloud.deliveries[0], 1)).toEqual([topicArn, 'unknown']);
  });

  test.each([
    ['another region', 'us-east-1', REGION, 'sns.amazonaws.com'],
    ['an opt-in region', 'af-south-1', REGION, 'sns.af-south-1.amazonaws.com'],
    ['a usual region to an opt-in one', REGION, 'af-south-1', 'sns.af-south-1.amazonaws.com'],
    ['one opt-in region to itself', 'af-south-1', 'af-south-1', 'sns.amazonaws.com'],
  ])('of %s calls under the name of that region', (_, from, to, principal) => {
    const cloud = subscription('lambda', ORDERS.replace(REGION, to), topicArn.replace(REGION, from));
    expect(callsOf(cloud)[1]).toContain(`by ${principal} on`);
    expect(cloud.deliveries[0].sourceRegion).toBe(from);
  });

  test('may have its subscriptions within', () => {
    const cloud = cloudOf(one('AWS::SNS::Topic', { TopicName: 'placed', Subscription: [{ Protocol: 'lambda', Endpoint: ORDERS }, { Protocol: 'email', Endpoint: 'a@example.com' }] }));
    expect(callsOf(cloud).slice(1)).toEqual([`lambda:InvokeFunction by sns.amazonaws.com on ${ORDERS}`]);
  });

  test('has nothing to do with mail', () => {
    expect(subscription('email', 'a@example.com').deliveries).toEqual([]);
  });
});

describe('a rule', () => {
  const rule = (...Targets: object[]) => cloudOf({ ...ROLE, ...one('AWS::Events::Rule', { Name: 'nightly', Targets }) });

  test('calls as itself without a role; whether it sends its account is not sure', () => {
    const cloud = rule({ Id: 'a', Arn: ORDERS });
    expect(callsOf(cloud)).toEqual([`lambda:InvokeFunction by events.amazonaws.com on ${ORDERS}`]);
    expect(sentOf(cloud.deliveries[0])).toEqual([`arn:aws:events:${REGION}:${SOURCE}:rule/nightly`, 'unknown']);
  });

  test('sends with its role', () => {
    const cloud = rule({ Id: 'a', Arn: QUEUE, RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } });
    expect(callsOf(cloud)).toEqual([`sts:AssumeRole by events.amazonaws.com on ${ROLE_ARN}`, `sqs:SendMessage by ${ROLE_ARN} on ${QUEUE}`]);
    expect(cloud.deliveries[0].requests[1].request.caller).toMatchObject({ identity: { name: 'sender' } });
    expect(sentOf(cloud.deliveries[0])).toEqual(['unknown', 'unknown']);
  });

  test('that sends to the bus of another account is noted, and to its own is not', () => {
    const bus = (account: string) => `arn:aws:events:${REGION}:${account}:event-bus/default`;
    expect(rule({ Id: 'a', Arn: bus(SOURCE) })).toMatchObject({ deliveries: [], unknowns: [] });
    expect(rule({ Id: 'a', Arn: bus(TARGET) })).toMatchObject({ deliveries: [], unknowns: [{ path: 'Source/One', what: expect.stringContaining(bus(TARGET)) }] });
  });

  test('with a target that nobody knows is noted, and one without a target is nothing', () => {
    const cloud = rule({ Id: 'a', Arn: { 'Fn::ImportValue': 'Elsewhere' } }, { Id: 'b' });
    expect(cloud.deliveries).toEqual([]);
    expect(cloud.unknowns.map(({ what }) => what)).toContainEqual(expect.stringMatching(/^what it sends to <.*Elsewhere.*> is not checked/));
  });
});

describe('a schedule', () => {
  const schedule = (Target: object, GroupName?: string) => cloudOf({ ...ROLE, ...one('AWS::Scheduler::Schedule', { Name: 'nightly', GroupName, Target: { RoleArn: ROLE_ARN, ...Target } }) });

  test('is assumed for its group', () => {
    const cloud = schedule({ Arn: ORDERS }, 'nights');
    expect(callsOf(cloud)).toEqual([`sts:AssumeRole by scheduler.amazonaws.com on ${ROLE_ARN}`, `lambda:InvokeFunction by ${ROLE_ARN} on ${ORDERS}`]);
    expect(sentOf(cloud.deliveries[0])).toEqual([`arn:aws:scheduler:${REGION}:${SOURCE}:schedule-group/nights`, SOURCE]);
  });

  test.each([
    [{ FunctionName: 'orders', Qualifier: 'live' }, [`arn:aws:lambda:${REGION}:${SOURCE}:function:orders:live`]],
    [{ FunctionName: ORDERS }, [ORDERS]],
    [{}, []],
  ])('invokes over the universal target %j', (input, expected) => {
    const cloud = schedule({ Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke', Input: JSON.stringify(input) });
    expect(cloud.deliveries.map(({ targetArn }) => targetArn)).toEqual(expected);
  });

  test('of which the input is no JSON, or that starts something else, is nothing', () => {
    expect(schedule({ Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke', Input: 'no JSON' }).deliveries).toEqual([]);
    expect(schedule({ Arn: 'arn:aws:scheduler:::aws-sdk:lambda:invoke' }).deliveries).toEqual([]);
    expect(schedule({ Arn: `arn:aws:ecs:${REGION}:${SOURCE}:cluster/c` }).deliveries).toEqual([]);
  });
});

test('a pipe reads, enriches and sends with one role', () => {
  const source = `arn:aws:sqs:${REGION}:${SOURCE}:in`;
  const cloud = cloudOf({ ...ROLE, ...one('AWS::Pipes::Pipe', { Name: 'p', RoleArn: ROLE_ARN, Source: source, Enrichment: ORDERS, Target: QUEUE }) });
  const reads = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'].map((action) => `${action} by ${ROLE_ARN} on ${source}`);
  const start = `sts:AssumeRole by pipes.amazonaws.com on ${ROLE_ARN}`;
  expect(callsOf(cloud)).toEqual([start, ...reads, `lambda:InvokeFunction by ${ROLE_ARN} on ${ORDERS}`, start, ...reads, `sqs:SendMessage by ${ROLE_ARN} on ${QUEUE}`]);
  expect(sentOf(cloud.deliveries[0])).toEqual([`arn:aws:pipes:${REGION}:${SOURCE}:pipe/p`, SOURCE]);
});

test('a pipe without a role is nothing', () => {
  expect(cloudOf(one('AWS::Pipes::Pipe', { Source: QUEUE, Target: ORDERS })).deliveries).toEqual([]);
});
