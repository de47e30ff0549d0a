import { found, FUNCTION, only, ORDERS, permission, SOURCE, source, target, TARGET } from './report-of';

const IMAGES = source({
  Images: {
    Type: 'AWS::S3::Bucket',
    Properties: { BucketName: 'images', NotificationConfiguration: { LambdaConfigurations: [{ Function: ORDERS, Event: 's3:ObjectCreated:*' }] } },
  },
});
const s3 = (SourceAccount: unknown) => target({ ...FUNCTION, S3: permission('s3.amazonaws.com', { SourceArn: 'arn:aws:s3:::images', SourceAccount }) });

test('the account of the function instead of that of the bucket', () => {
  expect(only([IMAGES, s3(TARGET)])).toEqual({
    rule: 'source-account-of-wrong-side error',
    message: 'the statement that should let s3.amazonaws.com for arn:aws:s3:::images call '
      + 'arn:aws:lambda:eu-west-1:222222222222:function:orders asks for aws:SourceAccount 222222222222, and the service sends '
      + '111111111111, the account that owns the source',
    fix: 'write aws:SourceAccount (SourceAccount of a permission) as \'111111111111\', the account of the source, not of the function',
    at: 'Target/S3',
    other: 'Source/Images',
    statement: {
      Sid: 'Target-S3',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
      Condition: { StringEquals: { 'AWS:SourceAccount': '222222222222' }, ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::images' } },
    },
  });
});

test('a service that sends no account', () => {
  const topic = 'arn:aws:sns:eu-west-1:222222222222:placed';
  const subscribed = {
    Placed: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'placed', Subscription: [{ Protocol: 'lambda', Endpoint: ORDERS }] } },
    Sns: permission('sns.amazonaws.com', { SourceArn: topic, SourceAccount: TARGET }),
  };
  expect(only([target({ ...FUNCTION, ...subscribed })])).toEqual({
    rule: 'source-account-of-wrong-side error',
    message: 'the statement that should let sns.amazonaws.com for arn:aws:sns:eu-west-1:222222222222:placed call '
      + 'arn:aws:lambda:eu-west-1:222222222222:function:orders asks for aws:SourceAccount 222222222222, and the service sends no '
      + 'account',
    fix: 'leave aws:SourceAccount (SourceAccount of a permission) out; name the source by aws:SourceArn (SourceArn) with its account',
    at: 'Target/Sns',
    other: 'Target/Placed',
    statement: {
      Sid: 'Target-Sns',
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
      Condition: {
        StringEquals: { 'AWS:SourceAccount': '222222222222' },
        ArnLike: { 'AWS:SourceArn': 'arn:aws:sns:eu-west-1:222222222222:placed' },
      },
    },
  });
});

test('silent: the account of the bucket', () => {
  expect(found(IMAGES, s3(SOURCE))).toEqual([]);
});

test('silent: a parameter without a value', () => {
  expect(found(IMAGES, { ...s3({ Ref: 'Owner' }), template: { Parameters: { Owner: { Type: 'String' } } } })).toEqual([]);
});
