import { App, CliCredentialsStackSynthesizer, LegacyStackSynthesizer, NestedStack, PhysicalName, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  CrossAccountDynamoEventSource,
  CrossAccountKinesisConsumerEventSource,
  CrossAccountQueueEventSource,
  CrossAccountSubscription,
  CrossAccountUserPoolTrigger,
} from '../../src';
import { requireReadable } from '../../src/link/readable';
import { errorOf, fn, SOURCE_ENV, TARGET_ENV, twoAccounts } from '../support/apps';
import { LATEST } from '../trigger/pull-apps';
import { ordersTarget } from '../trigger/templates';

const BETWEEN = 'expected the ARN as a text, or two stacks between which it can be read; ';
const NESTED_READER = 'is only known at deployment, and the nested stack Target/Nested cannot read it from another account; ';
const MOVE_READER = 'move what names it out of the nested stack';

function roleIn(stack: Stack): iam.Role {
  return new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
}

describe('what another account writes', () => {
  const read = (producer: Stack, consumer: Stack, queueName?: string) => {
    const queue = new sqs.Queue(producer, 'Queue', { queueName });
    const text = queueName === undefined ? (queue.node.defaultChild as sqs.CfnQueue).attrArn : queue.queueArn;
    return () => requireReadable({ reader: consumer, text, part: 'the ARN', source: queue, remedy: 'give it a name' });
  };

  test.each<[string, StackProps]>([
    ['CliCredentialsStackSynthesizer', { synthesizer: new CliCredentialsStackSynthesizer() }],
    ['LegacyStackSynthesizer', { synthesizer: new LegacyStackSynthesizer() }],
  ])('cannot be read by a stack with %s, which knows no role of CloudFormation', (_, props) => {
    const { source, target } = twoAccounts({ target: props });
    expect(errorOf(read(source, target))).toBe(
      'the ARN of Source/Queue is only known at deployment, and stack Target cannot read it from another account, because its synthesizer has no CloudFormation execution role; '
      + `${BETWEEN}give it a name; or let stack Target use DefaultStackSynthesizer [Target]`,
    );
  });

  test('cannot be read by a nested stack, nor from one', () => {
    const { source, target } = twoAccounts();
    expect(errorOf(read(source, new NestedStack(target, 'Nested')))).toBe(`the ARN of Source/Queue ${NESTED_READER}${BETWEEN}give it a name; or ${MOVE_READER} [Target/Nested]`);
    expect(errorOf(read(new NestedStack(source, 'Nested'), target))).toBe(
      'the ARN of Source/Nested/Queue is only known at deployment, and another account cannot read it from the nested stack Source/Nested; '
      + `${BETWEEN}give it a name; or move Source/Nested/Queue out of the nested stack [Target]`,
    );
  });

  test('can be read between two stacks that are not nested', () => {
    const { source, target } = twoAccounts();
    expect(read(source, target)).not.toThrow();
  });

  test('needs nothing where aws-cdk-lib makes a name, within one stack, one account or without accounts', () => {
    const { app, source, target } = twoAccounts();
    const nested = new NestedStack(target, 'Nested');
    expect(read(source, nested, PhysicalName.GENERATE_IF_NEEDED)).not.toThrow();
    expect(read(nested, nested)).not.toThrow();
    expect(read(target, new NestedStack(new Stack(app, 'Beside', { env: TARGET_ENV }), 'Nested'))).not.toThrow();
    const unknown = new App();
    expect(read(new Stack(unknown, 'One'), new NestedStack(new Stack(unknown, 'Two'), 'Nested'))).not.toThrow();
  });
});

describe('a function that reads', () => {
  test('in a nested stack: a queue with a name and a key', () => {
    const { source, target } = twoAccounts();
    const queue = new sqs.Queue(source, 'Queue', { queueName: 'orders', encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: new kms.Key(source, 'Key') });
    const orders = fn(new NestedStack(target, 'Nested'), 'Orders');
    expect(errorOf(() => orders.addEventSource(new CrossAccountQueueEventSource(queue)))).toBe(
      `the ARN of Source/Key ${NESTED_READER}${BETWEEN}pass a key imported by its ARN (kms.Key.fromKeyArn); or ${MOVE_READER} [Target/Nested/Orders]`,
    );
  });

  test('with its role in a nested stack: a queue without a name', () => {
    const { source, target } = twoAccounts();
    const orders = fn(target, 'Orders', { role: roleIn(new NestedStack(target, 'Nested')) });
    expect(errorOf(() => orders.addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue'))))).toBe(
      `the ARN of Source/Queue ${NESTED_READER}${BETWEEN}give a new queue a queueName; or ${MOVE_READER} [Target/Orders]`,
    );
  });

  test('with a role that this app cannot change, in a nested stack, needs nothing there', () => {
    const { app, source, target } = twoAccounts();
    const role = iam.Role.fromRoleArn(new NestedStack(target, 'Nested'), 'Role', `arn:aws:iam::${TARGET_ENV.account}:role/orders`, { mutable: false });
    fn(target, 'Orders', { role }).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue')));
    expect(() => app.synth()).not.toThrow();
  });

  test('with its role in another stack, which is then deployed after the source\'s', () => {
    const { app, source, target } = twoAccounts();
    const roles = new Stack(app, 'Roles', { env: TARGET_ENV });
    fn(target, 'Orders', { role: roleIn(roles) }).addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue')));
    expect(roles.dependencies).toEqual([source]);
  });

  test('a consumer or a stream of a table: no name helps', () => {
    const { source, target } = twoAccounts();
    const orders = fn(new NestedStack(target, 'Nested'), 'Orders');
    const stream = new kinesis.Stream(source, 'Stream', { streamName: 'orders', encryption: kinesis.StreamEncryption.UNENCRYPTED });
    const consumer = new kinesis.StreamConsumer(source, 'Consumer', { stream, streamConsumerName: 'orders' });
    expect(errorOf(() => orders.addEventSource(new CrossAccountKinesisConsumerEventSource(consumer, LATEST)))).toBe(
      `the ARN of Source/Consumer ${NESTED_READER}${BETWEEN}${MOVE_READER} [Target/Nested/Orders]`,
    );
    const table = new dynamodb.Table(source, 'Table', {
      tableName: 'orders', partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE,
    });
    expect(errorOf(() => orders.addEventSource(new CrossAccountDynamoEventSource(table, LATEST)))).toBe(
      `the ARN of Source/Table ${NESTED_READER}${BETWEEN}${MOVE_READER} [Target/Nested/Orders]`,
    );
  });
});

describe('a target', () => {
  test('of a topic without a name, which a stack with its synthesizer cannot read', () => {
    const { source, target } = twoAccounts({ target: { synthesizer: new CliCredentialsStackSynthesizer() } });
    const topic = new sns.Topic(source, 'Topic');
    const orders = ordersTarget(target);
    expect(errorOf(() => topic.addSubscription(new CrossAccountSubscription(orders)))).toContain('give a new topic a topicName; or let stack Target use DefaultStackSynthesizer [');
  });

  test('of a pool in a nested stack, with exactSource', () => {
    const { source, target } = twoAccounts();
    const userPool = new cognito.UserPool(new NestedStack(source, 'Nested'), 'Users');
    expect(errorOf(() => new CrossAccountUserPoolTrigger(source, 'SignUp', {
      userPool, target: ordersTarget(target), operation: cognito.UserPoolOperation.PRE_SIGN_UP, exactSource: true,
    }))).toContain('from the nested stack Source/Nested; expected the ARN as a text, or two stacks between which it can be read; leave exactSource out; or move Source/Nested/Users out');
  });

  test('that decrypts under a role in a nested stack, with exactSource', () => {
    const { app, source, target } = twoAccounts();
    const orders = ordersTarget(target, { function: fn(target, 'Sender', { role: roleIn(new NestedStack(target, 'Nested')) }) });
    const keys = new Stack(app, 'Keys', { env: SOURCE_ENV });
    expect(errorOf(() => new CrossAccountUserPoolTrigger(source, 'Mail', {
      userPool: new cognito.UserPool(source, 'Users'),
      target: orders,
      operation: cognito.UserPoolOperation.CUSTOM_EMAIL_SENDER,
      customSenderKey: new kms.Key(keys, 'Key'),
      exactSource: true,
    }))).toBe(`the ARN of Keys/Key ${NESTED_READER}${BETWEEN}leave exactSource out; or ${MOVE_READER} [Source/Mail]`);
  });
});
