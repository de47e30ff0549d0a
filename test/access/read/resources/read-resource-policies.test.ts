import { allow, read } from './readers';
import { readResourcePolicies } from '../../../../src/access/read/resources/read-resource-policies';
import { readable } from '../../../../src/access/values/unknown';

type Resources = Parameters<typeof read>[0]['resources'];

const policiesOf = (resources: Resources, account?: string) => readResourcePolicies(read({ name: 'S', account, resources }).readers);
const regional = (service: string, resource: string) => `arn:aws:${service}:eu-west-1:111111111111:${resource}`;
/** Which policy says what, as far as a template writes it. */
const summary = (resources: Resources) => Array.from(policiesOf(resources).values())
  .filter(({ writers }) => writers.length > 0)
  .map(({ resourceArn, statements }) => [readable(resourceArn), statements.map(({ actions }) => actions!.join())]);

test.each<[string, string, Resources]>([
  ['a bucket', 'arn:aws:s3:::uploads', { P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'uploads', PolicyDocument: allow('a:b') } } }],
  ['a topic', regional('sns', 'topic'), { P: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [regional('sns', 'topic')], PolicyDocument: allow('a:b') } } }],
  ['a topic alone', regional('sns', 'topic'), { P: { Type: 'AWS::SNS::TopicInlinePolicy', Properties: { TopicArn: regional('sns', 'topic'), PolicyDocument: allow('a:b') } } }],
  ['a stream', regional('kinesis', 'stream/s'), { P: { Type: 'AWS::Kinesis::ResourcePolicy', Properties: { ResourceArn: regional('kinesis', 'stream/s'), ResourcePolicy: allow('a:b') } } }],
  ['a parameter', regional('ssm', 'parameter/p'), { P: { Type: 'AWS::SSM::ResourcePolicy', Properties: { ResourceArn: regional('ssm', 'parameter/p'), Policy: allow('a:b') } } }],
  ['log groups', regional('logs', '*'), { P: { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyName: 'p', PolicyDocument: JSON.stringify(allow('a:b')) } } }],
  ['one log group', regional('logs', 'log-group:g'), { P: { Type: 'AWS::Logs::ResourcePolicy', Properties: { ResourceArn: regional('logs', 'log-group:g'), PolicyDocument: allow('a:b') } } }],
  ['a secret by its ARN', regional('secretsmanager', 'secret:s-AbCdEf'), { P: { Type: 'AWS::SecretsManager::ResourcePolicy', Properties: { SecretId: regional('secretsmanager', 'secret:s-AbCdEf'), ResourcePolicy: allow('a:b') } } }],
  ['a secret of another app by its name', regional('secretsmanager', 'secret:s-<ending of the secret s>'), { P: { Type: 'AWS::SecretsManager::ResourcePolicy', Properties: { SecretId: 's', ResourcePolicy: allow('a:b') } } }],
  ['a secret of the app by its name', regional('secretsmanager', 'secret:s-<ending of Secret of S>'), {
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 's' } },
    P: { Type: 'AWS::SecretsManager::ResourcePolicy', Properties: { SecretId: 's', ResourcePolicy: allow('a:b') } },
  }],
  ['a key', regional('kms', 'key/<Key of S>'), { Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: allow('a:b') } } }],
  ['a bus', regional('events', 'event-bus/bus'), { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'bus', Policy: allow('a:b') } } }],
  ['a destination of logs', regional('logs', 'destination:d'), { D: { Type: 'AWS::Logs::Destination', Properties: { DestinationName: 'd', DestinationPolicy: JSON.stringify(allow('a:b')) } } }],
  ['a repository', regional('ecr', 'repository/r'), { R: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'r', RepositoryPolicyText: allow('a:b') } } }],
  ['a table', regional('dynamodb', 'table/t'), { T: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 't', ResourcePolicy: { PolicyDocument: allow('a:b') } } } }],
  ['the stream of a table', regional('dynamodb', 'table/t/stream/<stream of T of S>'), {
    T: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 't', StreamSpecification: { StreamViewType: 'KEYS_ONLY', ResourcePolicy: { PolicyDocument: allow('a:b') } } } },
  }],
  ['an API', regional('execute-api', '<Api of S>'), { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Policy: allow('a:b') } } }],
])('the policy of %s', (_, arn, resources) => {
  expect(summary(resources)).toEqual([[arn, ['a:b']]]);
});

test('queues by their URLs: of this app, of its other stacks, of other apps', () => {
  const policies = readResourcePolicies(read(
    {
      name: 'Queues',
      resources: { Queue: { Type: 'AWS::SQS::Queue', Properties: {} } },
      template: { Outputs: { Url: { Value: { Ref: 'Queue' }, Export: { Name: 'url' } } } },
    },
    {
      name: 'Policies',
      resources: {
        P: {
          Type: 'AWS::SQS::QueuePolicy',
          Properties: { Queues: [{ 'Fn::ImportValue': 'url' }, 'https://sqs.eu-west-1.amazonaws.com/111111111111/jobs'], PolicyDocument: allow('a:b') },
        },
        Q: { Type: 'AWS::SQS::QueueInlinePolicy', Properties: { Queue: 'no url', PolicyDocument: allow('a:c') } },
      },
    },
  ).readers);
  expect([...policies.keys()].map(readable)).toEqual([regional('sqs', 'Queues-Queue-<generated>'), regional('sqs', 'jobs'), 'no url']);
});

test('the policy of a bucket belongs to the account of the stack that creates it', () => {
  const policies = readResourcePolicies(read(
    { name: 'Target', account: '222222222222', resources: { B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'uploads' } } } },
    {
      name: 'Source',
      resources: {
        P: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'uploads', PolicyDocument: allow('a:b') } },
        Q: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'of-another-app', PolicyDocument: allow('a:b') } },
      },
    },
  ).readers);
  expect(policies.get('arn:aws:s3:::uploads')).toMatchObject({ account: '222222222222', statements: [], writers: [{ misplaced: true }] });
  expect(policies.get('arn:aws:s3:::of-another-app')).toMatchObject({ account: '111111111111', statements: [{ actions: ['a:b'] }], writers: [{ misplaced: false }] });
});

test('one document for several topics is written to each', () => {
  const arns = ['one', 'two'].map((name) => regional('sns', name));
  expect(summary({ P: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: arns, PolicyDocument: allow('a:b') } } })).toEqual(arns.map((arn) => [arn, ['a:b']]));
});

test('without a policy, keys and topics are open to their own account, and the rest to nobody', () => {
  const policies = policiesOf({
    Key: { Type: 'AWS::KMS::Key', Properties: {} },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic' } },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'queue' } },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 't', StreamSpecification: { StreamViewType: 'KEYS_ONLY' } } },
    Plain: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'plain' } },
    Logs: { Type: 'AWS::Logs::Destination', Properties: { DestinationName: 'd' } },
  });
  const found = Array.from(policies.values(), ({ resourceArn, account, site, writers, statements }) =>
    [readable(resourceArn), account, site!.logicalId, writers.length, statements.map(({ principals }) => principals)]);
  const ours = [{ AWS: ['arn:aws:iam::111111111111:root'] }];
  expect(found).toEqual(expect.arrayContaining([
    [regional('kms', 'key/<Key of S>'), '111111111111', 'Key', 0, ours],
    [regional('sns', 'topic'), '111111111111', 'Topic', 0, ours],
    [regional('sqs', 'queue'), '111111111111', 'Queue', 0, []],
    [regional('dynamodb', 'table/t'), '111111111111', 'Table', 0, []],
    [regional('dynamodb', 'table/t/stream/<stream of Table of S>'), '111111111111', 'Table', 0, []],
    [regional('dynamodb', 'table/plain'), '111111111111', 'Plain', 0, []],
    [regional('logs', 'destination:d'), '111111111111', 'Logs', 0, []],
  ]));
  expect(found).toHaveLength(7);
  const { statements: [{ actions, source }] } = policies.get(regional('sns', 'topic'))!;
  expect(actions).toContain('sns:publish');
  expect(source).not.toHaveProperty('site');
});

test('a written policy takes the place of the default; a misplaced one does not', () => {
  const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'topic' } };
  const policy = { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [regional('sns', 'topic')], PolicyDocument: allow('a:b') } };
  expect(policiesOf({ topic, policy }).get(regional('sns', 'topic'))!.statements.map(({ actions }) => actions)).toEqual([['a:b']]);

  const misplaced = readResourcePolicies(read({ name: 'T', resources: { topic } }, { name: 'S', account: '222222222222', resources: { policy } }).readers);
  expect(misplaced.get(regional('sns', 'topic'))).toMatchObject({ statements: [{ source: { policy: 'default policy of topic' } }], writers: [{ misplaced: true }] });
});

test('statements of a bus, one resource each, in both forms', () => {
  const bus = (props: Record<string, unknown>) => ({ Type: 'AWS::Events::EventBusPolicy', Properties: { StatementId: 'id', ...props } });
  const policies = policiesOf({
    Whole: bus({ Statement: { Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 'events:PutEvents', Resource: regional('events', 'event-bus/default') } }),
    Account: bus({ EventBusName: 'orders', Action: 'events:PutEvents', Principal: '222222222222' }),
    Organization: bus({ EventBusName: regional('events', 'event-bus/orders'), Principal: '*', Condition: { Type: 'StringEquals', Key: 'aws:PrincipalOrgID', Value: 'o-1' } }),
  });
  expect(policies.get(regional('events', 'event-bus/default'))!.statements).toMatchObject([{ principals: { AWS: ['222222222222'] } }]);
  const { statements, writers } = policies.get(regional('events', 'event-bus/orders'))!;
  expect(statements).toMatchObject([
    { principals: { AWS: ['arn:aws:iam::222222222222:root'] }, conditions: [], resources: [regional('events', 'event-bus/orders')], source: { sid: 'id', site: { logicalId: 'Account' } } },
    { principals: { AWS: ['*'] }, actions: ['events:putevents'], conditions: [{ operator: 'StringEquals', key: 'aws:PrincipalOrgID', values: ['o-1'] }] },
  ]);
  const size = statements.reduce((sum, { source }) => sum + JSON.stringify(source.json).length, 0);
  expect(writers.map((writer) => writer.size)).toEqual([size, size]);
});

test('short resources in the policy of an API are those of this API', () => {
  const api = (statement: Record<string, unknown>) => ({ Type: 'AWS::ApiGateway::RestApi', Properties: { Policy: { Statement: { Effect: 'Allow', Action: 'execute-api:Invoke', ...statement } } } });
  const [policy] = policiesOf({ Api: api({ Resource: ['execute-api:/prod/GET/orders', 'arn:aws:execute-api:*:*:x/*'] }) }).values();
  expect(policy.statements[0].resources!.map(readable)).toEqual([regional('execute-api', '<Api of S>/prod/GET/orders'), 'arn:aws:execute-api:*:*:x/*']);
  const [other] = policiesOf({ Api: api({ NotResource: 'execute-api:/test/*' }) }).values();
  expect(other.statements[0].notResources!.map(readable)).toEqual([regional('execute-api', '<Api of S>/test/*')]);
});

test('every replica of a global table has its own policies', () => {
  const replica = (props: Record<string, unknown>) => ({ ResourcePolicy: { PolicyDocument: allow('a:table') }, ...props });
  expect(summary({
    T: {
      Type: 'AWS::DynamoDB::GlobalTable',
      Properties: {
        TableName: 't',
        Replicas: [
          replica({ Region: 'us-east-1', ReplicaStreamSpecification: { ResourcePolicy: { PolicyDocument: allow('a:stream') } } }),
          replica({}),
        ],
      },
    },
  })).toEqual([
    ['arn:aws:dynamodb:us-east-1:111111111111:table/t', ['a:table']],
    ['arn:aws:dynamodb:us-east-1:111111111111:table/t/stream/<stream of T of S>', ['a:stream']],
    [regional('dynamodb', 'table/t'), ['a:table']],
  ]);
});

test('the sizes of documents, wherever they stand; none is nothing', () => {
  const size = JSON.stringify(allow('a:b')).length;
  const sizes = (resources: Resources) => Array.from(policiesOf(resources).values()).flatMap(({ writers }) => writers.map((writer) => writer.size));
  expect(sizes({ Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: allow('a:b') } } })).toEqual([size]);
  expect(sizes({ P: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: ['topic'], PolicyDocument: allow('a:b') } } })).toEqual([size]);
  expect(sizes({ P: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: ['topic'] } } })).toEqual([0]);
});

test('a statement of a bus from nobody is from no account', () => {
  const policies = policiesOf({ P: { Type: 'AWS::Events::EventBusPolicy', Properties: {} } });
  expect(policies.get(regional('events', 'event-bus/default'))!.statements).toMatchObject([{ principals: { AWS: ['arn:aws:iam:::root'] } }]);
});

test('the size of a document given as text is that of the text', () => {
  const text = JSON.stringify(allow('a:b'));
  const [policy] = policiesOf({ P: { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyDocument: text } } }).values();
  expect(policy.writers[0].size).toBe(text.length);
});
