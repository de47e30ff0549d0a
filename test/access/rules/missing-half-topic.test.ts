import { allow, checkout, found, only, ORDERS, permission, source, target, FUNCTION } from './report-of';

const TOPIC = 'arn:aws:sns:eu-west-1:111111111111:placed';
const PLACED = { Placed: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'placed' } } };
const SUBSCRIBED = target({
  ...FUNCTION,
  Permission: permission('sns.amazonaws.com', { SourceArn: TOPIC }),
  Subscription: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: TOPIC, Protocol: 'lambda', Endpoint: ORDERS } },
});
const policy = (Statement: object) => ({ Policy: { Type: 'AWS::SNS::TopicPolicy', Properties: { Topics: [{ Ref: 'Placed' }], PolicyDocument: { Statement } } } });
const SUBSCRIBE = { Effect: 'Allow', Action: 'sns:Subscribe', Resource: TOPIC, Principal: { AWS: 'arn:aws:iam::222222222222:root' } };

test('the account of the function may not subscribe', () => {
  expect(only([source(PLACED), SUBSCRIBED])).toEqual({
    rule: 'missing-half-topic error',
    message: 'arn:aws:iam::222222222222:role/<the role that deploys Target> calls arn:aws:sns:eu-west-1:111111111111:placed with '
      + 'sns:Subscribe (whoever deploys subscribes to the topic), and AWS denies it: no policy of '
      + 'arn:aws:sns:eu-west-1:111111111111:placed, in account 111111111111, lets the caller in',
    fix: 'add this statement to an AWS::SNS::TopicPolicy of Source/Placed (account 111111111111)',
    at: 'Source/Placed',
    other: 'Target/Subscription',
    statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::222222222222:root' },
      Action: 'sns:Subscribe',
      Resource: 'arn:aws:sns:eu-west-1:111111111111:placed',
    },
  });
});

test('a bus of another account takes events from nobody', () => {
  const bus = 'arn:aws:events:eu-west-1:222222222222:event-bus/orders';
  const buses = { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'orders' } } };
  expect(only([source(checkout(allow('events:PutEvents', bus))), target(buses)])).toEqual({
    rule: 'missing-half-topic error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:events:eu-west-1:222222222222:event-bus/orders with events:PutEvents, '
      + 'and AWS denies it: no policy of arn:aws:events:eu-west-1:222222222222:event-bus/orders, in account 222222222222, lets the '
      + 'caller in',
    fix: 'add this statement to an AWS::Events::EventBusPolicy of Target/Bus (account 222222222222)',
    at: 'Target/Bus',
    other: 'Source/Checkout',
    statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'events:PutEvents',
      Resource: 'arn:aws:events:eu-west-1:222222222222:event-bus/orders',
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/checkout' } },
    },
  });
});

test('silent: the topic lets the account subscribe', () => {
  expect(found(source({ ...PLACED, ...policy(SUBSCRIBE) }), SUBSCRIBED)).toEqual([]);
});

test('silent: a topic of another app, and one of the function\'s own account', () => {
  expect(found(source({}), SUBSCRIBED)).toEqual([]);
  const own = TOPIC.replace('111111111111', '222222222222');
  expect(found(target({
    ...FUNCTION,
    ...PLACED,
    Permission: permission('sns.amazonaws.com', { SourceArn: own }),
    Subscription: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: own, Protocol: 'lambda', Endpoint: ORDERS } },
  }))).toEqual([]);
});
