import { allow, fn, found, only, role, FOR_LAMBDA, source, target } from './report-of';

const QUEUE = 'arn:aws:sqs:eu-west-1:111111111111:placed';
const READS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const PLACED = { Placed: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'placed' } } };
const ORDERS_ROLE = 'arn:aws:iam::222222222222:role/orders';
const READING = target({
  Role: role('orders', [FOR_LAMBDA], [allow(READS, QUEUE)]),
  Orders: fn('orders', ORDERS_ROLE),
  Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Orders' }, EventSourceArn: QUEUE } },
});
const policy = (statement: object) => ({ Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Placed' }], PolicyDocument: { Statement: [statement] } } } });
const LET_IN = {
  Effect: 'Allow',
  Action: READS,
  Resource: QUEUE,
  Principal: { AWS: 'arn:aws:iam::222222222222:root' },
  Condition: { ArnEquals: { 'aws:PrincipalArn': ORDERS_ROLE } },
};

test('the queue lets nobody in', () => {
  expect(only([source(PLACED), READING])).toEqual({
    rule: 'missing-half-queue error',
    message: 'arn:aws:iam::222222222222:role/orders calls arn:aws:sqs:eu-west-1:111111111111:placed with sqs:ReceiveMessage, '
      + 'sqs:DeleteMessage, sqs:GetQueueAttributes, and AWS denies it: no policy of arn:aws:sqs:eu-west-1:111111111111:placed, in '
      + 'account 111111111111, lets the caller in',
    fix: 'add this statement to an AWS::SQS::QueuePolicy of Source/Placed (account 111111111111)',
    at: 'Source/Placed',
    other: 'Target/Role',
    statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::222222222222:root' },
      Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      Resource: 'arn:aws:sqs:eu-west-1:111111111111:placed',
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/orders' } },
    },
  });
});

test('the queue has a policy for others: the statement goes there', () => {
  const others = { ...LET_IN, Condition: { ArnEquals: { 'aws:PrincipalArn': `${ORDERS_ROLE}-of-others` } } };
  expect(only([source({ ...PLACED, ...policy(others) }), READING]).fix).toBe('add this statement to the policy that Source/Policy writes');
});

test('a bucket sends to a queue that does not let S3 in', () => {
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'images', NotificationConfiguration: { QueueConfigurations: [{ Queue: QUEUE, Event: 's3:ObjectCreated:*' }] } } };
  expect(only([source(PLACED), target({ Images: bucket })])).toEqual({
    rule: 'missing-half-queue error',
    message: 's3.amazonaws.com for arn:aws:s3:::images calls arn:aws:sqs:eu-west-1:111111111111:placed with sqs:SendMessage (the bucket '
      + 'sends to the queue), and AWS denies it: no policy of arn:aws:sqs:eu-west-1:111111111111:placed, in account 111111111111, '
      + 'lets the caller in',
    fix: 'add this statement to an AWS::SQS::QueuePolicy of Source/Placed (account 111111111111)',
    at: 'Source/Placed',
    other: 'Target/Images',
    statement: {
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: 'arn:aws:sqs:eu-west-1:111111111111:placed',
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::images' }, StringEquals: { 'aws:SourceAccount': '222222222222' } },
    },
  });
});

describe('silent', () => {
  test('both halves', () => {
    expect(found(source({ ...PLACED, ...policy(LET_IN) }), READING)).toEqual([]);
  });

  test('a Deny of what is not encrypted does not concern the call', () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: QUEUE, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    const both = { Policy: { Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [{ Ref: 'Placed' }], PolicyDocument: { Statement: [LET_IN, deny] } } } };
    expect(found(source({ ...PLACED, ...both }), READING)).toEqual([]);
  });

  test('the queue is of another app', () => {
    expect(found(source({}), READING)).toEqual([]);
  });
});
