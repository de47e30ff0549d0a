import type { App } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import * as kms from 'aws-cdk-lib/aws-kms';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import {
  AssumableRole, CrossAccountBucketDestination, CrossAccountDynamoEventSource, CrossAccountIotRule, CrossAccountKinesisConsumerEventSource,
  CrossAccountKinesisEventSource, CrossAccountLambdaDestination, CrossAccountLambdaInvoke, CrossAccountLogsDestination, CrossAccountQueueEventSource,
  CrossAccountRotation, CrossAccountRuleTarget, CrossAccountScheduleTarget, CrossAccountSubscription, CrossAccountTarget, CrossAccountUserPoolTrigger,
} from '../../src';
import type { ResourcePolicyType } from '../../src';
import { fn, twoAccounts } from '../support/apps';
import type { TwoAccounts } from '../support/apps';

/** Declares a source in one account that calls a function in another. */
export type Declare = (accounts: TwoAccounts, target: CrossAccountTarget) => void;

const states = () => new iam.ServicePrincipal('states.amazonaws.com');
const LATEST = { startingPosition: StartingPosition.LATEST };

/** A service calls the function. */
export const PUSH: Record<string, Declare> = {
  'bucket with a name': ({ source }, target) => {
    new s3.Bucket(source, 'Images', { bucketName: 'images' }).addEventNotification(s3.EventType.OBJECT_CREATED, new CrossAccountBucketDestination(target));
  },
  'bucket without a name': ({ source }, target) => {
    new s3.Bucket(source, 'Images').addEventNotification(s3.EventType.OBJECT_CREATED, new CrossAccountBucketDestination(target));
  },
  'topic with a name': ({ source }, target) => {
    new sns.Topic(source, 'Orders', { topicName: 'orders' }).addSubscription(new CrossAccountSubscription(target));
  },
  'topic named at deployment': ({ source }, target) => {
    new sns.Topic(source, 'Orders').addSubscription(new CrossAccountSubscription(target));
  },
  'rule': ({ source }, target) => {
    new events.Rule(source, 'Rule', { eventPattern: { source: ['shop'] } }).addTarget(new CrossAccountRuleTarget(target));
  },
  'schedule': ({ source }, target) => {
    new scheduler.Schedule(source, 'Nightly', { schedule: scheduler.ScheduleExpression.cron({ hour: '2' }), target: new CrossAccountScheduleTarget(target) });
  },
  'schedule of a group': ({ source }, target) => {
    const scheduleGroup = new scheduler.ScheduleGroup(source, 'Group', { scheduleGroupName: 'nights' });
    new scheduler.Schedule(source, 'Nightly', { scheduleGroup, schedule: scheduler.ScheduleExpression.cron({ hour: '2' }), target: new CrossAccountScheduleTarget(target) });
  },
  'IoT rule': ({ source }, target) => { new CrossAccountIotRule(source, 'Alarms', { sql: "SELECT * FROM 'alarms'", target }); },
  'user pool without a name': ({ source }, target) => {
    new CrossAccountUserPoolTrigger(source, 'SignUp', { userPool: new cognito.UserPool(source, 'Pool'), operation: cognito.UserPoolOperation.PRE_SIGN_UP, target });
  },
  'user pool by a reference': ({ source }, target) => {
    const userPool = new cognito.UserPool(source, 'Pool');
    new CrossAccountUserPoolTrigger(source, 'SignUp', { userPool, operation: cognito.UserPoolOperation.PRE_SIGN_UP, target, exactSource: true });
  },
  'secret with a name': ({ source }, target) => {
    new CrossAccountRotation(source, 'Rotation', { secret: new secretsmanager.Secret(source, 'Secret', { secretName: 'password' }), target });
  },
  'state machine': ({ source }, target) => {
    const role = new iam.Role(source, 'Role', { assumedBy: states() });
    const task = new CrossAccountLambdaInvoke(source, 'Charge', { target, stateMachineRole: role });
    new sfn.StateMachine(source, 'Machine', { role, definitionBody: sfn.DefinitionBody.fromChainable(task) });
  },
  'state machine via a role': ({ source, target: stack }, target) => {
    const role = new iam.Role(source, 'Role', { assumedBy: states() });
    const task = new CrossAccountLambdaInvoke(source, 'Charge', { target, stateMachineRole: role, via: new AssumableRole(stack, 'Charger') });
    new sfn.StateMachine(source, 'Machine', { role, definitionBody: sfn.DefinitionBody.fromChainable(task) });
  },
  'destination of a function': ({ source }, target) => {
    fn(source, 'Import', { onFailure: new CrossAccountLambdaDestination(target) });
  },
};

const key = ({ source }: TwoAccounts) => new kms.Key(source, 'Key');
const stream = (accounts: TwoAccounts) => new kinesis.Stream(accounts.source, 'Stream', { encryptionKey: key(accounts) });

/** Lambda reads for the function. */
export const PULL: Record<string, Declare> = {
  'queue with a name': ({ source }, { callable }) => {
    callable.addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(source, 'Queue', { queueName: 'orders' })));
  },
  'queue named at deployment, with a key': (accounts, { callable }) => {
    callable.addEventSource(new CrossAccountQueueEventSource(new sqs.Queue(accounts.source, 'Queue', { encryptionMasterKey: key(accounts) })));
  },
  'Kinesis stream with a key': (accounts, { callable }) => { callable.addEventSource(new CrossAccountKinesisEventSource(stream(accounts), LATEST)); },
  'consumer of a Kinesis stream': (accounts, { callable }) => {
    const consumer = new kinesis.StreamConsumer(accounts.source, 'Consumer', { stream: stream(accounts), streamConsumerName: 'orders' });
    callable.addEventSource(new CrossAccountKinesisConsumerEventSource(consumer, LATEST));
  },
  'stream of a table': ({ source }, { callable }) => {
    const table = new dynamodb.Table(source, 'Table', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, stream: dynamodb.StreamViewType.NEW_IMAGE });
    callable.addEventSource(new CrossAccountDynamoEventSource(table, LATEST));
  },
  'stream of a global table': ({ source }, { callable }) => {
    const table = new dynamodb.TableV2(source, 'Table', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, dynamoStream: dynamodb.StreamViewType.NEW_IMAGE,
    });
    callable.addEventSource(new CrossAccountDynamoEventSource(table, LATEST));
  },
  'log group': ({ source, target: stack }, target) => {
    const destination = new CrossAccountLogsDestination(stack, 'Logs', { target });
    new logs.SubscriptionFilter(source, 'Filter', { logGroup: new logs.LogGroup(source, 'Group'), destination, filterPattern: logs.FilterPattern.allEvents() });
  },
};

export function build(declare: Declare, policyType?: ResourcePolicyType): App {
  const accounts = twoAccounts();
  const target = new CrossAccountTarget(accounts.target, 'Orders', { function: fn(accounts.target, 'Function', { functionName: 'orders' }), policyType });
  declare(accounts, target);
  return accounts.app;
}
