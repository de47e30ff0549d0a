import { CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { KinesisConsumerEventSource, KinesisEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { CONSUMER, handOverTexts, identityStatements, LATEST, onlyOne, ordersFunction, ORDERS_ROLE, outputOf, reader, withoutSids } from './pull-apps';
import { CrossAccountKinesisConsumerEventSource, CrossAccountKinesisEventSource } from '../../src';
import { errorOf, fn, REGION, SOURCE_ACCOUNT, twoAccounts } from '../support/apps';

const STREAM_ACTIONS = ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'];
/** Without a resource, so only the role's own policy can allow it. */
const LISTING = { Effect: 'Allow', Action: 'kinesis:ListStreams', Resource: '*' };
const CONSUMER_ACTIONS = ['kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'];
const MAPPING = 'AWS::Lambda::EventSourceMapping';
const STREAM_ARN = `arn:aws:kinesis:${REGION}:${SOURCE_ACCOUNT}:stream/orders`;
const CONSUMER_ARN = `${STREAM_ARN}/consumer/reports:1700000000`;

const plain = (stack: Stack, props: kinesis.StreamProps = {}) =>
  new kinesis.Stream(stack, 'Stream', { streamName: 'orders', encryption: kinesis.StreamEncryption.UNENCRYPTED, ...props });

/** The statements of every stream's and consumer's policy, by the attribute that they are for. */
function streamPolicies(stack: Stack): Record<string, object[]> {
  const found = Object.values(Template.fromStack(stack).findResources('AWS::Kinesis::ResourcePolicy')) as
    { Properties: { ResourceArn: object; ResourcePolicy: { Statement: Record<string, unknown>[] } } }[];
  return Object.fromEntries(found.map(({ Properties: { ResourceArn, ResourcePolicy } }) =>
    [JSON.stringify(ResourceArn), withoutSids(ResourcePolicy.Statement).statements]));
}

describe('a stream of another account', () => {
  test('lets the role read in its own account, and is mapped in the function\'s', () => {
    const { source, target } = twoAccounts();
    const events = new CrossAccountKinesisEventSource(plain(source), LATEST);
    ordersFunction(target).addEventSource(events);
    const arn = { 'Fn::GetAtt': ['Stream790BDEE4', 'Arn'] };
    expect(streamPolicies(source)).toEqual({ [JSON.stringify(arn)]: [{ ...reader(), Action: STREAM_ACTIONS, Resource: arn }] });
    expect(identityStatements(target)).toEqual([{ Effect: 'Allow', Action: STREAM_ACTIONS, Resource: STREAM_ARN }, LISTING]);
    expect(onlyOne(target, MAPPING)).toEqual({
      BatchSize: 100,
      EventSourceArn: STREAM_ARN,
      FunctionName: { Ref: 'Function76856677' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      StartingPosition: 'LATEST',
    });
    expect([target.dependencies, source.dependencies]).toEqual([[source], []]);
    expect(target.resolve(events.eventSourceMappingId)).toEqual({ Ref: expect.stringMatching(/^FunctionKinesisEventSource/) });
    expect(JSON.stringify(target.resolve(events.eventSourceMappingArn))).toContain('event-source-mapping:');
  });

  test('without a name is referred to', () => {
    const { source, target } = twoAccounts();
    ordersFunction(target).addEventSource(new CrossAccountKinesisEventSource(plain(source, { streamName: undefined }), LATEST));
    expect(onlyOne(target, MAPPING).EventSourceArn).toEqual(outputOf('Stream790BDEE4', 'Arn'));
  });

  test('with a key lets the role decrypt', () => {
    const { source, target } = twoAccounts();
    ordersFunction(target).addEventSource(new CrossAccountKinesisEventSource(plain(source, { encryption: kinesis.StreamEncryption.KMS }), LATEST));
    const { Statement } = onlyOne(source, 'AWS::KMS::Key').KeyPolicy as { Statement: Record<string, unknown>[] };
    expect(withoutSids(Statement).statements[1]).toEqual({ ...reader(), Action: 'kms:Decrypt', Resource: '*' });
    expect(identityStatements(target).slice(1)).toEqual([LISTING, { Effect: 'Allow', Action: 'kms:Decrypt', Resource: outputOf('StreamKey238BEC37', 'Arn') }]);
  });

  test('passes every option on', () => {
    const { source, target } = twoAccounts();
    ordersFunction(target).addEventSource(new CrossAccountKinesisEventSource(plain(source), {
      startingPosition: lambda.StartingPosition.AT_TIMESTAMP,
      startingPositionTimestamp: 1_700_000_000,
      batchSize: 10,
      bisectBatchOnError: true,
      maxRecordAge: Duration.hours(1),
      retryAttempts: 3,
      parallelizationFactor: 2,
      tumblingWindow: Duration.minutes(1),
      onFailure: new SqsDlq(new sqs.Queue(target, 'Failed')),
    }));
    expect(onlyOne(target, MAPPING)).toEqual({
      BatchSize: 10,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Failed178E83A2', 'Arn'] } } },
      EventSourceArn: STREAM_ARN,
      FunctionName: { Ref: 'Function76856677' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRecordAgeInSeconds: 3600,
      MaximumRetryAttempts: 3,
      ParallelizationFactor: 2,
      StartingPosition: 'AT_TIMESTAMP',
      StartingPositionTimestamp: 1_700_000_000,
      TumblingWindowInSeconds: 60,
    });
  });

  test('with the key that aws-cdk-lib takes by default cannot be shared', () => {
    const { source, target } = twoAccounts();
    const stream = new kinesis.Stream(source, 'Stream');
    expect(errorOf(() => ordersFunction(target).addEventSource(new CrossAccountKinesisEventSource(stream, LATEST)))).toBe(
      'Source/Stream is encrypted with the key that AWS manages for its account (alias/aws/kinesis), which no other account can use; expected a stream '
      + 'without encryption by KMS, or with a key of yours; write encryption: kinesis.StreamEncryption.KMS (aws-cdk-lib takes the key of AWS if nothing '
      + 'is said), or UNENCRYPTED [Source/Stream]');
  });

  test('reads two streams with one permission to list them', () => {
    const { source, target } = twoAccounts();
    const orders = ordersFunction(target);
    for (const id of ['One', 'Two']) {
      const stream = new kinesis.Stream(source, id, { streamName: id.toLowerCase(), encryption: kinesis.StreamEncryption.UNENCRYPTED });
      orders.addEventSource(new CrossAccountKinesisEventSource(stream, LATEST));
    }
    expect(identityStatements(target).filter(({ Action }) => Action === LISTING.Action)).toEqual([LISTING]);
  });

  test('that is imported hands its half over', () => {
    const { target } = twoAccounts();
    const stream = kinesis.Stream.fromStreamArn(target, 'Stream', STREAM_ARN);
    ordersFunction(target).addEventSource(new CrossAccountKinesisEventSource(stream, LATEST));
    expect(onlyOne(target, MAPPING).EventSourceArn).toBe(STREAM_ARN);
    const [text] = handOverTexts(target);
    expect(text).toContain(`account ${SOURCE_ACCOUNT}, which this app does not deploy, must let role ${ORDERS_ROLE} read stream ${STREAM_ARN} `
      + '(put-resource-policy replaces the whole policy and names the roles of this app up to here: of several messages use the last)');
    expect(text).toContain(`aws kinesis put-resource-policy --region ${REGION} --resource-arn ${STREAM_ARN} --policy '{"Version":"2012-10-17","Statement":[{`);
  });

  test('lets a role of another app read, whose halves are handed over', () => {
    const { source } = twoAccounts();
    const halves = CrossAccountKinesisEventSource.allowConsumer(plain(source), CONSUMER);
    expect(halves.map(({ written, construct }) => [written, construct?.node.path])).toEqual([[true, 'Source/Stream/Policy'], [false, undefined], [false, undefined]]);
    expect(halves[2].handOver!.commands).toEqual([`aws lambda create-event-source-mapping --region ${REGION} --function-name FUNCTION_NAME `
      + `--event-source-arn ${STREAM_ARN} --function-response-types ReportBatchItemFailures --starting-position TRIM_HORIZON`]);
  });

  test('of the same account works as with aws-cdk-lib', () => {
    const templates = [true, false].map((ours) => {
      const { target } = twoAccounts();
      const stream = new kinesis.Stream(target, 'Stream');
      const props = { ...LATEST, reportBatchItemFailures: true };
      ordersFunction(target).addEventSource(ours ? new CrossAccountKinesisEventSource(stream, LATEST) : new KinesisEventSource(stream, props));
      return Template.fromStack(target).toJSON() as unknown;
    });
    expect(templates[0]).toEqual(templates[1]);
  });
});

describe('a consumer of a stream of another account', () => {
  const consumerOf = (stack: Stack, props: kinesis.StreamProps = {}) =>
    new kinesis.StreamConsumer(stack, 'Consumer', { stream: plain(stack, props), streamConsumerName: 'reports' });

  test('lets the role read the stream and the consumer, and is mapped by its whole ARN', () => {
    const { source, target } = twoAccounts();
    const events = new CrossAccountKinesisConsumerEventSource(consumerOf(source), LATEST);
    ordersFunction(target).addEventSource(events);
    const [stream, consumer] = [{ 'Fn::GetAtt': ['Stream790BDEE4', 'Arn'] }, { 'Fn::GetAtt': ['Consumer8D6BE417', 'ConsumerARN'] }];
    expect(streamPolicies(source)).toEqual({
      [JSON.stringify(stream)]: [{ ...reader(), Action: STREAM_ACTIONS, Resource: stream }],
      [JSON.stringify(consumer)]: [{ ...reader(), Action: CONSUMER_ACTIONS, Resource: consumer }],
    });
    const arn = outputOf('Consumer8D6BE417', 'ConsumerARN');
    expect(identityStatements(target)).toEqual([
      { Effect: 'Allow', Action: STREAM_ACTIONS, Resource: STREAM_ARN },
      LISTING,
      { Effect: 'Allow', Action: CONSUMER_ACTIONS, Resource: arn },
    ]);
    expect(onlyOne(target, MAPPING).EventSourceArn).toEqual(arn);
    expect(target.resolve(events.eventSourceMappingId)).toEqual({ Ref: expect.stringMatching(/^FunctionKinesisConsumerEventSource/) });
    expect(JSON.stringify(target.resolve(events.eventSourceMappingArn))).toContain('event-source-mapping:');
  });

  test('and the stream itself may be read by two functions', () => {
    const { source, target } = twoAccounts();
    const consumer = consumerOf(source);
    ordersFunction(target).addEventSource(new CrossAccountKinesisConsumerEventSource(consumer, LATEST));
    fn(target, 'Other').addEventSource(new CrossAccountKinesisEventSource(consumer.stream, LATEST));
    expect(streamPolicies(source)['{"Fn::GetAtt":["Stream790BDEE4","Arn"]}']).toHaveLength(2);
  });

  test('that is imported hands both halves over', () => {
    const { target } = twoAccounts();
    const consumer = kinesis.StreamConsumer.fromStreamConsumerArn(target, 'Consumer', CONSUMER_ARN);
    ordersFunction(target).addEventSource(new CrossAccountKinesisConsumerEventSource(consumer, LATEST));
    expect(onlyOne(target, MAPPING).EventSourceArn).toBe(CONSUMER_ARN);
    expect(handOverTexts(target).map((text) => /--resource-arn (\S+)/.exec(text)![1]).sort()).toEqual([STREAM_ARN, CONSUMER_ARN]);
  });

  test('lets a role of another app read', () => {
    const { source } = twoAccounts();
    const halves = CrossAccountKinesisConsumerEventSource.allowConsumer(consumerOf(source, { encryption: kinesis.StreamEncryption.KMS }), CONSUMER);
    expect(halves.map(({ written, construct }) => [written, construct?.node.path])).toEqual([
      [true, 'Source/Stream/Policy'], [true, 'Source/Stream/Key'], [true, 'Source/Consumer/Policy'], [false, undefined], [false, undefined],
    ]);
    expect(JSON.parse(halves[3].handOver!.statement)).toEqual([
      { Sid: 'ReadStream', Effect: 'Allow', Action: STREAM_ACTIONS, Resource: STREAM_ARN },
      { Sid: 'ListStreams', ...LISTING },
      { Sid: 'Decrypt', Effect: 'Allow', Action: 'kms:Decrypt', Resource: 'KEY_ARN' },
      { Sid: 'ReadConsumer', Effect: 'Allow', Action: CONSUMER_ACTIONS, Resource: 'CONSUMER_ARN' },
    ]);
    expect(halves[4].handOver!.commands[0]).toContain(' --event-source-arn CONSUMER_ARN ');
  });

  test('of the same account works as with aws-cdk-lib', () => {
    const templates = [true, false].map((ours) => {
      const { target } = twoAccounts();
      const consumer = consumerOf(target);
      const props = { ...LATEST, reportBatchItemFailures: true };
      ordersFunction(target).addEventSource(ours
        ? new CrossAccountKinesisConsumerEventSource(consumer, LATEST)
        : new KinesisConsumerEventSource(consumer, props));
      return Template.fromStack(target).toJSON() as unknown;
    });
    expect(templates[0]).toEqual(templates[1]);
  });

  test('may be imported by an ARN that is only known at deployment', () => {
    const { target } = twoAccounts();
    const streamArn = new CfnParameter(target, 'StreamArn').valueAsString;
    ordersFunction(target).addEventSource(new CrossAccountKinesisEventSource(kinesis.Stream.fromStreamArn(target, 'Stream', streamArn), LATEST));
    expect(handOverTexts(target)[0]).toContain(`must let role ${ORDERS_ROLE} read stream STREAM_ARN (`);
    expect(handOverTexts(target)[0]).toContain('aws kinesis put-resource-policy --region REGION --resource-arn STREAM_ARN --policy ');
  });
});
