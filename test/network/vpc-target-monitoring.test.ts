import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { messages, resourcesOf, vpcTarget } from './templates';
import { VpcTargetMonitoring } from '../../src';
import type { VpcLambdaTargetProps, VpcTargetMonitoringProps } from '../../src';
import { errorOf, TARGET_ENV, twoAccounts } from '../support/apps';

type Properties = Record<string, unknown>;

function monitored(props: Partial<VpcTargetMonitoringProps> = {}, target: Partial<VpcLambdaTargetProps> = {}) {
  const { app, target: stack } = twoAccounts();
  const monitoring = new VpcTargetMonitoring(stack, 'Monitoring', { target: vpcTarget(stack, target), ...props });
  return { app, stack, monitoring };
}

/** The alarms by the id of their construct. */
function alarmsOf(stack: Stack): Record<string, Properties> {
  const alarms = Object.entries(resourcesOf(stack, 'AWS::CloudWatch::Alarm'));
  return Object.fromEntries(alarms.map(([id, properties]) => [id.replace(/^Monitoring(.*)[0-9A-F]{8}$/, '$1'), properties]));
}

const thresholdOf = (stack: Stack) => alarmsOf(stack).Concurrency.Threshold;
const FUNCTION = [{ Name: 'FunctionName', Value: { Ref: expect.stringMatching(/^OrdersFunction/) } }];
const COMMON = { ComparisonOperator: 'GreaterThanOrEqualToThreshold', EvaluationPeriods: 1, Period: 60, TreatMissingData: 'notBreaching' };

describe('the alarms', () => {
  test('are four, each with its own figure', () => {
    const lambda = { ...COMMON, Namespace: 'AWS/Lambda', Dimensions: FUNCTION };
    expect(alarmsOf(monitored().stack)).toEqual({
      Throttles: {
        ...lambda,
        MetricName: 'Throttles',
        Statistic: 'Sum',
        Threshold: 1,
        AlarmDescription: 'calls of Target/Orders are throttled: see its reserved concurrency and the quota of the account',
      },
      Errors: { ...lambda, MetricName: 'Errors', Statistic: 'Sum', Threshold: 1, AlarmDescription: 'Target/Orders fails: see its log' },
      Concurrency: {
        ...lambda,
        MetricName: 'ConcurrentExecutions',
        Statistic: 'Maximum',
        Threshold: 8,
        AlarmDescription: 'Target/Orders comes near the 10 executions that its network is planned for',
      },
      EniFailures: {
        ...COMMON,
        Namespace: 'AWS/Events',
        MetricName: 'MatchedEvents',
        Statistic: 'Sum',
        Threshold: 1,
        Dimensions: [{ Name: 'RuleName', Value: { Ref: expect.stringMatching(/^MonitoringRefusedEnis/) } }],
        AlarmDescription: 'EC2 refused a network interface in the subnets of Target/Orders: see '
          + 'https://github.com/cdk-cross-account-lambda/cdk-cross-account-lambda/blob/main/docs/vpc-sizing.md',
      },
    });
  });

  test('are told by name', () => {
    const { monitoring } = monitored();
    expect([monitoring.throttles, monitoring.errors, monitoring.concurrency, monitoring.eniFailures].map(({ node }) => node.path))
      .toEqual(['Throttles', 'Errors', 'Concurrency', 'EniFailures'].map((id) => `Target/Monitoring/${id}`));
  });

  test.each<[number | undefined, number]>([[undefined, 8], [0.8, 8], [0.85, 8], [1, 10], [0.1, 1], [0.05, 1], [Number.MIN_VALUE, 1]])('with a share of %p of 10 executions start at %p', (concurrencyShare, threshold) => {
    expect(thresholdOf(monitored({ concurrencyShare }).stack)).toBe(threshold);
  });

  test.each<[string, Partial<VpcLambdaTargetProps>, number]>([
    ['peakConcurrency', { peakConcurrency: 5 }, 4],
    ['reservedConcurrentExecutions', { reservedConcurrentExecutions: 200 }, 160],
    ['the quota of the account', { reservedConcurrentExecutions: undefined, quotas: { accountConcurrency: 3000 } }, 2400],
    ['the quota of a new account', { reservedConcurrentExecutions: undefined }, 800],
    ['a single execution', { reservedConcurrentExecutions: 1 }, 1],
  ])('take the peak from %s', (_, target, threshold) => {
    expect(thresholdOf(monitored({}, target).stack)).toBe(threshold);
  });

  test('do nothing without actions', () => {
    expect(Object.values(alarmsOf(monitored().stack)).map(({ AlarmActions }) => AlarmActions)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('all send what is given', () => {
    const { target: stack } = twoAccounts();
    const topics = ['One', 'Two'].map((id) => new Topic(stack, id));
    new VpcTargetMonitoring(stack, 'Monitoring', { target: vpcTarget(stack), alarmActions: topics.map((topic) => new SnsAction(topic)) });
    const arns = topics.map((topic) => stack.resolve(topic.topicArn) as object);
    expect(Object.values(alarmsOf(stack)).map(({ AlarmActions }) => AlarmActions)).toEqual([arns, arns, arns, arns]);
  });
});

describe('the rule', () => {
  test('matches what EC2 refuses in the subnets of the target', () => {
    const rules = Object.values(resourcesOf(monitored().stack, 'AWS::Events::Rule'));
    expect(rules).toEqual([{
      Description: 'Requests for network interfaces in the subnets of Target/Orders that EC2 refused',
      State: 'ENABLED',
      EventPattern: {
        'source': ['aws.ec2'],
        'detail-type': ['AWS API Call via CloudTrail'],
        'detail': {
          eventName: ['CreateNetworkInterface'],
          errorCode: [{ exists: true }],
          requestParameters: { subnetId: [1, 2].map((i) => ({ Ref: expect.stringMatching(new RegExp(`^OrdersVpcIsolatedSubnet${i}Subnet`)) })) },
        },
      },
    }]);
  });
});

describe('the dashboard', () => {
  const bodyOf = (stack: Stack) => {
    const [{ DashboardBody }] = Object.values(resourcesOf(stack, 'AWS::CloudWatch::Dashboard')) as { DashboardBody: { 'Fn::Join': [string, (string | { Ref: string })[]] } }[];
    const [, parts] = DashboardBody['Fn::Join'];
    return JSON.parse(parts.map((part) => typeof part === 'string' ? part : part.Ref).join('')) as { widgets: { properties: Properties & { metrics: string[][] } }[] };
  };

  test('shows four figures', () => {
    const { stack, monitoring } = monitored();
    const { widgets } = bodyOf(stack);
    expect(widgets.map(({ properties }) => [properties.title, properties.region, properties.metrics.map(([, name]) => name)])).toEqual([
      ['Calls', 'eu-west-1', ['Invocations']],
      ['Throttled and failed', 'eu-west-1', ['Throttles', 'Errors']],
      ['Concurrency', 'eu-west-1', ['ConcurrentExecutions']],
      ['Refused network interfaces', 'eu-west-1', ['MatchedEvents']],
    ]);
    expect(widgets[2].properties.annotations).toEqual({ horizontal: [{ value: 10, label: 'peak of the plan', yAxis: 'left' }] });
    expect(monitoring.dashboard!.node.path).toBe('Target/Monitoring/Dashboard');
  });

  test.each<[boolean | undefined, number]>([[undefined, 1], [true, 1], [false, 0]])('with dashboard: %p there are %p', (dashboard, count) => {
    const { stack, monitoring } = monitored({ dashboard });
    Template.fromStack(stack).resourceCountIs('AWS::CloudWatch::Dashboard', count);
    expect(monitoring.dashboard !== undefined).toBe(count === 1);
    expect(Object.keys(alarmsOf(stack))).toHaveLength(4);
  });
});

describe('concurrencyShare', () => {
  test.each([0, -0.1, 1.01, 80, Infinity])('of %p is refused', (concurrencyShare) => {
    expect(errorOf(() => monitored({ concurrencyShare }))).toBe(
      `concurrencyShare is not a share, got ${JSON.stringify(concurrencyShare)}; expected more than 0, at most 1; write concurrencyShare: 0.8 [Target/Monitoring]`);
  });

  test('of NaN is refused', () => {
    expect(errorOf(() => monitored({ concurrencyShare: Number.NaN }))).toContain('concurrencyShare is not a share');
  });
});

test('nothing is said', () => {
  const { app } = monitored();
  expect([messages(app, 'error'), messages(app), messages(app, 'info')]).toEqual([[], [], []]);
});

test('stands in another stack of the account, too', () => {
  const app = new App();
  const [stack, own] = ['Target', 'Watch'].map((id) => new Stack(app, id, { env: TARGET_ENV }));
  new VpcTargetMonitoring(own, 'Monitoring', { target: vpcTarget(stack) });
  expect(thresholdOf(own)).toBe(8);
  expect(own.dependencies).toEqual([stack]);
  expect(stack.dependencies).toEqual([]);
});

test('in a stack without env takes the region of the deployment', () => {
  const app = new App();
  const stack = new Stack(app, 'Target');
  new VpcTargetMonitoring(stack, 'Monitoring', { target: vpcTarget(stack, { account: '222222222222', availabilityZones: undefined }) });
  const [{ DashboardBody }] = Object.values(resourcesOf(stack, 'AWS::CloudWatch::Dashboard'));
  expect(JSON.stringify(DashboardBody)).toContain('{"Ref":"AWS::Region"}');
});
