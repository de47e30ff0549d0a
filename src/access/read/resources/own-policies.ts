import type { Statement } from '../../model/policy';
import type { TemplateReader } from '../template-reader';
import { textOf } from './json-values';
import { sizeOf } from './policy-book';
import type { Written } from './policy-book';

/** The policies that stand in the properties of what they belong to. */
export function ownPolicies(reader: TemplateReader): Written[] {
  return [
    ...keyPolicies(reader),
    ...tablePolicies(reader),
    ...apiPolicies(reader),
    ...reader.ofType('AWS::Events::EventBus').flatMap(([id, { Policy }]) => written(reader, id, reader.arn(id), Policy)),
    ...reader.ofType('AWS::Logs::Destination').flatMap(([id, { DestinationPolicy }]) => written(reader, id, reader.att(id, 'Arn'), DestinationPolicy)),
    ...reader.ofType('AWS::ECR::Repository').flatMap(([id, { RepositoryPolicyText }]) => written(reader, id, reader.arn(id), RepositoryPolicyText)),
  ];
}

function written(reader: TemplateReader, id: string, resourceArn: string, document: unknown): Written[] {
  if (document === undefined || document === null) { return []; }
  const statements = reader.statements(document, id, `resource policy of ${id}`);
  return [{ resourceArn, site: reader.site(id), statements, size: () => sizeOf(reader.resolve(document)) }];
}

/** https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html */
function keyPolicies(reader: TemplateReader): Written[] {
  return ['AWS::KMS::Key', 'AWS::KMS::ReplicaKey'].flatMap((type) =>
    reader.ofType(type).flatMap(([id, { KeyPolicy }]) => written(reader, id, reader.arn(id), KeyPolicy)));
}

/**
 * A table and its stream have a policy each; of a global table, every replica has its own.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html
 */
function tablePolicies(reader: TemplateReader): Written[] {
  const documentIn = (value: unknown) => reader.object(value).PolicyDocument;
  const tables = reader.ofType('AWS::DynamoDB::Table').flatMap(([id, { ResourcePolicy, StreamSpecification }]) => [
    ...written(reader, id, reader.arn(id), documentIn(ResourcePolicy)),
    ...written(reader, id, reader.att(id, 'StreamArn'), documentIn(reader.object(StreamSpecification).ResourcePolicy)),
  ]);
  const replicas = reader.ofType('AWS::DynamoDB::GlobalTable').flatMap(([id, { Replicas }]) => reader.objects(Replicas).flatMap((replica) => {
    const region = textOf(replica.Region) ?? reader.stack.region;
    const there = (arn: string) => arn.replace(`:${reader.stack.region}:`, `:${region}:`);
    return [
      ...written(reader, id, there(reader.arn(id)), documentIn(replica.ResourcePolicy)),
      ...written(reader, id, there(reader.att(id, 'StreamArn')), documentIn(reader.object(replica.ReplicaStreamSpecification).ResourcePolicy)),
    ];
  }));
  return [...tables, ...replicas];
}

/**
 * In the policy of an API, `execute-api:/prod/GET/orders` is short for the ARN of this API's method.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 */
function apiPolicies(reader: TemplateReader): Written[] {
  return reader.ofType('AWS::ApiGateway::RestApi').flatMap(([id, { Policy }]) => {
    const arn = reader.arn(id);
    return written(reader, id, arn, Policy)
      .map((policy) => ({ ...policy, statements: policy.statements.map((statement) => inFull(statement, arn)) }));
  });
}

function inFull(statement: Statement, arn: string): Statement {
  const { resources, notResources } = statement;
  const full = (resource: string) => resource.replace(/^execute-api:\//, () => `${arn}/`);
  return { ...statement, ...resources && { resources: resources.map(full) }, ...notResources && { notResources: notResources.map(full) } };
}

