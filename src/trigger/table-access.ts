import { Stack, Token } from 'aws-cdk-lib';
import type { CfnGlobalTable, CfnTable, ITable, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { AddToResourcePolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { keyAccess } from './pull-key';
import { ownedResource } from './pull-source';
import type { PullAccess } from './pull-source';
import { putResourcePolicy } from './stream-access';
import { pasteable } from '../link/hand-over-text';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';

/** https://aws.amazon.com/blogs/database/simplify-cross-account-stream-processing-with-aws-lambda-and-amazon-dynamodb/ */
const ACTIONS = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
/**
 * Lambda names it among what the role must be allowed when it refuses a mapping; it lists the
 * streams of the role's own account.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaDynamoDBExecutionRole.html
 * @see https://github.com/serverless/serverless/issues/1441
 */
const LISTING = 'dynamodb:ListStreams';

type TableResource = CfnTable | CfnGlobalTable;

/** The ARN of the table's stream, whose last part DynamoDB chooses; fails for a table without one. */
export function tableStreamArn(table: ITable): string {
  const resource = ownedResource(table) as TableResource | undefined;
  const hasStream = resource ? Stack.of(table).resolve(resource.streamSpecification) !== undefined : table.tableStreamArn !== undefined;
  if (!hasStream) {
    throw misuse({
      problem: `${pathOf(table)} has no stream`,
      expected: 'a table with a stream',
      fix: resource
        ? 'write stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES on a Table, dynamoStream on a TableV2'
        : 'import it with its stream: dynamodb.Table.fromTableAttributes(this, id, { tableArn, tableStreamArn })',
      at: table,
    });
  }
  const arn = resource?.attrStreamArn ?? table.tableStreamArn!;
  if (arn.endsWith('/stream/*')) {
    throw misuse({
      problem: `the ARN of the stream of ${pathOf(table)} ends in a label that DynamoDB chooses for each replica`,
      expected: 'a table of the function\'s region, or the whole ARN',
      fix: 'import the replica with dynamodb.Table.fromTableAttributes(this, id, { tableArn, tableStreamArn })',
      at: table,
    });
  }
  return arn;
}

/**
 * The stream and the table's key.
 *
 * In its own template the policy has `Resource: "*"`, as in AWS's example: the ARN of the stream is
 * not known when the stream is made.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-create-table.html
 */
export function tableAccesses(table: ITable, env: KnownEnvironment): PullAccess[] {
  const resource = ownedResource(table) as TableResource | undefined;
  const key = table.encryptionKey;
  if (resource && !key) { requireNoKey(table, resource); }
  const arn = tableStreamArn(table);
  return [{
    noun: 'table stream',
    placeholder: 'STREAM_ARN',
    construct: table,
    account: env.account,
    arn,
    resource: resource ? '*' : arn,
    sid: 'ReadStream',
    actions: ACTIONS,
    listing: LISTING,
    add: (statement) => addToStreamPolicy(table, resource, statement),
    ...putResourcePolicy('dynamodb', pasteable(table, env.region, 'REGION'), pasteable(table, arn, 'STREAM_ARN')),
  }, ...key ? [keyAccess(table, key)] : []];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html */
function requireNoKey(table: ITable, resource: TableResource): void {
  const sse = Stack.of(table).resolve(resource.sseSpecification) as CfnTable.SSESpecificationProperty | undefined;
  if (sse?.sseEnabled !== true) { return; }
  const managed = sse.kmsMasterKeyId === undefined;
  throw misuse({
    problem: managed
      ? `${pathOf(table)} is encrypted with the key that AWS manages for its account (alias/aws/dynamodb), which no other account can use`
      : `${pathOf(table)} is encrypted with a key that its construct does not know`,
    expected: 'a table with the key that DynamoDB owns (the default), or with a key of yours',
    fix: 'leave encryption out, or write encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED (TableEncryptionV2.customerManagedKey) with a key',
    at: table,
  });
}

/**
 * The policy of a stream is a property of its table.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-streamspecification.html
 */
function addToStreamPolicy(table: ITable, resource: TableResource | undefined, statement: PolicyStatement): AddToResourcePolicyResult {
  if (!resource) { return { statementAdded: false }; }
  const { addToStreamResourcePolicy } = table as Partial<TableV2>;
  if (addToStreamResourcePolicy) { return addToStreamResourcePolicy.call(table, statement); }
  const cfnTable = resource as CfnTable;
  const given = cfnTable.streamSpecification;
  const specification = (Token.isUnresolved(given) ? Stack.of(table).resolve(given) : given) as CfnTable.StreamSpecificationProperty;
  const before = (specification.resourcePolicy as CfnTable.ResourcePolicyProperty | undefined)?.policyDocument as unknown;
  const policyDocument = before instanceof PolicyDocument ? before : PolicyDocument.fromJson(before ?? { Statement: [] });
  policyDocument.addStatements(statement);
  cfnTable.streamSpecification = { ...specification, resourcePolicy: { policyDocument } };
  return { statementAdded: true, policyDependable: resource };
}
