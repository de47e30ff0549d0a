import { Stack, Token } from 'aws-cdk-lib';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { Construct } from 'constructs';
import { Caller } from '../caller';
import type { Half } from '../link';
import { requireRegionOfTarget, sourceEnvironment } from '../link/source';
import { misuse } from '../private/errors';
import { keepName, stableName } from '../private/names';
import type { ICrossAccountTarget } from '../target';
import { stackOfTarget } from '../target/stack-of-target';

/** Which messages call which function, and what happens with those that cannot be delivered. */
export interface CrossAccountIotRuleProps {
  /** The function that is called, of this app or `CrossAccountTarget.fromTargetArn`. */
  readonly target: ICrossAccountTarget;

  /** The statement that selects messages, such as `SELECT * FROM 'devices/+/alarms'`. */
  readonly sql: string;

  /**
   * The version of the SQL engine.
   *
   * @default '2016-03-23'
   * @see https://docs.aws.amazon.com/iot/latest/developerguide/iot-rule-sql-version.html
   */
  readonly awsIotSqlVersion?: string;

  /**
   * The name of the rule: letters, digits and underscores.
   *
   * @default - a stable name from the construct path, the stack name and the region
   */
  readonly ruleName?: string;

  /**
   * What the rule is for.
   *
   * @default - none
   */
  readonly description?: string;

  /**
   * Whether the rule is on.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * Further actions of the rule, in its account.
   *
   * @default - none: the rule calls the target only
   */
  readonly additionalActions?: CfnTopicRule.ActionProperty[];

  /**
   * A function that is called with the message if an action fails; it may be in another account
   * than `target`, and is let in like it.
   *
   * @default - none
   */
  readonly errorTarget?: ICrossAccountTarget;

  /**
   * Another action for messages of which an action fails, such as a queue of the rule's account.
   *
   * @default - none, or the call of `errorTarget`
   */
  readonly errorAction?: CfnTopicRule.ActionProperty;

  /**
   * The account that this stack is deployed to: twelve digits.
   *
   * @default - the account of the stack's `env`
   */
  readonly account?: string;

  /**
   * The region that this stack is deployed to.
   *
   * @default - the region of the stack's `env`
   */
  readonly region?: string;
}

/** https://docs.aws.amazon.com/iot/latest/apireference/API_CreateTopicRule.html */
const RULE_NAME = /^[a-zA-Z0-9_]{1,128}$/;

/**
 * A rule of AWS IoT in one account that calls a function in another.
 *
 * aws-cdk-lib has an L1 only. Rule's account: the rule, with the target's ARN in a Lambda action,
 * which has no role. Target's account: `iot.amazonaws.com` may invoke the target, for exactly this
 * rule of this account; for a target of another app a hand-over. AWS IoT does not look at the
 * permission when the rule is made (not verified), so the stacks deploy in any order; messages that
 * come before the target's account allows the call go to the error action.
 *
 * Rule and function must be in one region.
 *
 * For a rule of another app write the target's half alone:
 * `target.grants.invoke(Caller.service({ service: 'iot.amazonaws.com', sourceArn, sourceAccount }))`.
 *
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/accessing-cross-account-resources-using-rules.html
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/lambda-rule-action.html
 *
 * @example
 * new CrossAccountIotRule(this, 'Alarms', {
 *   sql: "SELECT * FROM 'devices/+/alarms'",
 *   target,
 * });
 */
export class CrossAccountIotRule extends Construct {
  /** The rule itself. */
  public readonly rule: CfnTopicRule;

  /** The name of the rule. */
  public readonly ruleName: string;

  /** The rule's ARN: a literal where account and region are known at synthesis. */
  public readonly ruleArn: string;

  /** The target's account: the statement that lets the rule call, or its hand-over. */
  public readonly resourceHalf: Half;

  constructor(scope: Construct, id: string, props: CrossAccountIotRuleProps) {
    super(scope, id);
    const { target, errorTarget, errorAction } = props;
    this.requireOneErrorAction(props);
    this.ruleName = props.ruleName ?? stableName(this, 128).replace(/-/g, '_');
    this.requireRuleName();
    this.rule = new CfnTopicRule(this, 'Resource', {
      ruleName: this.ruleName,
      topicRulePayload: {
        sql: props.sql,
        awsIotSqlVersion: props.awsIotSqlVersion ?? '2016-03-23',
        description: props.description,
        ruleDisabled: !(props.enabled ?? true),
        actions: [this.call(target), ...props.additionalActions ?? []],
        errorAction: errorTarget ? this.call(errorTarget) : errorAction,
      },
    });
    keepName(this.rule, 'RuleName');
    this.resourceHalf = this.letIn(target, props);
    if (errorTarget) { this.letIn(errorTarget, props); }
    this.ruleArn = this.arnFor(target, props).ruleArn;
  }

  private call(target: ICrossAccountTarget): CfnTopicRule.ActionProperty {
    return { lambda: { functionArn: target._arnIn(Stack.of(this)) } };
  }

  private letIn(target: ICrossAccountTarget, props: CrossAccountIotRuleProps): Half {
    const { ruleArn, account, region } = this.arnFor(target, props);
    requireRegionOfTarget(this, { region }, { region: target.targetRegion }, 'an AWS IoT rule reaches other accounts within its region only',
      'let the rule publish to an SNS topic of its region, which delivers to other regions (CrossAccountSubscription)');
    return target.grants.invoke(Caller.service({ service: 'iot.amazonaws.com', sourceArn: ruleArn, sourceAccount: account }));
  }

  private arnFor(target: ICrossAccountTarget, { account: givenAccount, region: givenRegion }: CrossAccountIotRuleProps) {
    const env = sourceEnvironment(this, this.rule, stackOfTarget(target), { account: givenAccount, region: givenRegion });
    return { ...env, ruleArn: `arn:${env.partition}:iot:${env.region}:${env.account}:rule/${this.ruleName}` };
  }

  private requireOneErrorAction({ errorTarget, errorAction }: CrossAccountIotRuleProps): void {
    if (!errorTarget || !errorAction) { return; }
    throw misuse({
      problem: 'errorTarget and errorAction are set, but a rule has one error action',
      expected: 'one of the two',
      fix: 'remove errorAction, or remove errorTarget',
      at: this,
    });
  }

  private requireRuleName(): void {
    if (!Token.isUnresolved(this.ruleName) && RULE_NAME.test(this.ruleName)) { return; }
    throw misuse({
      problem: "ruleName is not a name that AWS IoT takes and the target's account can write down",
      got: this.ruleName,
      expected: '1 to 128 letters, digits or underscores, as a literal',
      fix: `write ruleName: '${stableName(this, 128).replace(/-/g, '_')}', or leave it out`,
      at: this,
    });
  }
}
