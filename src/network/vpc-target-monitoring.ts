import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Dashboard, GraphWidget, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IAlarmAction, IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { misuse } from '../private/errors';
import type { VpcLambdaTarget } from '../target';

/** For whoever is woken by an alarm. */
const PAGE = 'https://github.com/cdk-cross-account-lambda/cdk-cross-account-lambda/blob/main/docs/vpc-sizing.md';

/** A target, and who is told when it does not do well. */
export interface VpcTargetMonitoringProps {
  /** The target that is watched. */
  readonly target: VpcLambdaTarget;

  /**
   * What happens when an alarm goes off, such as a message: `new cloudwatch_actions.SnsAction(topic)`.
   *
   * @default - nothing: the alarms only show their state
   */
  readonly alarmActions?: IAlarmAction[];

  /**
   * The share of the plan's peak concurrency from which on there is an alarm: 0.8 is 80 %.
   *
   * @default 0.8
   */
  readonly concurrencyShare?: number;

  /**
   * The failed calls in a minute from which on there is an alarm.
   *
   * @default 1
   */
  readonly errorThreshold?: number;

  /**
   * The throttled calls in a minute from which on there is an alarm.
   *
   * @default 1
   */
  readonly throttleThreshold?: number;

  /**
   * Whether there is a dashboard with the four figures. CloudWatch charges for dashboards beyond the
   * first few.
   *
   * @default true
   */
  readonly dashboard?: boolean;
}

/**
 * Alarms for a target in a VPC, and a small dashboard.
 *
 * Target's account: alarms for throttled calls, errors, concurrency near the plan's peak, and
 * requests for network interfaces in the target's subnets, of whomever, that EC2 refused: targets that
 * share subnets need it once. This one counts events of CloudTrail, because
 * Lambda counts no call that fails before the function starts: it needs a trail that records
 * management events in this region. That EC2's refusals of Lambda's requests arrive there, and that a
 * rule without targets counts them, is not verified on AWS. Caller's account: nothing.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 *
 * @example
 * new VpcTargetMonitoring(ordersStack, 'Monitoring', { target: privateOrders });
 */
export class VpcTargetMonitoring extends Construct {
  /** Calls were throttled. */
  public readonly throttles: Alarm;
  /** The function failed. */
  public readonly errors: Alarm;
  /** The executions come near the peak of the plan. */
  public readonly concurrency: Alarm;
  /** EC2 refused to make a network interface in the subnets of the function. */
  public readonly eniFailures: Alarm;
  /** The dashboard, if there is one. */
  public readonly dashboard?: Dashboard;

  constructor(scope: Construct, id: string, props: VpcTargetMonitoringProps) {
    super(scope, id);
    const { target, concurrencyShare = 0.8 } = props;
    requireShare(this, concurrencyShare);
    const fn = target.function;
    const peak = target.peakConcurrency;
    const refused = this.refusedInterfaces(target);
    const period = Duration.minutes(1);
    this.throttles = this.alarm('Throttles', fn.metricThrottles({ period }), props.throttleThreshold ?? 1,
      `calls of ${target.node.path} are throttled: see its reserved concurrency and the quota of the account`);
    this.errors = this.alarm('Errors', fn.metricErrors({ period }), props.errorThreshold ?? 1, `${target.node.path} fails: see its log`);
    const executions = fn.metric('ConcurrentExecutions', { statistic: 'Maximum', period });
    const limit = Math.max(1, Math.floor(peak * concurrencyShare));
    this.concurrency = this.alarm('Concurrency', executions, limit, `${target.node.path} comes near the ${peak} executions that its network is planned for`);
    this.eniFailures = this.alarm('EniFailures', refused, 1, `EC2 refused a network interface in the subnets of ${target.node.path}: see ${PAGE}`);
    const alarms = [this.throttles, this.errors, this.concurrency, this.eniFailures];
    for (const alarm of alarms) { alarm.addAlarmAction(...props.alarmActions ?? []); }
    if (props.dashboard ?? true) { this.dashboard = this.createDashboard(fn.metricInvocations(), executions, peak, refused); }
  }

  private alarm(id: string, metric: Metric, threshold: number, alarmDescription: string): Alarm {
    return new Alarm(this, id, {
      metric,
      threshold,
      alarmDescription,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // no calls, no data
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Lambda asks EC2 with the function's role; a rule without a target counts what it matches. */
  private refusedInterfaces(target: VpcLambdaTarget): Metric {
    const rule = new Rule(this, 'RefusedEnis', {
      description: `Requests for network interfaces in the subnets of ${target.node.path} that EC2 refused`,
      eventPattern: {
        source: ['aws.ec2'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventName: ['CreateNetworkInterface'],
          errorCode: Match.exists(),
          requestParameters: { subnetId: target.subnets.map(({ subnetId }) => subnetId) },
        },
      },
    });
    const dimensionsMap = { RuleName: rule.ruleName };
    return new Metric({ namespace: 'AWS/Events', metricName: 'MatchedEvents', dimensionsMap, statistic: 'Sum', period: Duration.minutes(1) });
  }

  private createDashboard(invocations: IMetric, executions: IMetric, peak: number, refused: IMetric): Dashboard {
    const dashboard = new Dashboard(this, 'Dashboard');
    const region = Stack.of(this).region;
    dashboard.addWidgets(
      new GraphWidget({ title: 'Calls', region, left: [invocations], width: 12 }),
      new GraphWidget({ title: 'Throttled and failed', region, left: [this.throttles.metric, this.errors.metric], width: 12 }),
      new GraphWidget({ title: 'Concurrency', region, left: [executions], leftAnnotations: [{ value: peak, label: 'peak of the plan' }], width: 12 }),
      new GraphWidget({ title: 'Refused network interfaces', region, left: [refused], width: 12 }),
    );
    return dashboard;
  }
}

function requireShare(at: Construct, share: number): void {
  if (share > 0 && share <= 1) { return; }
  throw misuse({ problem: 'concurrencyShare is not a share', got: share, expected: 'more than 0, at most 1', fix: 'write concurrencyShare: 0.8', at });
}
