/**
 * Services of one account that call a function in another: S3, SNS, EventBridge, IoT, Step Functions.
 *
 * Proves that one target takes events of all of them, each let in by exactly what the library writes;
 * that the function's account can subscribe to a topic of another account, and learns the topic's
 * name at deployment; that S3 takes the notification because the permission is there first; that a
 * state machine calls with its own role and, as its ARN is sent as external id, with a role of the
 * other account. Denied is the same configuration of each service without the target's statement.
 *
 * The function reports each event to a queue of the source account, where a probe causes the event
 * and waits for the report.
 *
 * Accounts: the source account owns bucket, topic, rules and state machines, the target account the
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
 * Run: npm run integ:deploy -- integ.triggers-push.ts
 * Cost: below one US cent; it takes about 20 minutes, because each denied call is waited for. All
 * stacks are destroyed at the end; the log groups of the functions stay.
 */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnRule, Rule } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { Bucket, BucketNotificationDestinationType, EventType } from 'aws-cdk-lib/aws-s3';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { CustomState, DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import {
  AssumableRole, CrossAccountBucketDestination, CrossAccountIotRule, CrossAccountLambdaInvoke, CrossAccountRuleTarget, CrossAccountSubscription,
  CrossAccountTarget,
} from '../src';
import { twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { delivered, notDelivered, probeFunction, receivingFunction } from './support/probe';

const NAME = 'integ-triggers-push';
const RECEIPTS = `${NAME}-receipts`;
const VIA_NAME = `${NAME}-via`;

const app = portableApp();
// a topic comes before the target's stack, everything else after it
const topics = new Stack(app, 'IntegTriggersPushTopics', { env: SOURCE });
const orders = new Stack(app, 'IntegTriggersPushOrders', { env: TARGET });
const sources = new Stack(app, 'IntegTriggersPushSources', { env: SOURCE });

// --- target account ---
const target = new CrossAccountTarget(orders, 'Orders', { function: receivingFunction(orders, 'Function', RECEIPTS) });
const charging = new AssumableRole(orders, 'Charging', { externalId: `arn:aws:states:${SOURCE.region}:${SOURCE.account}:stateMachine:${VIA_NAME}` });

// --- source account: SNS ---
const topic = new Topic(topics, 'Topic');
topic.addSubscription(new CrossAccountSubscription(target));

// may be subscribed, and is, but SNS may not call
const closedTopic = new Topic(topics, 'ClosedTopic', { topicName: `${NAME}-closed` });
closedTopic.addToResourcePolicy(new PolicyStatement({
  principals: [new AccountPrincipal(TARGET.account)],
  actions: ['sns:Subscribe'],
  resources: [closedTopic.topicArn],
}));
new CfnSubscription(orders, 'ClosedSubscription', {
  topicArn: `arn:aws:sns:${SOURCE.region}:${SOURCE.account}:${NAME}-closed`,
  protocol: 'lambda',
  endpoint: target.targetArn,
});

// --- source account: S3 ---
// named, so that the target lets in this bucket only
const bucket = new Bucket(sources, 'Bucket', { bucketName: `${NAME}-${SOURCE.account}-${SOURCE.region}`, removalPolicy: RemovalPolicy.DESTROY });
bucket.addEventNotification(EventType.OBJECT_CREATED, new CrossAccountBucketDestination(target));

const closedBucket = new Bucket(sources, 'ClosedBucket', { notificationsSkipDestinationValidation: true, removalPolicy: RemovalPolicy.DESTROY });
closedBucket.addEventNotification(EventType.OBJECT_CREATED, {
  bind: () => ({ type: BucketNotificationDestinationType.LAMBDA, arn: target.targetArn }),
});

// --- source account: EventBridge ---
const rule = new Rule(sources, 'Rule', { eventPattern: { source: ['integ.triggers'], detailType: [`${NAME}-open`] } });
rule.addTarget(new CrossAccountRuleTarget(target));

// the identity half alone
const callingRole = (id: string, service: string, action = 'lambda:InvokeFunction', resource = target.targetArn) => {
  const role = new Role(sources, id, { assumedBy: new ServicePrincipal(service) });
  role.addToPolicy(new PolicyStatement({ actions: [action], resources: [resource] }));
  return role;
};
new CfnRule(sources, 'ClosedRule', {
  eventPattern: { 'source': ['integ.triggers'], 'detail-type': [`${NAME}-closed`] },
  targets: [{ id: 'Target', arn: target.targetArn, roleArn: callingRole('ClosedRuleRole', 'events.amazonaws.com').roleArn }],
});

// --- source account: IoT ---
new CrossAccountIotRule(sources, 'Readings', { target, sql: `SELECT * FROM '${NAME}/open'` });
new CfnTopicRule(sources, 'ClosedReadings', {
  topicRulePayload: { sql: `SELECT * FROM '${NAME}/closed'`, awsIotSqlVersion: '2016-03-23', actions: [{ lambda: { functionArn: target.targetArn } }] },
});

// --- source account: Step Functions ---
const machine = (id: string, role: Role, task: IChainable, stateMachineName?: string) =>
  new StateMachine(sources, id, { stateMachineName, role, definitionBody: DefinitionBody.fromChainable(task) });
const machineRole = (id: string) => new Role(sources, id, { assumedBy: new ServicePrincipal('states.amazonaws.com') });
const closedTask = (id: string, credentials = {}) => new CustomState(sources, id, {
  stateJson: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { 'FunctionName': target.targetArn, 'Payload.$': '$' }, ...credentials },
});

const directRole = machineRole('DirectRole');
const direct = machine('Direct', directRole, new CrossAccountLambdaInvoke(sources, 'DirectCharge', { target, stateMachineRole: directRole }));

const viaRole = machineRole('ViaRole');
const via = machine('Via', viaRole, new CrossAccountLambdaInvoke(sources, 'ViaCharge', { target, stateMachineRole: viaRole, via: charging }), VIA_NAME);

const closedDirect = machine('ClosedDirect', callingRole('ClosedDirectRole', 'states.amazonaws.com'), closedTask('ClosedDirectCharge'));
const closedVia = machine(
  'ClosedVia',
  callingRole('ClosedViaRole', 'states.amazonaws.com', 'sts:AssumeRole', charging.roleArn),
  closedTask('ClosedViaCharge', { Credentials: { RoleArn: charging.roleArn } }),
);

// --- source account: the probe ---
const probe = probeFunction(sources, 'Probe', RECEIPTS, {
  TOPIC: topic.topicArn,
  CLOSED_TOPIC: closedTopic.topicArn,
  BUCKET: bucket.bucketName,
  CLOSED_BUCKET: closedBucket.bucketName,
  RULE: `${NAME}-open`,
  CLOSED_RULE: `${NAME}-closed`,
  READINGS: `${NAME}/open`,
  CLOSED_READINGS: `${NAME}/closed`,
  DIRECT: direct.stateMachineArn,
  CLOSED_DIRECT: closedDirect.stateMachineArn,
  VIA: via.stateMachineArn,
  CLOSED_VIA: closedVia.stateMachineArn,
});
for (const each of [topic, closedTopic]) { each.grantPublish(probe); }
for (const each of [bucket, closedBucket]) {
  each.grantPut(probe);
  each.grantDelete(probe);
}
for (const each of [direct, via, closedDirect, closedVia]) { each.grantStartExecution(probe); }
probe.addToRolePolicy(new PolicyStatement({ actions: ['events:PutEvents', 'iot:DescribeEndpoint', 'iot:Publish'], resources: ['*'] }));

const events = [
  { cause: 'notification', at: 'TOPIC' },
  { cause: 'object', at: 'BUCKET' },
  { cause: 'event', at: 'RULE' },
  { cause: 'reading', at: 'READINGS' },
  { cause: 'execution', at: 'DIRECT' },
  { cause: 'execution', at: 'VIA' },
];

twoAccountTest(app, 'IntegTriggersPush', {
  stacks: [topics, orders, sources],
  allowed: events.map((event) => delivered(probe, event)),
  denied: events.map(({ cause, at }) => notDelivered(probe, { cause, at: `CLOSED_${at}` })),
});
