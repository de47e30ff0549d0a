import { Stack } from 'aws-cdk-lib';
import type { ISchedule, IScheduleTarget, ScheduleTargetConfig } from 'aws-cdk-lib/aws-scheduler';
import { ScheduleTargetBase } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ScheduleTargetBaseProps } from 'aws-cdk-lib/aws-scheduler-targets';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { keyBehind } from './pull-key';
import { callingRole } from '../invoker/calling-role';
import type { CallingService } from '../invoker/calling-role';
import { IdentityPolicy } from '../link/identity-policy';
import { permissionFor } from '../link/permission';
import { requireRegionOfTarget } from '../link/source';
import { compareAccounts } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { shortHash } from '../private/names';
import type { ICrossAccountTarget } from '../target';

/** How a schedule calls a function of another account: the input, retries, the dead-letter queue, the role. */
export interface CrossAccountScheduleTargetProps extends ScheduleTargetBaseProps {}

const SEND_MESSAGE = permissionFor('sqs:SendMessage', 'SendToDeadLetterQueue');
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html */
const USE_KEY = [permissionFor('kms:Decrypt', 'DecryptForDeadLetterQueue'), permissionFor('kms:GenerateDataKey', 'EncryptForDeadLetterQueue')];

/**
 * A schedule of EventBridge Scheduler in one account that calls a function in another.
 *
 * In place of `LambdaInvoke` of aws-cdk-lib, which cannot let its role call a function of another
 * account. Schedule's account: an execution role with `lambda:InvokeFunction` on exactly this
 * target, shared by all schedules of the stack and group; Scheduler assumes it for schedules of
 * this account and group only. Target's account: that role may invoke the target; for a target of
 * another app a hand-over. The stacks deploy in any order.
 *
 * AWS documents neither that a schedule may call a function of another account nor that it may not,
 * and nobody has verified it for this library. The documented way is a rule with a schedule:
 * `new events.Rule(this, id, { schedule, targets: [new CrossAccountRuleTarget(target)] })`.
 *
 * Schedule and function must be in one region, because AWS documents nothing else. The dead-letter
 * queue must be in the schedule's account. For one with a key of yours the role may also use exactly
 * that key, `kms:GenerateDataKey` and `kms:Decrypt`, as AWS asks of whoever sends to such a queue; a key
 * of another account must let the role use it in its own policy.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 *
 * @example
 * new scheduler.Schedule(this, 'Nightly', {
 *   schedule: scheduler.ScheduleExpression.cron({ hour: '2', minute: '0' }),
 *   target: new CrossAccountScheduleTarget(target, { retryAttempts: 3 }),
 * });
 */
export class CrossAccountScheduleTarget implements IScheduleTarget {
  private readonly target: ICrossAccountTarget;
  private readonly props: CrossAccountScheduleTargetProps;

  /**
   * @param target the function that is called, of this app or `CrossAccountTarget.fromTargetArn`
   * @param props the input, retries, the dead-letter queue, the role
   */
  constructor(target: ICrossAccountTarget, props: CrossAccountScheduleTargetProps = {}) {
    this.target = target;
    this.props = props;
  }

  /**
   * Called by `scheduler.Schedule`.
   *
   * @param schedule the schedule
   * @throws if the schedule is in another region than the target, or the dead-letter queue in another account than the schedule
   */
  public bind(schedule: ISchedule): ScheduleTargetConfig {
    requireRegionOfTarget(schedule, schedule.env, { region: this.target.targetRegion }, 'AWS documents schedules that call within their region only',
      "create the schedule in a stack of the target's region");
    const { deadLetterQueue, role: given, ...others } = this.props;
    const { role, targetArn, before } = callingRole(schedule, this.target, serviceOf(schedule), schedule.env.account, given);
    if (before) { schedule.node.addDependency(before); }
    const config = new RetriedTarget({ ...others, role }, targetArn).bind(schedule);
    if (!deadLetterQueue) { return config; }
    requireOwnQueue(schedule, deadLetterQueue);
    const policy = IdentityPolicy.of(role as unknown as Construct, role, schedule.env.account);
    policy.allow(SEND_MESSAGE, deadLetterQueue.queueArn);
    const key = deadLetterQueue.encryptionMasterKey;
    if (key) { USE_KEY.forEach((permission) => policy.allow(permission, keyBehind(deadLetterQueue, key).keyArn)); }
    return { ...config, deadLetterConfig: { arn: deadLetterQueue.queueArn } };
  }
}

/** What aws-cdk-lib does for every target of a schedule; the permission is written already. */
class RetriedTarget extends ScheduleTargetBase {
  protected addTargetActionToRole(): void {}
}

/** The conditions name the group, as AWS asks for; so each group has a role of its own. */
function serviceOf(schedule: ISchedule): CallingService {
  const stack = Stack.of(schedule);
  const { account, region } = schedule.env;
  const given = schedule.scheduleGroup?.scheduleGroupArn;
  const group = given ?? stack.formatArn({ service: 'scheduler', account, region, resource: 'schedule-group', resourceName: 'default' });
  return {
    principal: 'scheduler.amazonaws.com',
    // resolved, because the text of a token differs from run to run and an id must not
    id: `CrossAccountSchedules${given === undefined ? '' : shortHash(JSON.stringify(stack.resolve(given)))}`,
    conditions: { StringEquals: { 'aws:SourceAccount': account }, ArnEquals: { 'aws:SourceArn': group } },
  };
}

function requireOwnQueue(schedule: ISchedule, queue: IQueue): void {
  if (compareAccounts(queue.env.account, schedule.env.account) !== 'different') { return; }
  throw misuse({
    problem: `deadLetterQueue ${pathOf(queue)} belongs to account ${queue.env.account}, the schedule to account ${schedule.env.account}`,
    expected: "a queue of the schedule's account, to which the schedule's role can be allowed to send",
    fix: 'create the queue beside the schedule',
    at: schedule,
  });
}
