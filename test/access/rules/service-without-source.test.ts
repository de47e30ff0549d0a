import { document, found, FUNCTION, only, ORDERS, permission, SOURCE, target } from './report-of';

const S3 = 's3.amazonaws.com';

test('a service without a source', () => {
  expect(only([target({ ...FUNCTION, Permission: permission(S3) })])).toEqual({
    rule: 'service-without-source warning',
    message: 's3.amazonaws.com may call arn:aws:lambda:eu-west-1:222222222222:function:orders for a resource of any AWS account: no '
      + 'condition of the statement names the source',
    fix: 'name the resource that calls by aws:SourceArn (SourceArn of a permission), and its account by aws:SourceAccount '
      + '(SourceAccount) where the service sends it',
    at: 'Target/Permission',
    statement: {
      Sid: 'Target-Permission',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
    },
  });
});

test.each(['arn:aws:execute-api:*:*:*', 'arn:aws:s3:::*', 'arn:aws:sns:eu-west-1:*:placed', '*'])('a source that is anybody\'s: %s', (SourceArn) => {
  expect(found(target({ ...FUNCTION, Permission: permission(S3, { SourceArn }) }))).toEqual(['service-without-source at Target/Permission']);
});

test('NotAction speaks of calls too', () => {
  const statement = { Effect: 'Allow', Principal: { Service: S3 }, NotAction: 'lambda:GetFunction', Resource: ORDERS };
  expect(found(target({ ...FUNCTION, Policy: document(statement) }))).toEqual(['service-without-source at Target/Policy']);
});

test.each([
  [{ SourceArn: 'arn:aws:s3:::images' }],
  [{ SourceAccount: SOURCE }],
  [{ SourceArn: `arn:aws:execute-api:*:${SOURCE}:*` }],
  [{ SourceArn: { Ref: 'Source' } }],
  [{ EventSourceToken: 'amzn1.ask.skill.1' }],
  [{ Action: 'lambda:GetFunction' }],
])('silent: %o', (more) => {
  expect(found(target({ ...FUNCTION, Permission: permission(S3, more) }, { template: { Parameters: { Source: { Type: 'String' } } } }))).toEqual([]);
});

test('silent: a Deny for the sources of others', () => {
  const statement = { Effect: 'Allow', Principal: { Service: S3 }, Action: 'lambda:InvokeFunction', Resource: ORDERS };
  const deny = { Effect: 'Deny', Principal: '*', Action: 'lambda:*', Resource: ORDERS, Condition: { StringNotEquals: { 'aws:SourceAccount': SOURCE } } };
  expect(found(target({ ...FUNCTION, Policy: document(statement, deny) }))).toEqual([]);
});
