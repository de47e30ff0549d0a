import type { Properties } from '../template-reader';

interface Grant {
  readonly actions: readonly string[];
  /** Within `Fn::Sub`; the names are those of the parameters. */
  readonly resources: readonly string[];
}

const here = (service: string, resource: string) => `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;
const on = (service: string, actions: string, ...resources: string[]): Grant =>
  ({ actions: actions.split(' ').map((action) => `${service}:${action}`), resources });
const table = [here('dynamodb', 'table/${TableName}'), here('dynamodb', 'table/${TableName}/index/*')];
const bucket = 'arn:${AWS::Partition}:s3:::${BucketName}';
const parameters = 'GetParameters GetParameter GetParametersByPath';

/** The policy templates that speak of what functions of other accounts may be called with, or of what events come from. */
const TEMPLATES: Readonly<Record<string, readonly Grant[]>> = {
  LambdaInvokePolicy: [on('lambda', 'InvokeFunction', here('lambda', 'function:${FunctionName}*'))],
  SQSPollerPolicy: [on('sqs', 'ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch GetQueueAttributes ReceiveMessage', here('sqs', '${QueueName}'))],
  SQSSendMessagePolicy: [on('sqs', 'SendMessage*', here('sqs', '${QueueName}'))],
  SNSPublishMessagePolicy: [on('sns', 'Publish', here('sns', '${TopicName}'))],
  SNSCrudPolicy: [on('sns', 'ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish', here('sns', '${TopicName}*'))],
  DynamoDBReadPolicy: [on('dynamodb', 'GetItem Scan Query BatchGetItem DescribeTable', ...table)],
  DynamoDBWritePolicy: [on('dynamodb', 'PutItem UpdateItem BatchWriteItem', ...table)],
  DynamoDBCrudPolicy: [
    on('dynamodb', 'GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable ConditionCheckItem', ...table),
  ],
  DynamoDBStreamReadPolicy: [
    on('dynamodb', 'DescribeStream GetRecords GetShardIterator', here('dynamodb', 'table/${TableName}/stream/${StreamName}')),
    on('dynamodb', 'ListStreams', here('dynamodb', 'table/${TableName}/stream/*')),
  ],
  S3ReadPolicy: [on('s3', 'GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration', bucket, `${bucket}/*`)],
  S3WritePolicy: [on('s3', 'PutObject PutObjectAcl PutLifecycleConfiguration', bucket, `${bucket}/*`)],
  S3CrudPolicy: [
    on(
      's3', 'GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject',
      bucket, `${bucket}/*`,
    ),
  ],
  KinesisStreamReadPolicy: [
    on('kinesis', 'ListStreams DescribeLimits', here('kinesis', 'stream/*')),
    on('kinesis', 'DescribeStream DescribeStreamSummary GetRecords GetShardIterator', here('kinesis', 'stream/${StreamName}')),
  ],
  FirehoseWritePolicy: [on('firehose', 'PutRecord PutRecordBatch', here('firehose', 'deliverystream/${DeliveryStreamName}'))],
  KMSDecryptPolicy: [on('kms', 'Decrypt', here('kms', 'key/${KeyId}'))],
  KMSEncryptPolicy: [on('kms', 'Encrypt', here('kms', 'key/${KeyId}'))],
  AWSSecretsManagerGetSecretValuePolicy: [on('secretsmanager', 'GetSecretValue', '${SecretArn}')],
  SSMParameterReadPolicy: [on('ssm', 'DescribeParameters', '*'), on('ssm', parameters, here('ssm', 'parameter/${ParameterName}'))],
  SSMParameterWithSlashPrefixReadPolicy: [on('ssm', 'DescribeParameters', '*'), on('ssm', parameters, here('ssm', 'parameter${ParameterName}'))],
  StepFunctionsExecutionPolicy: [on('states', 'StartExecution', here('states', 'stateMachine:${StateMachineName}'))],
  EventBridgePutEventsPolicy: [on('events', 'PutEvents', here('events', 'event-bus/${EventBusName}'))],
  VPCAccessPolicy: [on('ec2', 'CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces DetachNetworkInterface', '*')],
  CloudWatchPutMetricPolicy: [on('cloudwatch', 'PutMetricData', '*')],
};

/**
 * The policy document that a template of SAM gives with its parameters; undefined for one that is not known here.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 */
export function policyTemplate(name: string, values: Properties): Properties | undefined {
  const grants = Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name] : undefined;
  return grants && {
    Statement: grants.map(({ actions, resources }) => ({
      Effect: 'Allow',
      Action: actions,
      Resource: resources.map((resource) => resource === '*' ? '*' : { 'Fn::Sub': [resource, values] }),
    })),
  };
}
