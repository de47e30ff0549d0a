import { found, FUNCTION, only, ORDERS, permission, source, target } from './report-of';

const RULE = 'arn:aws:events:us-east-1:111111111111:rule/nightly';
const rule = (Arn: unknown) => ({ Nightly: { Type: 'AWS::Events::Rule', Properties: { Name: 'nightly', ScheduleExpression: 'rate(1 day)', Targets: [{ Id: 'orders', Arn }] } } });
const ALLOWED = target({ ...FUNCTION, Permission: permission('events.amazonaws.com', { SourceArn: RULE }) });
const there = { region: 'us-east-1' };

test('a rule and a function of another region', () => {
  expect(only([source(rule(ORDERS), there), ALLOWED])).toEqual({
    rule: 'cross-region-trigger error',
    message: 'arn:aws:events:us-east-1:111111111111:rule/nightly is in us-east-1 and arn:aws:lambda:eu-west-1:222222222222:function:orders '
      + 'in eu-west-1: a rule reaches only its own region',
    fix: 'deploy a function in us-east-1 for it, which may call the one in eu-west-1; or send through an SNS topic, or an EventBridge '
      + 'bus of eu-west-1, which both cross regions',
    at: 'Source/Nightly',
  });
});

test('a bucket and a queue of another region', () => {
  const queue = 'arn:aws:sqs:us-east-1:111111111111:placed';
  const bucket = { Images: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'images', NotificationConfiguration: { QueueConfigurations: [{ Queue: queue, Event: 's3:*' }] } } } };
  expect(only([source(bucket)]).message).toBe(`arn:aws:s3:::images is in eu-west-1 and ${queue} in us-east-1: a bucket reaches only its own region`);
});

test('silent: within one region', () => {
  expect(found(source(rule(ORDERS)), target({ ...FUNCTION, Permission: permission('events.amazonaws.com', { SourceArn: RULE.replace('us-east-1', 'eu-west-1') }) }))).toEqual([]);
});

test('silent: a topic, an IoT rule for a queue, and a schedule', () => {
  const topic = 'arn:aws:sns:us-east-1:111111111111:placed';
  const let222 = { Effect: 'Allow', Action: 'sns:Subscribe', Resource: topic, Principal: { AWS: '222222222222' } };
  const topics = {
    Placed: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'placed' } },
    Policy: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [topic], PolicyDocument: { Statement: [let222] } } },
  };
  const subscribed = {
    ...FUNCTION,
    Permission: permission('sns.amazonaws.com', { SourceArn: topic }),
    Subscription: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: topic, Protocol: 'lambda', Endpoint: ORDERS, Region: 'us-east-1' } },
  };
  expect(found(source(topics, there), target(subscribed))).toEqual([]);
  const queue = 'arn:aws:sqs:eu-west-1:111111111111:placed';
  const iot = { Type: 'AWS::IoT::TopicRule', Properties: { RuleName: 'nightly', TopicRulePayload: { Sql: 'SELECT *', Actions: [{ Sqs: { QueueUrl: queue } }, { Lambda: { FunctionArn: ORDERS } }] } } };
  const allowed = permission('iot.amazonaws.com', { SourceAccount: '111111111111' });
  expect(found(source({ Iot: iot }, there), target({ ...FUNCTION, Permission: allowed }))).toEqual(['cross-region-trigger at Source/Iot']);
  const schedule = { Type: 'AWS::Scheduler::Schedule', Properties: { Name: 'nightly', Target: { Arn: ORDERS, RoleArn: 'arn:aws:iam::111111111111:role/of-others' } } };
  expect(found(source({ Nightly: schedule }, there), target({ ...FUNCTION, Permission: permission('arn:aws:iam::111111111111:role/of-others') }))).toEqual([]);
});

test('silent: a region that is not known', () => {
  expect(found(source(rule(ORDERS), { region: '⟦?region of Source|region of Source⟧' }), target({ ...FUNCTION, Permission: permission('events.amazonaws.com', { SourceAccount: '111111111111' }) }))).toEqual([]);
});
