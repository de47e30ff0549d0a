import { nameIn } from './names';
import { fieldsOf } from '../../values/arn';

/** How the policy of one kind of resource is written. Each of these ways replaces the whole policy. */
export interface ResourceKind {
  /** The name of a variable, and of the thing in a sentence. */
  readonly noun: string;
  /** An AWS CLI line without its region; `POLICY` stands for the document. */
  readonly cli: (arn: string) => readonly string[];
  /** The policy goes into a text attribute: the document is one more time a JSON text. */
  readonly attribute?: boolean;
  /** Undefined where the policy is a property of the resource itself. */
  readonly cloudFormation?: (arn: string, document: object) => { readonly Type: string; readonly Properties: object };
  readonly terraform: readonly [type: string, argument: string, value: (arn: string) => string];
}

/**
 * By the service in the ARN.
 *
 * @see https://docs.aws.amazon.com/cli/latest/reference/
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export const RESOURCE_KINDS: Readonly<Record<string, ResourceKind>> = {
  sqs: {
    noun: 'queue',
    cli: (arn) => ['sqs', 'set-queue-attributes', '--queue-url', queueUrl(arn), '--attributes', 'POLICY'],
    attribute: true,
    cloudFormation: (arn, document) => ({ Type: 'AWS::SQS::QueuePolicy', Properties: { Queues: [queueUrl(arn)], PolicyDocument: document } }),
    terraform: ['aws_sqs_queue_policy', 'queue_url', queueUrl],
  },
  sns: {
    noun: 'topic',
    cli: (arn) => ['sns', 'set-topic-attributes', '--topic-arn', arn, '--attribute-name', 'Policy', '--attribute-value', 'POLICY'],
    cloudFormation: (arn, document) => ({ Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [arn], PolicyDocument: document } }),
    terraform: ['aws_sns_topic_policy', 'arn', (arn) => arn],
  },
  kinesis: {
    noun: 'stream',
    cli: (arn) => ['kinesis', 'put-resource-policy', '--resource-arn', arn, '--policy', 'POLICY'],
    cloudFormation: (arn, document) => ({ Type: 'AWS::Kinesis::ResourcePolicy', Properties: { ResourceArn: arn, ResourcePolicy: document } }),
    terraform: ['aws_kinesis_resource_policy', 'resource_arn', (arn) => arn],
  },
  dynamodb: {
    noun: 'table',
    cli: (arn) => ['dynamodb', 'put-resource-policy', '--resource-arn', arn, '--policy', 'POLICY'],
    terraform: ['aws_dynamodb_resource_policy', 'resource_arn', (arn) => arn],
  },
  kms: {
    noun: 'key',
    cli: (arn) => ['kms', 'put-key-policy', '--key-id', arn, '--policy-name', 'default', '--policy', 'POLICY'],
    terraform: ['aws_kms_key_policy', 'key_id', (arn) => arn],
  },
  secretsmanager: {
    noun: 'secret',
    cli: (arn) => ['secretsmanager', 'put-resource-policy', '--secret-id', arn, '--resource-policy', 'POLICY'],
    cloudFormation: (arn, document) => ({ Type: 'AWS::SecretsManager::ResourcePolicy', Properties: { SecretId: arn, ResourcePolicy: document } }),
    terraform: ['aws_secretsmanager_secret_policy', 'secret_arn', (arn) => arn],
  },
  s3: {
    noun: 'bucket',
    cli: (arn) => ['s3api', 'put-bucket-policy', '--bucket', bucketName(arn), '--policy', 'POLICY'],
    cloudFormation: (arn, document) => ({ Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: bucketName(arn), PolicyDocument: document } }),
    terraform: ['aws_s3_bucket_policy', 'bucket', bucketName],
  },
  events: {
    noun: 'bus',
    cli: (arn) => ['events', 'put-permission', '--event-bus-name', nameIn(arn), '--policy', 'POLICY'],
    terraform: ['aws_cloudwatch_event_bus_policy', 'event_bus_name', nameIn],
  },
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html */
function queueUrl(arn: string): string {
  const { partition, region, account, resource } = fieldsOf(arn);
  return `https://sqs.${region}.amazonaws.com${partition === 'aws-cn' ? '.cn' : ''}/${account}/${resource}`;
}

function bucketName(arn: string): string {
  const { resource } = fieldsOf(arn);
  return resource.split('/')[0];
}
