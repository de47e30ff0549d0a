import { callsOf, cloudOf, REGION, SOURCE, TARGET } from './cloud-of';
import type { TemplateResource } from '../../../src/access/read/stack-template';

type Resources = Record<string, TemplateResource>;

const READER_ARN = `arn:aws:iam::${TARGET}:role/reader`;
const FUNCTION: Resources = {
  Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'reader', AssumeRolePolicyDocument: { Statement: [] } } },
  Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'orders', Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: '' } } },
};
const ORDERS = `arn:aws:lambda:${REGION}:${TARGET}:function:orders`;
const there = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${SOURCE}:${resource}`;
const on = (arn: string, ...actions: string[]) => actions.map((action) => `${action} by ${READER_ARN} on ${arn}`);

const SQS = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];
const KINESIS = ['kinesis:DescribeStream', 'kinesis:DescribeStreamSummary', 'kinesis:GetRecords', 'kinesis:GetShardIterator', 'kinesis:ListShards'];
const DYNAMODB = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

const mapping = (properties: object, source: Resources = {}) => cloudOf(source, { ...FUNCTION, Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: 'orders', ...properties } } });

describe('a mapping', () => {
  const stream = there('kinesis', 'stream/s');
  const consumer = `${stream}/consumer/c:1700000000`;
  const cluster = there('kafka', 'cluster/c/1');
  const connection = there('kafka', 'vpc-connection/111111111111/222222222222/c/1');

  test.each([
    ['queue', there('sqs', 'q'), on(there('sqs', 'q'), ...SQS)],
    ['kinesis-stream', stream, on(stream, ...KINESIS)],
    ['kinesis-stream', consumer, [...on(consumer, 'kinesis:DescribeStreamConsumer', 'kinesis:SubscribeToShard'), ...on(stream, ...KINESIS)]],
    ['table-stream', there('dynamodb', 'table/t/stream/1'), on(there('dynamodb', 'table/t/stream/1'), ...DYNAMODB)],
    ['kafka-cluster', cluster, on(cluster, 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers')],
    ['kafka-cluster', connection, on(connection, 'kafka:DescribeVpcConnection')],
  ])('of a %s reads with the role of the function', (kind, EventSourceArn, calls) => {
    const cloud = mapping({ EventSourceArn });
    expect(callsOf(cloud)).toEqual(calls);
    expect(cloud.deliveries[0]).toMatchObject({ kind, sourceArn: EventSourceArn, sourceAccount: SOURCE, sourceRegion: REGION, targetArn: ORDERS });
    expect(cloud.deliveries[0].requests[0].request.caller).toMatchObject({ identity: { name: 'reader' } });
  });

  test('of an alias reads with the role of its function, for the alias', () => {
    expect(mapping({ FunctionName: `${ORDERS}:live`, EventSourceArn: there('sqs', 'q') }).deliveries[0]).toMatchObject({
      targetArn: `${ORDERS}:live`, requests: SQS.map((action) => ({ request: { action, caller: { arn: READER_ARN } } })),
    });
  });

  test('sends what fails to its destination', () => {
    const cloud = mapping({ EventSourceArn: stream, DestinationConfig: { OnFailure: { Destination: there('sqs', 'failed') } } });
    expect(callsOf(cloud).slice(KINESIS.length)).toEqual(on(there('sqs', 'failed'), 'sqs:SendMessage'));
  });

  test('of Kafka that somebody runs himself asks for nothing', () => {
    expect(mapping({ SelfManagedEventSource: {} })).toMatchObject({ deliveries: [], unknowns: [] });
  });

  test.each([
    ['a function of another app', { FunctionName: 'elsewhere', EventSourceArn: there('sqs', 'q') }, `who reads ${there('sqs', 'q')} is not known: no template here creates the function ${ORDERS.replace('orders', 'elsewhere')}`],
    ['a broker', { EventSourceArn: there('mq', 'broker:b') }, `what it takes to read ${there('mq', 'broker:b')} is not checked: only queues, Kinesis, DynamoDB streams and MSK clusters are`],
  ])('of %s is noted', (_, properties, what) => {
    expect(mapping(properties)).toMatchObject({ deliveries: [], unknowns: [{ path: 'Target/Mapping', what }] });
  });
});

describe('the key of a source', () => {
  const KEY: Resources = { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } } };
  const queue = (KmsMasterKeyId: unknown): Resources => ({ ...KEY, Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q', KmsMasterKeyId } } });
  const alias: Resources = { Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/q', TargetKeyId: { Ref: 'Key' } } } };
  const decrypts = (source: Resources, EventSourceArn: string) => callsOf(mapping({ EventSourceArn }, source)).filter((call) => call.startsWith('kms:'));

  test.each<[string, Resources]>([
    ['by its id', queue({ Ref: 'Key' })],
    ['by its ARN', queue({ 'Fn::GetAtt': ['Key', 'Arn'] })],
    ['by an alias', { ...alias, ...queue('alias/q') }],
    ['by the ARN of an alias', { ...alias, ...queue(there('kms', 'alias/q')) }],
  ])('is found %s', (_, source) => {
    expect(decrypts(source, there('sqs', 'q'))).toEqual([expect.stringMatching(/^kms:Decrypt by arn:aws:iam::222222222222:role\/reader on arn:aws:kms:eu-west-1:111111111111:key\/⟦/)]);
  });

  test.each<[string, Resources]>([
    ['one of another app', queue(there('kms', 'key/1'))],
    ['one that AWS manages', queue('alias/aws/sqs')],
    ['none', queue(undefined)],
    ['one behind an alias of another app', { Alias: { Type: 'AWS::KMS::Alias', Properties: { AliasName: 'alias/q', TargetKeyId: 'elsewhere' } }, ...queue('alias/q') }],
  ])('is not asked for: %s', (_, source) => {
    expect(decrypts(source, there('sqs', 'q'))).toEqual([]);
  });

  test('of a stream serves its consumers', () => {
    const source: Resources = { ...KEY, Stream: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 's', StreamEncryption: { KeyId: { Ref: 'Key' } } } } };
    expect(decrypts(source, there('kinesis', 'stream/s'))).toHaveLength(1);
    expect(decrypts(source, there('kinesis', 'stream/s/consumer/c:1'))).toHaveLength(1);
  });

  test('of a table serves its stream', () => {
    const StreamSpecification = { StreamViewType: 'NEW_IMAGE' };
    const tables: Resources[] = [
      { Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 't', StreamSpecification, SSESpecification: { KMSMasterKeyId: { Ref: 'Key' } } } } },
      { Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: 't', StreamSpecification, Replicas: [{ Region: REGION, SSESpecification: { KMSMasterKeyId: { Ref: 'Key' } } }] } } },
    ];
    for (const table of tables) {
      const cloud = cloudOf({
        ...KEY,
        ...table,
        ...FUNCTION,
        Mapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { FunctionName: 'orders', EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] } } },
      });
      expect(cloud.deliveries[0].requests.map(({ half, request: { action } }) => [half, action])).toEqual([...DYNAMODB.map((action) => ['stream', action]), ['key', 'kms:Decrypt']]);
    }
  });

  test('of a global table is that of the replica here', () => {
    const table: Resources = { Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: { TableName: 't', Replicas: [{ Region: 'us-east-1', SSESpecification: { KMSMasterKeyId: { Ref: 'Key' } } }] } } };
    expect(decrypts({ ...KEY, ...table }, there('dynamodb', 'table/t/stream/1'))).toEqual([]);
  });
});

describe('what comes of asynchronous calls', () => {
  const destinations = (FunctionName: string) => cloudOf({}, {
    ...FUNCTION,
    Config: {
      Type: 'AWS::Lambda::EventInvokeConfig',
      Properties: { FunctionName, Qualifier: '$LATEST', DestinationConfig: { OnSuccess: { Destination: `arn:aws:events:${REGION}:${SOURCE}:event-bus/b` }, OnFailure: { Destination: there('sns', 'failed') } } },
    },
  });

  test('goes to destinations with the role of the function', () => {
    const cloud = destinations('orders');
    expect(callsOf(cloud)).toEqual(on(there('sns', 'failed'), 'sns:Publish'));
    expect(cloud.deliveries[0]).toMatchObject({ kind: 'destination', sourceArn: ORDERS, sourceAccount: TARGET });
  });

  test('of a function of another app is noted', () => {
    expect(destinations('elsewhere')).toMatchObject({ deliveries: [], unknowns: [{ what: expect.stringContaining(`who sends to ${there('sns', 'failed')} is not known`) }] });
  });

  test('of a function of another app, without destinations, is nothing', () => {
    const config = { Config: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: { FunctionName: 'elsewhere', MaximumRetryAttempts: 0 } } };
    expect(cloudOf({}, config)).toMatchObject({ deliveries: [], unknowns: [] });
  });

  test('goes to a dead-letter queue', () => {
    const { Role, Function: fn } = FUNCTION;
    const cloud = cloudOf({}, { Role, Function: { ...fn, Properties: { ...fn.Properties, DeadLetterConfig: { TargetArn: there('sqs', 'dead') } } } });
    expect(callsOf(cloud)).toEqual(on(there('sqs', 'dead'), 'sqs:SendMessage'));
    expect(cloud.deliveries[0].kind).toBe('dead-letter');
  });
});
