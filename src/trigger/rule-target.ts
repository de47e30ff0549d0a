import type { IRuleRef, IRuleTarget, RuleTargetConfig } from 'aws-cdk-lib/aws-events';
import { addToDeadLetterQueueResourcePolicy, bindBaseTargetConfig } from 'aws-cdk-lib/aws-events-targets';
import type { LambdaFunctionProps } from 'aws-cdk-lib/aws-events-targets';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import { callingRole } from '../invoker/calling-role';
import { requireRegionOfTarget, requireStackOfSource } from '../link/source';
import { compareAccounts } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import type { ICrossAccountTarget } from '../target';

/** How a rule calls a function of another account. */
export interface CrossAccountRuleTargetProps extends LambdaFunctionProps {
  /**
   * The role that EventBridge assumes to call: a role of the rule's account that trusts
   * `events.amazonaws.com`. The permission to call is added to it.
   *
   * @default - a new role for each target, shared by all rules of the stack
   */
  readonly role?: IRole;
}

/**
 * A rule in one account that calls a function in another, directly.
 *
 * In place of `LambdaFunction` of aws-cdk-lib, which sends the events to the other account's default
 * bus and opens that bus to the whole account. Rule's account: an execution role with
 * `lambda:InvokeFunction` on exactly this target, shared by all rules of the stack. Target's
 * account: that role may invoke the target; for a target of another app a hand-over. The stacks
 * deploy in any order.
 *
 * Rule and function must be in one region; service control policies of the rule's account apply to
 * the role. A dead-letter queue with a key of yours: let the service use it, with
 * `key.grantEncryptDecrypt(new iam.ServicePrincipal('events.amazonaws.com'))`.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html
 *
 * @example
 * rule.addTarget(new CrossAccountRuleTarget(target, { retryAttempts: 2 }));
 */
export class CrossAccountRuleTarget implements IRuleTarget {
  private readonly target: ICrossAccountTarget;
  private readonly props: CrossAccountRuleTargetProps;

  /**
   * @param target the function that is called, of this app or `CrossAccountTarget.fromTargetArn`
   * @param props the event, retries, the dead-letter queue, the role
   */
  constructor(target: ICrossAccountTarget, props: CrossAccountRuleTargetProps = {}) {
    this.target = target;
    this.props = props;
  }

  /**
   * Called by `rule.addTarget`.
   *
   * @param rule the rule
   * @param _id not used: the role is named after the target
   * @throws if the rule is of another account than its stack, or in another region than the target
   */
  public bind(rule: IRuleRef, _id?: string): RuleTargetConfig {
    requireStackOfSource(rule, rule, 'target');
    requireRegionOfTarget(rule, rule.env, { region: this.target.targetRegion }, 'a rule delivers to another account within its region only',
      'let the rule send to an event bus in the target\'s region, and a rule there call the target');
    const { deadLetterQueue, event, role: given } = this.props;
    if (given && compareAccounts(given.env.account, rule.env.account) === 'different') {
      throw misuse({
        problem: `role ${pathOf(given)} belongs to account ${given.env.account}, the rule to account ${rule.env.account}`,
        expected: "a role of the rule's account: EventBridge assumes no other",
        fix: 'leave role out, so that one is made, or pass one of that account',
        at: rule,
      });
    }
    const { role, targetArn, before } = callingRole(rule, this.target, { principal: 'events.amazonaws.com', id: 'CrossAccountRules' }, rule.env.account, given);
    if (before) { rule.node.addDependency(before); }
    if (deadLetterQueue) { addToDeadLetterQueueResourcePolicy(rule, deadLetterQueue); }
    return { ...bindBaseTargetConfig(this.props), arn: targetArn, role, input: event };
  }
}
