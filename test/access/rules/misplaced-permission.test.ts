import { CHECKOUT, checkout, allow, document, found, FUNCTION, letIn, only, ORDERS, permission, SOURCE, source, target } from './report-of';

const RIGHT = target({ ...FUNCTION, Policy: document(letIn()) });
const CALLER = checkout(allow('lambda:InvokeFunction', ORDERS));

test('a permission in the caller\'s stack for a function of another account', () => {
  expect(only([source({ ...CALLER, Wrong: permission('events.amazonaws.com', { SourceArn: 'arn:aws:events:eu-west-1:111111111111:rule/nightly' }) }), RIGHT])).toEqual({
    rule: 'misplaced-permission error',
    message: 'AWS::Lambda::Permission Source/Wrong stands in account 111111111111, but '
      + 'arn:aws:lambda:eu-west-1:222222222222:function:orders belongs to account 222222222222: only the account that owns it can '
      + 'write its policy, so the deployment fails or opens nothing',
    fix: 'write the AWS::Lambda::Permission with this statement in a stack of account 222222222222',
    at: 'Source/Wrong',
    statement: {
      Sid: 'Source-Wrong',
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
      Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:events:eu-west-1:111111111111:rule/nightly' } },
    },
  });
});

test('the policy of a bucket that another stack of the app owns', () => {
  const bucket = { Images: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'images' } } };
  const policy = {
    Wrong: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: 'images', PolicyDocument: { Statement: { Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Principal: { AWS: CHECKOUT } } } },
    },
  };
  expect(only([source(policy), target(bucket)])).toEqual({
    rule: 'misplaced-permission error',
    message: 'AWS::S3::BucketPolicy Source/Wrong stands in account 111111111111, but arn:aws:s3:::images belongs to account 222222222222: '
      + 'only the account that owns it can write its policy, so the deployment fails or opens nothing',
    fix: 'write the AWS::S3::BucketPolicy with this statement in a stack of account 222222222222',
    at: 'Source/Wrong',
    statement: {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: '*',
      Principal: { AWS: 'arn:aws:iam::111111111111:role/checkout' },
    },
  });
});

test('a queue policy that names a queue of another account by its URL', () => {
  const policy = {
    Wrong: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: ['https://sqs.eu-west-1.amazonaws.com/222222222222/placed'], PolicyDocument: { Statement: [] } },
    },
  };
  expect(only([source(policy)])).toEqual({
    rule: 'misplaced-permission error',
    message: 'AWS::SQS::QueuePolicy Source/Wrong stands in account 111111111111, but arn:aws:sqs:eu-west-1:222222222222:placed belongs to '
      + 'account 222222222222: only the account that owns it can write its policy, so the deployment fails or opens nothing',
    fix: 'write the AWS::SQS::QueuePolicy with this statement in a stack of account 222222222222',
    at: 'Source/Wrong',
  });
});

describe('silent', () => {
  test('in the account that owns the function, also for another partition', () => {
    const chinese = { FunctionName: 'arn:aws-cn:lambda:cn-north-1:222222222222:function:orders' };
    expect(found(target({ Right: permission(SOURCE, chinese) }, { region: 'cn-north-1', partition: 'aws-cn' }))).toEqual([]);
  });

  test('for a name without an account, which is one of the stack\'s own', () => {
    expect(found(source({ Right: permission('222222222222', { FunctionName: 'orders' }) }))).toEqual([]);
  });

  test('where the account of the stack is not known', () => {
    expect(found({ ...source({ Right: permission('222222222222') }), account: '⟦?account of Source|account of Source⟧' })).toEqual([]);
  });

  test('where the ARN is a parameter without a value', () => {
    const template = { Parameters: { OrdersArn: { Type: 'String' } } };
    expect(found(source({ Right: permission('222222222222', { FunctionName: { Ref: 'OrdersArn' } }) }, { template }))).toEqual([]);
  });
});
