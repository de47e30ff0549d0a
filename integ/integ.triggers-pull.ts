/**
 * A function in one account that reads a queue, a stream and a table's stream in another, all under a
 * key of that account, and takes its logs.
 *
 * Proves that Lambda takes the event source mappings, whose permission it checks when they are made;
 * that records come through, decrypted with the key of the other account; that the policies of queue,
 * stream and table stream name a role that does not exist yet; that ARNs without literal names reach
 * the other account at deployment; and that CloudWatch Logs sends the lines of a log group over the
 * destination's stream. Denied is a role of the function's account that only its own policy lets read
 * (its call goes beside one under the function's role, which must succeed), and a log group that sends
 * to a destination whose policy names nobody.
 *
 * The function reports each batch to a queue of the source account, where a probe puts a record into
 * each source and waits for the report.
 *
 * Accounts: the source account owns key, queue, stream, table and log groups, the target account the
 * function. Bootstrap both, each with credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT      id of the source account
 *   INTEG_TARGET_ACCOUNT   id of the target account
 *   CDK_INTEG_REGION       optional, eu-west-1 by default
 *
 * Run: npm run integ:deploy -- integ.triggers-pull.ts
 * Cost: below ten US cents. All stacks are destroyed at the end; the log groups of the functions
 * stay, and the key, without costs, for seven days.
 */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import * as kinesis from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { StartingPosition } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import {
  CrossAccountDynamoEventSource, CrossAccountInvoker, CrossAccountKinesisEventSource, CrossAccountLogsDestination, CrossAccountQueueEventSource,
  CrossAccountTarget,
} from '../src';
import { twoAccountTest } from './support/calls';
import type { Call } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { ANSWER, callingFunction, logSendingFunction, readingFunction } from './support/functions';
import { delivered, probeFunction, receivingFunction } from './support/probe';

const RECEIPTS = 'integ-triggers-pull-receipts';
const CLOSED_DESTINATION = 'integ-triggers-pull-closed';
const removalPolicy = RemovalPolicy.DESTROY;

const app = portableApp();
// sources come before the target's stack, the subscription of its log destination after it
const sources = new Stack(app, 'IntegTriggersPullSources', { env: SOURCE });
const orders = new Stack(app, 'IntegTriggersPullOrders', { env: TARGET });
const subscriptions = new Stack(app, 'IntegTriggersPullSubscriptions', { env: SOURCE });

// --- source account ---
const encryptionKey = new Key(sources, 'Key', { pendingWindow: Duration.days(7), removalPolicy });
const queue = new sqs.Queue(sources, 'Queue', { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: encryptionKey });
const stream = new kinesis.Stream(sources, 'Stream', {
  streamMode: kinesis.StreamMode.PROVISIONED,
  shardCount: 1,
  encryption: kinesis.StreamEncryption.KMS,
  encryptionKey,
  removalPolicy,
});
const table = new dynamodb.Table(sources, 'Table', {
  partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
  billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
  stream: dynamodb.StreamViewType.NEW_IMAGE,
  encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
  encryptionKey,
  removalPolicy,
});

const logGroup = new logs.LogGroup(sources, 'LogGroup', { retention: logs.RetentionDays.ONE_DAY, removalPolicy });

// its queue must be there before the target's stack, whose function reports the first record of the destination's stream
const probe = probeFunction(sources, 'Probe', RECEIPTS, {
  QUEUE: queue.queueUrl,
  STREAM: stream.streamName,
  TABLE: table.tableName,
  LOG_GROUP: logGroup.logGroupName,
});
queue.grantSendMessages(probe);
stream.grantWrite(probe);
table.grantWriteData(probe);
logGroup.grantWrite(probe);

// --- target account ---
const receiver = receivingFunction(orders, 'Function', RECEIPTS);
const target = new CrossAccountTarget(orders, 'Orders', { function: receiver });
// a record that was put in before the mapping is ready is read as well
const startingPosition = StartingPosition.TRIM_HORIZON;
target.callable.addEventSource(new CrossAccountQueueEventSource(queue));
target.callable.addEventSource(new CrossAccountKinesisEventSource(stream, { startingPosition }));
target.callable.addEventSource(new CrossAccountDynamoEventSource(table, { startingPosition }));

const destination = new CrossAccountLogsDestination(orders, 'Logs', {
  target,
  stream: new kinesis.Stream(orders, 'LogsStream', { streamMode: kinesis.StreamMode.PROVISIONED, shardCount: 1, removalPolicy }),
});
const closedDestination = new logs.CfnDestination(orders, 'ClosedLogs', {
  destinationName: CLOSED_DESTINATION,
  targetArn: destination.stream.streamArn,
  roleArn: destination.role.roleArn,
});
// CloudWatch Logs sends a test message
closedDestination.node.addDependency(destination.role);

// what the function's role may do, and what a role with the identity halves alone may do
const environment = {
  QUEUE_URL: (queue.node.defaultChild as sqs.CfnQueue).ref,
  STREAM_ARN: (stream.node.defaultChild as kinesis.CfnStream).attrArn,
  TABLE_STREAM_ARN: (table.node.defaultChild as dynamodb.CfnTable).attrStreamArn,
};
const reader = new CrossAccountTarget(orders, 'Reader', { function: readingFunction(orders, 'ReaderFunction', { role: receiver.role, environment }) });
const strangerFunction = readingFunction(orders, 'StrangerFunction', { environment });
strangerFunction.addToRolePolicy(new PolicyStatement({
  actions: ['sqs:GetQueueAttributes', 'kinesis:DescribeStreamSummary', 'dynamodb:DescribeStream', 'kms:Decrypt'],
  resources: ['*'],
}));
const stranger = new CrossAccountTarget(orders, 'Stranger', { function: strangerFunction });

// --- source account, after the target's ---
new logs.SubscriptionFilter(subscriptions, 'Subscription', { logGroup, destination, filterPattern: logs.FilterPattern.allEvents() });

const closedLogGroup = new logs.LogGroup(subscriptions, 'ClosedLogGroup', { retention: logs.RetentionDays.ONE_DAY, removalPolicy });
const closedDestinationArn = `arn:aws:logs:${TARGET.region}:${TARGET.account}:destination:${CLOSED_DESTINATION}`;
const senderFunction = logSendingFunction(subscriptions, 'SenderFunction', {
  environment: { LOG_GROUP: closedLogGroup.logGroupName, OPEN: destination.destinationArn, CLOSED: closedDestinationArn },
});
senderFunction.addToRolePolicy(new PolicyStatement({
  actions: ['logs:PutSubscriptionFilter'],
  resources: [closedLogGroup.logGroupArn, destination.destinationArn, closedDestinationArn],
}));

const callerFunction = callingFunction(subscriptions, 'CallerFunction');
new CrossAccountInvoker(subscriptions, 'Readers', { function: callerFunction, targets: [reader, stranger] });
const reads = (name: string, outcome: string): Call => ({
  caller: callerFunction,
  event: { target: name },
  result: { answer: { queue: outcome, stream: outcome, table: outcome } },
});

twoAccountTest(app, 'IntegTriggersPull', {
  stacks: [sources, orders, subscriptions],
  allowed: [
    delivered(probe, { cause: 'message', at: 'QUEUE' }),
    delivered(probe, { cause: 'record', at: 'STREAM' }),
    delivered(probe, { cause: 'item', at: 'TABLE' }),
    // batches on their way through CloudWatch Logs
    delivered(probe, { cause: 'line', at: 'LOG_GROUP', seconds: 100 }),
    reads('READER', 'allowed'),
    { caller: senderFunction, event: { destination: 'OPEN' }, result: { answer: ANSWER } },
  ],
  denied: [
    reads('STRANGER', 'denied'),
    { caller: senderFunction, event: { destination: 'CLOSED' }, result: { error: 'AccessDeniedException' } },
  ],
});
