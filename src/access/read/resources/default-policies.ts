import type { Properties, TemplateReader } from '../template-reader';
import { parseStatements } from './parse-statement';
import type { Default } from './policy-book';

/** What the owner's account may do with a topic that has no policy of its own: https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
const TOPIC_ACTIONS = [
  'GetTopicAttributes', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'DeleteTopic', 'Subscribe', 'ListSubscriptionsByTopic', 'Publish',
].map((name) => `sns:${name}`);

/** What begins without a policy: that it is here, and lets nobody of another account in. */
const WITHOUT = [
  'AWS::SQS::Queue', 'AWS::Kinesis::Stream', 'AWS::Kinesis::StreamConsumer', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::S3::Bucket',
  'AWS::SecretsManager::Secret', 'AWS::ApiGateway::RestApi', 'AWS::Events::EventBus', 'AWS::Logs::Destination',
];
const STREAMS = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];

/**
 * The policies that services give to what has none: a key and a topic are open to their own account. A queue, a bucket, a
 * stream, a table and a function begin without one.
 *
 * SNS writes its default for everybody with a condition on the owner of the caller; here it is the account itself, which
 * comes to the same for those who have an identity policy.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
 */
export function defaultPolicies(reader: TemplateReader): Default[] {
  return [
    ...WITHOUT.flatMap((type) => ofType(reader, type, [])),
    ...STREAMS.flatMap((type) => reader.ofType(type).filter(([, props]) => hasStream(props)).map(([id]) => withoutPolicy(reader, id, reader.att(id, 'StreamArn')))),
    ...['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'].flatMap((type) => ofType(reader, type, ['kms:*'])),
    ...ofType(reader, 'AWS::SNS::Topic', TOPIC_ACTIONS),
  ];
}

function ofType(reader: TemplateReader, type: string, actions: readonly string[]): Default[] {
  const { account, partition } = reader.stack;
  const statement = { Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: actions, Resource: '*' };
  return reader.ofType(type).map(([id]) => {
    const without = withoutPolicy(reader, id, reader.arn(id));
    return actions.length === 0 ? without : { ...without, statements: parseStatements({ Statement: statement }, { policy: `default policy of ${id}` }) };
  });
}

function withoutPolicy(reader: TemplateReader, id: string, resourceArn: string): Default {
  return { resourceArn, account: reader.stack.account, site: reader.site(id), statements: [] };
}

function hasStream({ StreamSpecification: specification }: Properties): boolean {
  return specification !== undefined;
}
