import type { PolicyJson, ResourcePolicyModel } from './cloud';
import type { Properties, TemplateReader } from './template-reader';

type Found = [resourceArn: string, document: unknown];

/** Where each kind of source keeps its policy. */
const POLICIES: Record<string, (reader: TemplateReader, id: string, props: Properties) => Found[]> = {
  'AWS::SNS::TopicPolicy': (reader, _, { Topics, PolicyDocument }) => list(reader, Topics).map((topic) => [topic, PolicyDocument]),
  'AWS::SQS::QueuePolicy': (reader, _, { Queues, PolicyDocument }) => list(reader, Queues).map((url) => [queueArn(reader, url), PolicyDocument]),
  'AWS::Kinesis::ResourcePolicy': (reader, _, { ResourceArn, ResourcePolicy }) => [[reader.intrinsics.text(ResourceArn), ResourcePolicy]],
  'AWS::KMS::Key': (reader, id, { KeyPolicy }) => [[reader.arn(id), KeyPolicy]],
  'AWS::SecretsManager::ResourcePolicy': (reader, _, { SecretId, ResourcePolicy }) => [[reader.intrinsics.text(SecretId), ResourcePolicy]],
  'AWS::Logs::Destination': (reader, id, { DestinationPolicy }) => [[reader.arn(id), JSON.parse(reader.intrinsics.text(DestinationPolicy))]],
  'AWS::ApiGateway::RestApi': (reader, id, { Policy }) => Policy === undefined ? [] : [[`${executeApi(reader)}:${reader.ref(id)}`, Policy]],
  'AWS::DynamoDB::Table': (reader, id, props) => streamPolicy(reader, id, props.StreamSpecification),
  'AWS::DynamoDB::GlobalTable': (reader, id, props) => {
    const replicas = (props.Replicas ?? []) as Properties[];
    const own = replicas.find(({ Region }) => reader.text(Region) === reader.stack.region);
    return streamPolicy(reader, id, own?.ReplicaStreamSpecification);
  },
};

/** The policies of what is no function: topics, queues, streams, keys, secrets, APIs. */
export function servicePolicies(reader: TemplateReader): ResourcePolicyModel[] {
  return Object.entries(POLICIES).flatMap(([type, find]) => reader.ofType(type).flatMap(([id, props]) =>
    find(reader, id, props).filter(([, document]) => document !== undefined).map(([resourceArn, document]) => ({
      stackName: reader.stack.stackName,
      writtenIn: reader.stack.account,
      resourceArn,
      type,
      document: reader.intrinsics.resolve(document) as PolicyJson,
    }))));
}

function streamPolicy(reader: TemplateReader, id: string, specification: unknown): Found[] {
  const { ResourcePolicy } = reader.object(specification) as { ResourcePolicy?: { PolicyDocument: unknown } };
  return ResourcePolicy ? [[reader.arn(id, 'StreamArn'), ResourcePolicy.PolicyDocument]] : [];
}

function list(reader: TemplateReader, value: unknown): string[] {
  return reader.intrinsics.resolve(value) as string[];
}

/** A queue's `Ref` is its URL: `https://sqs.<region>.amazonaws.com/<account>/<name>`. */
function queueArn({ stack: { partition } }: TemplateReader, url: string): string {
  const [, , host, account, name] = url.split('/');
  return `arn:${partition}:sqs:${host.split('.')[1]}:${account}:${name}`;
}

function executeApi({ stack: { partition, region, account } }: TemplateReader): string {
  return `arn:${partition}:execute-api:${region}:${account}`;
}
