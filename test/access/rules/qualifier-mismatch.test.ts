import { allow, CHECKOUT, checkout, document, found, FUNCTION, letIn, only, ORDERS, permission, source, target } from './report-of';

const LIVE = `${ORDERS}:live`;
const first = { name: 'Source', dependsOn: ['Target'] };

function ofAlias(...statements: object[]) {
  return { Policy: { Type: 'AWS::Lambda::ResourcePolicy', Properties: { ResourceArn: LIVE, PolicyDocument: { Statement: statements } } } };
}

test('a call of the alias, a permission for the function', () => {
  expect(only([source(checkout(allow('lambda:InvokeFunction', LIVE))), target({ ...FUNCTION, Policy: document(letIn()) })])).toEqual({
    rule: 'qualifier-mismatch error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:lambda:eu-west-1:222222222222:function:orders:live, and the statement '
      + 'that should allow it is for arn:aws:lambda:eu-west-1:222222222222:function:orders',
    fix: 'name the same ARN in both accounts: best that of an alias, which stays when a new version is published',
    at: 'Target/Policy',
    other: 'Target/Live',
    statement: {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/checkout' } },
    },
  });
});

test('the caller may call the function, the policy is of the alias', () => {
  expect(only([source(checkout(allow('lambda:InvokeFunction', ORDERS))), target({ ...FUNCTION, ...ofAlias(letIn(LIVE)) })])).toEqual({
    rule: 'qualifier-mismatch error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:lambda:eu-west-1:222222222222:function:orders, and the statement that '
      + 'should allow it is for arn:aws:lambda:eu-west-1:222222222222:function:orders:live',
    fix: 'name the same ARN in both accounts: best that of an alias, which stays when a new version is published',
    at: 'Target/Policy',
    other: 'Target/Orders',
    statement: {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/checkout' } },
    },
  });
});

test('a bucket calls the alias, S3 may call the function', () => {
  const configuration = { NotificationConfiguration: { LambdaConfigurations: [{ Function: LIVE, Event: 's3:ObjectCreated:*' }] } };
  const bucket = { Images: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'images', ...configuration } } };
  const s3 = permission('s3.amazonaws.com', { SourceArn: 'arn:aws:s3:::images', SourceAccount: '111111111111' });
  expect(only([source(bucket), target({ ...FUNCTION, S3: s3 })])).toEqual({
    rule: 'qualifier-mismatch error',
    message: 's3.amazonaws.com for arn:aws:s3:::images calls arn:aws:lambda:eu-west-1:222222222222:function:orders:live, and the statement '
      + 'that should allow it is for arn:aws:lambda:eu-west-1:222222222222:function:orders',
    fix: 'name the same ARN in both accounts: best that of an alias, which stays when a new version is published',
    at: 'Target/S3',
    other: 'Target/Live',
    statement: {
      Sid: 'Target-S3',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
      Condition: { StringEquals: { 'AWS:SourceAccount': '111111111111' }, ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::images' } },
    },
  });
});

describe('silent', () => {
  test('what aws-cdk-lib grants: the function and all of its qualifiers, of which the alias lets in', () => {
    expect(found(source(checkout(allow('lambda:InvokeFunction', [ORDERS, `${ORDERS}:*`]))), target({ ...FUNCTION, ...ofAlias(letIn(LIVE)) }))).toEqual([]);
  });

  test('the policy of the function lets in a caller that calls the alias', () => {
    const both = { ...FUNCTION, ...ofAlias(letIn(LIVE)), OfFunction: document(letIn()) };
    expect(found(source(checkout(allow('lambda:InvokeFunction', LIVE))), target(both))).toEqual([]);
  });

  test('a version whose number nobody knows', () => {
    const version = { Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Orders' } } } };
    expect(found(source(checkout(allow('lambda:InvokeFunction', `${ORDERS}:7`))), target({ ...FUNCTION, ...version, Policy: document(letIn()) }))).toEqual([]);
  });

  test('the alias is named by both', () => {
    expect(found(source(checkout(allow('lambda:InvokeFunction', LIVE)), first), target({ ...FUNCTION, ...ofAlias(letIn(LIVE)) }))).toEqual([]);
  });
});

test('a caller that names two aliases, of which one lets it in, lacks a half', () => {
  const blue = { Blue: { Type: 'AWS::Lambda::Alias', Properties: { Name: 'blue', FunctionName: { Ref: 'Orders' }, FunctionVersion: '2' } } };
  const caller = checkout(allow('lambda:InvokeFunction', [LIVE, `${ORDERS}:blue`]));
  expect(only([source(caller), target({ ...FUNCTION, ...blue, ...ofAlias(letIn(LIVE)) })]).message)
    .toBe(`${CHECKOUT} calls ${ORDERS}:blue, and the statement that should allow it is for ${LIVE}`);
});
