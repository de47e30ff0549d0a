import { createHash } from 'node:crypto';

/** Where a resource is, and what it is called. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** The logical id, for what AWS would generate. */
  readonly generated: string;
  /** The value of a name property. */
  name(property: string): string;
}

interface Shape {
  readonly ref: (place: Place) => string;
  readonly attributes?: Record<string, (place: Place) => string>;
}

const arn = (service: string, resource: (place: Place) => string) => (place: Place) =>
  `arn:${place.partition}:${service}:${place.region}:${place.account}:${resource(place)}`;
/** Ids as API Gateway has them: lower case letters and digits. */
const apiId = ({ generated }: Place) => createHash('sha256').update(generated).digest('hex').slice(0, 10);

const topic = arn('sns', (p) => p.name('TopicName'));
const queue = arn('sqs', (p) => p.name('QueueName'));
const stream = arn('kinesis', (p) => `stream/${p.name('Name')}`);
const table = arn('dynamodb', (p) => `table/${p.name('TableName')}`);
const tableStream = (p: Place) => `${table(p)}/stream/2026-01-01T00:00:00.000`;
const key = arn('kms', (p) => `key/${p.generated}`);
const pool = (p: Place) => `${p.region}_${p.generated}`;
const bucket = (p: Place) => p.name('BucketName').toLowerCase();
const machine = arn('states', (p) => `stateMachine:${p.name('StateMachineName')}`);
const secret = arn('secretsmanager', (p) => `secret:${p.name('Name')}-AbCdEf`);
const destination = arn('logs', (p) => `destination:${p.name('DestinationName')}`);
const consumer = (p: Place) => `${arn('kinesis', () => 'stream/of')(p)}/consumer/${p.name('ConsumerName')}:1700000000`;

/**
 * What `Ref` and `Fn::GetAtt` give, for the resources that call functions.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
const SHAPES: Record<string, Shape> = {
  'AWS::S3::Bucket': { ref: bucket, attributes: { Arn: (p) => `arn:${p.partition}:s3:::${bucket(p)}` } },
  'AWS::SNS::Topic': { ref: topic, attributes: { TopicArn: topic, TopicName: (p) => p.name('TopicName') } },
  'AWS::SQS::Queue': {
    ref: (p) => `https://sqs.${p.region}.amazonaws.com/${p.account}/${p.name('QueueName')}`,
    attributes: { Arn: queue, QueueName: (p) => p.name('QueueName') },
  },
  'AWS::Kinesis::Stream': { ref: (p) => p.name('Name'), attributes: { Arn: stream } },
  'AWS::Kinesis::StreamConsumer': { ref: consumer, attributes: { ConsumerARN: consumer } },
  'AWS::DynamoDB::Table': { ref: (p) => p.name('TableName'), attributes: { Arn: table, StreamArn: tableStream } },
  'AWS::DynamoDB::GlobalTable': { ref: (p) => p.name('TableName'), attributes: { Arn: table, StreamArn: tableStream } },
  'AWS::KMS::Key': { ref: (p) => p.generated, attributes: { Arn: key } },
  'AWS::Events::Rule': { ref: (p) => p.name('Name'), attributes: { Arn: arn('events', (p) => `rule/${p.name('Name')}`) } },
  'AWS::Scheduler::ScheduleGroup': { ref: (p) => p.name('Name'), attributes: { Arn: arn('scheduler', (p) => `schedule-group/${p.name('Name')}`) } },
  'AWS::IoT::TopicRule': { ref: (p) => p.name('RuleName'), attributes: { Arn: arn('iot', (p) => `rule/${p.name('RuleName')}`) } },
  'AWS::Cognito::UserPool': { ref: pool, attributes: { Arn: arn('cognito-idp', (p) => `userpool/${pool(p)}`) } },
  'AWS::SecretsManager::Secret': { ref: secret },
  'AWS::StepFunctions::StateMachine': { ref: machine, attributes: { Arn: machine } },
  'AWS::Logs::LogGroup': { ref: (p) => p.name('LogGroupName'), attributes: { Arn: arn('logs', (p) => `log-group:${p.name('LogGroupName')}:*`) } },
  'AWS::Logs::Destination': { ref: (p) => p.name('DestinationName'), attributes: { Arn: destination } },
  'AWS::ApiGateway::RestApi': { ref: apiId, attributes: { RestApiId: apiId, RootResourceId: (p) => `root-of-${p.generated}` } },
  'AWS::ApiGateway::Authorizer': { ref: apiId, attributes: { AuthorizerId: apiId } },
  'AWS::ApiGateway::Stage': { ref: (p) => p.name('StageName') },
  'AWS::ApiGatewayV2::Api': { ref: apiId, attributes: { ApiId: apiId } },
  'AWS::ApiGatewayV2::Authorizer': { ref: apiId, attributes: { AuthorizerId: apiId } },
};

export function refOf(type: string, place: Place): string | undefined {
  return SHAPES[type]?.ref(place);
}

export function attributeOf(type: string, attribute: string, place: Place): string | undefined {
  return SHAPES[type]?.attributes?.[attribute]?.(place);
}
