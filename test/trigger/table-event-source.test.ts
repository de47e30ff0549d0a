import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CONSUMER, handOverTexts, identityStatements, LATEST, onlyOne, ordersFunction, ORDERS_ROLE, outputOf, reader, withoutSids } from './pull-apps';
import { CrossAccountDynamoEventSource } from '../../src';
import { errorOf, fn, REGION, SOURCE_ACCOUNT, twoAccounts } from '../support/apps';

// TableV2 of aws-cdk-lib calls a deprecated constructor of its own
process.env.JSII_DEPRECATED = 'quiet';

const ACTIONS = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
/** Without a resource, so only the role's own policy can allow it. */
const LISTING = { Effect: 'Allow', Action: 'dynamodb:ListStreams', Resource: '*' };
const MAPPING = 'AWS::Lambda::EventSourceMapping';
const TABLE_ARN = `arn:aws:dynamodb:${REGION}:${SOURCE_ACCOUNT}:table/orders`;
const STREAM_ARN = `${TABLE_ARN}/stream/2026-01-15T00:00:00.000`;
const partitionKey = { name: 'id', type: dynamodb.AttributeType.STRING };

const table = (stack: Stack, props: Partial<dynamodb.TableProps> = {}) =>
  new dynamodb.Table(stack, 'Table', { partitionKey, stream: dynamodb.StreamViewType.NEW_IMAGE, ...props });
const tableV2 = (stack: Stack, props: Partial<dynamodb.TablePropsV2> = {}) =>
  new dynamodb.TableV2(stack, 'Table', { partitionKey, dynamoStream: dynamodb.StreamViewType.NEW_IMAGE, ...props });

interface WithPolicy { readonly ResourcePolicy?: { readonly PolicyDocument: { readonly Statement: Record<string, unknown>[] } } }

const statementsIn = (specification: unknown) => withoutSids((specification as WithPolicy).ResourcePolicy!.PolicyDocument.Statement);
const bind = (stack: Stack, source: dynamodb.ITable) => ordersFunction(stack).addEventSource(new CrossAccountDynamoEventSource(source, LATEST));

describe('the stream of a table of another account', () => {
  test('lets the role read in its own account, and is mapped in the function\'s', () => {
    const { source, target } = twoAccounts();
    const events = new CrossAccountDynamoEventSource(table(source, { tableName: 'orders' }), LATEST);
    ordersFunction(target).addEventSource(events);
    const specification = onlyOne(source, 'AWS::DynamoDB::Table').StreamSpecification as Record<string, unknown>;
    expect(specification.StreamViewType).toBe('NEW_IMAGE');
    expect(statementsIn(specification)).toEqual({
      statements: [{ ...reader(), Action: ACTIONS, Resource: '*' }],
      sids: [expect.stringMatching(/^ReadStream[0-9a-f]{8}$/)],
    });
    const arn = outputOf('TableCD117FA1', 'StreamArn');
    expect(identityStatements(target)).toEqual([{ Effect: 'Allow', Action: ACTIONS, Resource: arn }, LISTING]);
    expect(onlyOne(target, MAPPING)).toEqual({
      BatchSize: 100,
      EventSourceArn: arn,
      FunctionName: { Ref: 'Function76856677' },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      StartingPosition: 'LATEST',
    });
    expect([target.dependencies, source.dependencies]).toEqual([[source], []]);
    expect(target.resolve(events.eventSourceMappingId)).toEqual({ Ref: expect.stringMatching(/^FunctionDynamoDBEventSource/) });
    expect(JSON.stringify(target.resolve(events.eventSourceMappingArn))).toContain('event-source-mapping:');
  });

  test('of a TableV2 has its policy in the replica', () => {
    const { source, target } = twoAccounts();
    bind(target, tableV2(source, { replicas: [{ region: 'us-east-1' }] }));
    const { Replicas } = onlyOne(source, 'AWS::DynamoDB::GlobalTable') as { Replicas: { Region: string; ReplicaStreamSpecification?: unknown }[] };
    expect(Replicas.filter((replica) => replica.ReplicaStreamSpecification !== undefined).map(({ Region }) => Region)).toEqual([REGION]);
    const own = Replicas.find(({ Region }) => Region === REGION)!;
    expect(statementsIn(own.ReplicaStreamSpecification).statements).toEqual([{ ...reader(), Action: ACTIONS, Resource: '*' }]);
    expect(onlyOne(target, MAPPING).EventSourceArn).toEqual(outputOf('TableCD117FA1', 'StreamArn'));
  });

  test('keeps the policy that it has, and lets several roles read', () => {
    const { source, target } = twoAccounts();
    const orders = table(source);
    const given = { Version: '2012-10-17', Statement: [{ Sid: 'Mine', Effect: 'Deny', Principal: { AWS: '*' }, Action: 'dynamodb:GetRecords', Resource: '*' }] };
    (orders.node.defaultChild as dynamodb.CfnTable).streamSpecification = { streamViewType: 'NEW_IMAGE', resourcePolicy: { policyDocument: given } };
    bind(target, orders);
    fn(target, 'Other').addEventSource(new CrossAccountDynamoEventSource(orders, LATEST));
    const { sids } = statementsIn(onlyOne(source, 'AWS::DynamoDB::Table').StreamSpecification);
    expect([sids.length, new Set(sids).size, sids[0]]).toEqual([3, 3, 'Mine']);
  });

  test('keeps a policy that is a document of aws-cdk-lib', () => {
    const { source, target } = twoAccounts();
    const orders = table(source);
    const statement = new iam.PolicyStatement({ sid: 'Mine', actions: ['dynamodb:GetRecords'], principals: [new iam.AccountPrincipal('333333333333')], resources: ['*'] });
    const policyDocument = new iam.PolicyDocument({ statements: [statement] });
    (orders.node.defaultChild as dynamodb.CfnTable).streamSpecification = { streamViewType: 'NEW_IMAGE', resourcePolicy: { policyDocument } };
    bind(target, orders);
    expect(statementsIn(onlyOne(source, 'AWS::DynamoDB::Table').StreamSpecification).sids).toEqual(['Mine', expect.stringMatching(/^ReadStream/)]);
  });

  test.each([
    ['Table', (stack: Stack, key: kms.IKey) => table(stack, { encryptionKey: key })],
    ['TableV2', (stack: Stack, key: kms.IKey) => tableV2(stack, { encryption: dynamodb.TableEncryptionV2.customerManagedKey(key) })],
  ])('with a key of a %s lets the role decrypt', (_, make) => {
    const { source, target } = twoAccounts();
    bind(target, make(source, new kms.Key(source, 'Key')));
    const { Statement } = onlyOne(source, 'AWS::KMS::Key').KeyPolicy as { Statement: Record<string, unknown>[] };
    expect(withoutSids(Statement).statements.at(-1)).toEqual({ ...reader(), Action: 'kms:Decrypt', Resource: '*' });
    expect(identityStatements(target).slice(1)).toEqual([LISTING, { Effect: 'Allow', Action: 'kms:Decrypt', Resource: outputOf('Key961B73FD', 'Arn') }]);
  });

  test.each([
    ['Table', (stack: Stack) => table(stack, { encryption: dynamodb.TableEncryption.DEFAULT })],
    ['TableV2', (stack: Stack) => tableV2(stack, { encryption: dynamodb.TableEncryptionV2.dynamoOwnedKey() })],
  ])('with the key that DynamoDB owns needs nothing more (%s)', (_, make) => {
    const { source, target } = twoAccounts();
    bind(target, make(source));
    expect(identityStatements(target).slice(1)).toEqual([LISTING]);
  });

  test.each([
    ['Table', (stack: Stack) => table(stack, { encryption: dynamodb.TableEncryption.AWS_MANAGED })],
    ['TableV2', (stack: Stack) => tableV2(stack, { encryption: dynamodb.TableEncryptionV2.awsManagedKey() })],
  ])('with the key that AWS manages cannot be shared (%s)', (_, make) => {
    const { source, target } = twoAccounts();
    expect(errorOf(() => bind(target, make(source)))).toBe(
      'Source/Table is encrypted with the key that AWS manages for its account (alias/aws/dynamodb), which no other account can use; expected a table with '
      + 'the key that DynamoDB owns (the default), or with a key of yours; leave encryption out, or write encryption: '
      + 'dynamodb.TableEncryption.CUSTOMER_MANAGED (TableEncryptionV2.customerManagedKey) with a key [Source/Table]');
  });

  test('with a key that its construct does not know fails', () => {
    const { source, target } = twoAccounts();
    const orders = table(source);
    (orders.node.defaultChild as dynamodb.CfnTable).sseSpecification = { sseEnabled: true, kmsMasterKeyId: 'arn:aws:kms:eu-west-1:111111111111:key/1' };
    expect(errorOf(() => bind(target, orders))).toContain('Source/Table is encrypted with a key that its construct does not know');
  });

  test.each([
    ['Table', (stack: Stack) => table(stack, { stream: undefined })],
    ['TableV2', (stack: Stack) => tableV2(stack, { dynamoStream: undefined })],
  ])('must exist (%s)', (_, make) => {
    const { source, target } = twoAccounts();
    expect(errorOf(() => bind(target, make(source)))).toBe(
      'Source/Table has no stream; expected a table with a stream; write stream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES on a Table, dynamoStream on '
      + 'a TableV2 [Source/Table]');
  });
});

describe('an imported table', () => {
  test.each([
    ['Table', dynamodb.Table.fromTableAttributes.bind(dynamodb.Table)],
    ['TableV2', dynamodb.TableV2.fromTableAttributes.bind(dynamodb.TableV2)],
  ])('hands its half over (%s)', (_, from) => {
    const { target } = twoAccounts();
    bind(target, from(target, 'Table', { tableArn: TABLE_ARN, tableStreamArn: STREAM_ARN }));
    expect(onlyOne(target, MAPPING).EventSourceArn).toBe(STREAM_ARN);
    expect(identityStatements(target)).toEqual([{ Effect: 'Allow', Action: ACTIONS, Resource: STREAM_ARN }, LISTING]);
    const [text] = handOverTexts(target);
    expect(text).toContain(`account ${SOURCE_ACCOUNT}, which this app does not deploy, must let role ${ORDERS_ROLE} read table stream ${STREAM_ARN} (put-resource-policy`);
    expect(text).toContain(`"Resource":"${STREAM_ARN}"`);
    expect(text).toContain(`aws dynamodb put-resource-policy --region ${REGION} --resource-arn ${STREAM_ARN} --policy '{"Version"`);
  });

  test('must be imported with its stream', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => bind(target, dynamodb.Table.fromTableArn(target, 'Table', TABLE_ARN)))).toBe(
      'Target/Table has no stream; expected a table with a stream; import it with its stream: dynamodb.Table.fromTableAttributes(this, id, { tableArn, '
      + 'tableStreamArn }) [Target/Table]');
  });

  test('is no replica whose label is not known', () => {
    const { source, target } = twoAccounts({ target: { env: { account: '222222222222', region: 'us-east-1' } } });
    const replica = tableV2(source, { replicas: [{ region: 'us-east-1' }] }).replica('us-east-1');
    expect(errorOf(() => bind(target, replica))).toBe(
      'the ARN of the stream of Source/Table/ReplicaTableus-east-1 ends in a label that DynamoDB chooses for each replica; expected a table of the '
      + 'function\'s region, or the whole ARN; import the replica with dynamodb.Table.fromTableAttributes(this, id, { tableArn, tableStreamArn }) '
      + '[Source/Table/ReplicaTableus-east-1]');
  });
});

describe('allow', () => {
  test('writes the half of the stream and hands over the function\'s', () => {
    const { source } = twoAccounts();
    const halves = CrossAccountDynamoEventSource.allowConsumer(table(source), CONSUMER);
    expect(halves.map(({ written, construct }) => [written, construct?.node.path])).toEqual([[true, 'Source/Table/Resource'], [false, undefined], [false, undefined]]);
    expect(JSON.parse(halves[1].handOver!.statement)).toEqual([
      { Sid: 'ReadStream', Effect: 'Allow', Action: ACTIONS, Resource: 'STREAM_ARN' },
      { Sid: 'ListStreams', ...LISTING },
    ]);
    expect(halves[2].handOver!.summary).toContain('; the ARN is only known at deployment: put that of the deployed resource for STREAM_ARN');
    expect(halves[2].handOver!.commands[0]).toContain(' --event-source-arn STREAM_ARN ');
  });

  test('writes that of a TableV2 as well', () => {
    const { source } = twoAccounts();
    expect(CrossAccountDynamoEventSource.allowConsumer(tableV2(source), CONSUMER)[0].construct?.node.path).toBe('Source/Table');
  });
});

test('within one account the templates are those of aws-cdk-lib', () => {
  const templates = [true, false].map((ours) => {
    const { target } = twoAccounts();
    const orders = table(target, { encryption: dynamodb.TableEncryption.AWS_MANAGED });
    const props = { ...LATEST, reportBatchItemFailures: true };
    ordersFunction(target).addEventSource(ours ? new CrossAccountDynamoEventSource(orders, LATEST) : new DynamoEventSource(orders, props));
    return Template.fromStack(target).toJSON() as unknown;
  });
  expect(templates[0]).toEqual(templates[1]);
});
