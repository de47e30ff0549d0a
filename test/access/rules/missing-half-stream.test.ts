import { allow, fn, FOR_LAMBDA, found, only, role, source, target } from './report-of';

const STREAM = 'arn:aws:kinesis:eu-west-1:111111111111:stream/clicks';
const READS = ['kinesis:GetRecords', 'kinesis:SubscribeToShard', 'kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetShardIterator', 'kinesis:ListShards'];
const CLICKS = { Clicks: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'clicks' } } };
const READING = target({
  Role: role('orders', [FOR_LAMBDA], [allow([...READS, 'kinesis:ListStreams'], STREAM)]),
  Orders: fn('orders'),
  Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: { Ref: 'Orders' }, EventSourceArn: STREAM } },
});

test('the stream lets nobody in', () => {
  expect(only([source(CLICKS), READING])).toEqual({
    rule: 'missing-half-stream error',
    message: 'arn:aws:iam::222222222222:role/orders calls arn:aws:kinesis:eu-west-1:111111111111:stream/clicks with kinesis:GetRecords, '
      + 'kinesis:SubscribeToShard, kinesis:DescribeStream, kinesis:DescribeStreamSummary, kinesis:GetShardIterator, '
      + 'kinesis:ListShards, and AWS denies it: no policy of arn:aws:kinesis:eu-west-1:111111111111:stream/clicks, in account '
      + '111111111111, lets the caller in',
    fix: 'add this statement to an AWS::Kinesis::ResourcePolicy of Source/Clicks (account 111111111111)',
    at: 'Source/Clicks',
    other: 'Target/Role',
    statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::222222222222:root' },
      Action: [
        'kinesis:GetRecords',
        'kinesis:SubscribeToShard',
        'kinesis:DescribeStream',
        'kinesis:DescribeStreamSummary',
        'kinesis:GetShardIterator',
        'kinesis:ListShards',
      ],
      Resource: 'arn:aws:kinesis:eu-west-1:111111111111:stream/clicks',
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/orders' } },
    },
  });
});

test('silent: with a policy of the stream', () => {
  const statement = { Effect: 'Allow', Action: READS, Resource: STREAM, Principal: { AWS: '222222222222' } };
  const policy = { Policy: { Type: 'AWS::Kinesis::ResourcePolicy', Properties: { ResourceArn: STREAM, ResourcePolicy: { Statement: [statement] } } } };
  expect(found(source({ ...CLICKS, ...policy }), READING)).toEqual([]);
});

test('silent: a policy that is a parameter may let it in', () => {
  const policy = { Policy: { Type: 'AWS::Kinesis::ResourcePolicy', Properties: { ResourceArn: STREAM, ResourcePolicy: { Ref: 'Document' } } } };
  expect(found(source({ ...CLICKS, ...policy }, { template: { Parameters: { Document: { Type: 'String' } } } }), READING)).toEqual([]);
});
