/**
 * A schedule of EventBridge Scheduler in one account that calls a function in another.
 *
 * Asks AWS what its documentation does not say: whether Scheduler calls a function of another account
 * under a role that both accounts let call. Denied is a schedule whose role only the source account
 * lets call.
 *
 * The schedules run every minute. The function reports each call to a queue of the source account,
 * where a probe waits for it.
 *
 * Accounts: the source account owns the schedules, the target account the function. Bootstrap both,
 * each with credentials of its own:
 *   cdk bootstrap aws://SOURCE/eu-west-1
 *   cdk bootstrap aws://TARGET/eu-west-1 --trust SOURCE \
 *     --cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess
 *
 * Environment: credentials of the source account, and
 *   CDK_INTEG_ACCOUNT      id of the source account
 *   INTEG_TARGET_ACCOUNT   id of the target account
 *   CDK_INTEG_REGION       optional, eu-west-1 by default
 *
 * Run: npm run integ:deploy -- integ.triggers-schedule.ts
 * Cost: below one US cent. All stacks are destroyed at the end; the log groups of the functions stay.
 */
import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { CrossAccountScheduleTarget, CrossAccountTarget } from '../src';
import { twoAccountTest } from './support/calls';
import { SOURCE, TARGET, portableApp } from './support/environment';
import { delivered, notDelivered, probeFunction, receivingFunction } from './support/probe';

const NAME = 'integ-triggers-schedule';
const RECEIPTS = `${NAME}-receipts`;
const OPEN = `${NAME}-open`;
const CLOSED = `${NAME}-closed`;

const app = portableApp();
const orders = new Stack(app, 'IntegTriggersScheduleOrders', { env: TARGET });
const schedules = new Stack(app, 'IntegTriggersScheduleSchedules', { env: SOURCE });

// --- target account ---
const target = new CrossAccountTarget(orders, 'Orders', { function: receivingFunction(orders, 'Function', RECEIPTS) });

// --- source account ---
new Schedule(schedules, 'Schedule', {
  schedule: ScheduleExpression.rate(Duration.minutes(1)),
  target: new CrossAccountScheduleTarget(target, { input: ScheduleTargetInput.fromObject({ nonce: OPEN }) }),
});

// the identity half alone
const closedRole = new Role(schedules, 'ClosedRole', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
closedRole.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.targetArn] }));
new CfnSchedule(schedules, 'ClosedSchedule', {
  scheduleExpression: 'rate(1 minute)',
  flexibleTimeWindow: { mode: 'OFF' },
  target: { arn: target.targetArn, roleArn: closedRole.roleArn, input: JSON.stringify({ nonce: CLOSED }) },
});

const probe = probeFunction(schedules, 'Probe', RECEIPTS, {});

twoAccountTest(app, 'IntegTriggersSchedule', {
  stacks: [orders, schedules],
  // longer than a minute
  allowed: [delivered(probe, { nonce: OPEN, seconds: 90 })],
  denied: [notDelivered(probe, { nonce: CLOSED, seconds: 90 })],
});
