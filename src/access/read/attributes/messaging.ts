import { regional } from './shape';
import type { ResourcePlace, Shapes } from './shape';
import { domainOf } from '../partitions';

const fifo = (property: string) => (r: ResourcePlace) => r.text(property) === 'true' ? '.fifo' : '';
const queueUrl = (r: ResourcePlace) => `https://sqs.${r.stack.region}.${domainOf(r.stack)}/${r.stack.account}/${r.name()}`;
/** The name of a bus, which templates also give by its ARN. */
const bus = (r: ResourcePlace) => (r.text('EventBusName') ?? 'default').replace(/^arn:.*:event-bus\//, '');
const rule = (r: ResourcePlace) => bus(r) === 'default' ? `rule/${r.name()}` : `rule/${bus(r)}/${r.name()}`;
const table = {
  name: 'TableName',
  longest: 255,
  arn: regional('dynamodb', (r) => `table/${r.name()}`),
  attributes: { Arn: 'arn', StreamArn: (r: ResourcePlace) => `${r.arn()}/stream/${r.id('stream')}`, TableId: 'id' },
} as const;

/**
 * What sends events.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
 */
export const MESSAGING: Shapes = {
  'AWS::SNS::Topic': {
    name: 'TopicName', longest: 256, ending: fifo('FifoTopic'), ref: 'arn', arn: regional('sns', (r) => r.name()), attributes: { TopicArn: 'arn', TopicName: 'name' },
  },
  'AWS::SNS::Subscription': { ref: 'arn', arn: (r) => `${r.text('TopicArn') ?? r.id('topic')}:${r.id()}`, attributes: { Arn: 'arn' } },
  'AWS::SQS::Queue': {
    name: 'QueueName',
    longest: 80,
    ending: fifo('FifoQueue'),
    ref: queueUrl,
    arn: regional('sqs', (r) => r.name()),
    attributes: { Arn: 'arn', QueueName: 'name', QueueUrl: 'ref' },
  },
  'AWS::Kinesis::Stream': { name: 'Name', longest: 128, arn: regional('kinesis', (r) => `stream/${r.name()}`), attributes: { Arn: 'arn' } },
  'AWS::Kinesis::StreamConsumer': {
    name: 'ConsumerName',
    ref: 'arn',
    arn: (r) => `${r.text('StreamARN') ?? r.id('stream')}/consumer/${r.name()}:${r.id('creation time')}`,
    attributes: { ConsumerARN: 'arn' },
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    name: 'DeliveryStreamName', longest: 64, arn: regional('firehose', (r) => `deliverystream/${r.name()}`), attributes: { Arn: 'arn' },
  },
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::MSK::Cluster': { name: 'ClusterName', ref: 'arn', arn: regional('kafka', (r) => `cluster/${r.name()}/${r.id()}`), attributes: { Arn: 'arn' } },
  'AWS::MSK::ServerlessCluster': { name: 'ClusterName', ref: 'arn', arn: regional('kafka', (r) => `cluster/${r.name()}/${r.id()}`), attributes: { Arn: 'arn' } },
  'AWS::Events::Rule': {
    name: 'Name',
    longest: 64,
    ref: (r) => bus(r) === 'default' ? r.name() : `${bus(r)}|${r.name()}`,
    arn: regional('events', rule),
    attributes: { Arn: 'arn' },
  },
  'AWS::Events::EventBus': { name: 'Name', arn: regional('events', (r) => `event-bus/${r.name()}`), attributes: { Arn: 'arn', Name: 'name' } },
  'AWS::Events::Connection': { name: 'Name', arn: regional('events', (r) => `connection/${r.name()}/${r.id()}`), attributes: { Arn: 'arn' } },
  'AWS::Events::ApiDestination': { name: 'Name', arn: regional('events', (r) => `api-destination/${r.name()}/${r.id()}`), attributes: { Arn: 'arn' } },
  'AWS::Events::Archive': { name: 'ArchiveName', arn: regional('events', (r) => `archive/${r.name()}`), attributes: { Arn: 'arn' } },
  'AWS::Pipes::Pipe': { name: 'Name', longest: 64, arn: regional('pipes', (r) => `pipe/${r.name()}`), attributes: { Arn: 'arn' } },
  'AWS::Scheduler::Schedule': {
    name: 'Name', longest: 64, arn: regional('scheduler', (r) => `schedule/${r.text('GroupName') ?? 'default'}/${r.name()}`), attributes: { Arn: 'arn' },
  },
  'AWS::Scheduler::ScheduleGroup': { name: 'Name', longest: 64, arn: regional('scheduler', (r) => `schedule-group/${r.name()}`), attributes: { Arn: 'arn' } },
  'AWS::IoT::TopicRule': { name: 'RuleName', arn: regional('iot', (r) => `rule/${r.name()}`), attributes: { Arn: 'arn' } },
  'AWS::Config::ConfigRule': {
    name: 'ConfigRuleName', arn: regional('config', (r) => `config-rule/${r.id()}`), attributes: { Arn: 'arn', ConfigRuleId: (r) => r.id() },
  },
};
