import { document, found, FUNCTION, only, ORDERS, permission, target } from './report-of';

const everybody = (Condition?: object) => ({ Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', Resource: ORDERS, ...Condition && { Condition } });
const denyOthers = { Effect: 'Deny', Principal: '*', Action: 'lambda:*', Resource: ORDERS, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } };

test('a permission for everybody', () => {
  expect(only([target({ ...FUNCTION, Permission: permission('*') })])).toEqual({
    rule: 'public-function error',
    message: 'every role and user of every AWS account may call arn:aws:lambda:eu-west-1:222222222222:function:orders: no condition of the '
      + 'statement says who',
    fix: 'name the account or role that may call as the principal, or the organization by the condition aws:PrincipalOrgID; if it is '
      + 'meant to be public, acknowledge this rule with the reason',
    at: 'Target/Permission',
    statement: {
      Sid: 'Target-Permission',
      Effect: 'Allow',
      Principal: '*',
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
    },
  });
});

test('a public function URL, which has two permissions', () => {
  const url = {
    Url: { Type: 'AWS::Lambda::Url', Properties: { AuthType: 'NONE', TargetFunctionArn: { Ref: 'Orders' } } },
    One: permission('*', { Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' }),
    Two: permission('*', { InvokedViaFunctionUrl: true }),
  };
  expect(only([target({ ...FUNCTION, ...url })])).toEqual({
    rule: 'public-function error',
    message: 'everybody on the internet, without credentials (by the function URL), may call '
      + 'arn:aws:lambda:eu-west-1:222222222222:function:orders: no condition of the statement says who',
    fix: 'name the account or role that may call as the principal, or the organization by the condition aws:PrincipalOrgID; if it is '
      + 'meant to be public, acknowledge this rule with the reason',
    at: 'Target/One',
    statement: {
      Sid: 'Target-One',
      Effect: 'Allow',
      Principal: '*',
      Action: 'lambda:InvokeFunctionUrl',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
    },
  });
});

test.each([
  ['TLS', { Bool: { 'aws:SecureTransport': 'true' } }],
  ['any organization', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }],
  ['a role of that name in any account', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/checkout' } }],
  ['a key that may be missing', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }],
  ['all values of none', { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }],
  ['all but one account', { StringNotEquals: { 'aws:PrincipalAccount': '111111111111' } }],
  ['every address', { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '0.0.0.0/0'] } }],
  ['a key that is there', { Null: { 'aws:PrincipalOrgID': 'false' } }],
])('a condition that keeps nobody out: %s', (_, condition) => {
  expect(found(target({ ...FUNCTION, Policy: document(everybody(condition)) }))).toEqual(['public-function at Target/Policy']);
});

test('NotPrincipal is everybody else', () => {
  const statement = { Effect: 'Allow', NotPrincipal: { AWS: '111111111111' }, Action: 'lambda:InvokeFunction', Resource: ORDERS };
  expect(found(target({ ...FUNCTION, Policy: document(statement) }))).toEqual(['public-function at Target/Policy']);
});

test.each([
  ['an organization', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }],
  ['an organizational unit', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' } }],
  ['all values of some', { 'ForAllValues:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/*' }, 'Null': { 'aws:PrincipalOrgPaths': 'false' } }],
  ['a role', { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/checkout' } }],
  ['a bucket, which has no account in its name', { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::images' } }],
  ['a VPC endpoint', { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } }],
  ['what is a parameter', { StringEquals: { 'aws:PrincipalOrgID': { Ref: 'Organization' } } }],
])('silent: %s', (_, condition) => {
  expect(found(target({ ...FUNCTION, Policy: document(everybody(condition)) }, { template: { Parameters: { Organization: { Type: 'String' } } } }))).toEqual([]);
});

test('silent: a Deny keeps all others out', () => {
  expect(found(target({ ...FUNCTION, Policy: document(everybody(), denyOthers) }))).toEqual([]);
  const deny = { Effect: 'Deny', NotPrincipal: { AWS: ['111111111111'] }, Action: 'lambda:*', Resource: ORDERS };
  expect(found(target({ ...FUNCTION, Policy: document(everybody(), deny) }))).toEqual([]);
});

test('silent: a permission of which nobody knows whether it is there', () => {
  const template = { Parameters: { Open: { Type: 'String' } }, Conditions: { Open: { 'Fn::Equals': [{ Ref: 'Open' }, 'yes'] } } };
  expect(found(target({ ...FUNCTION, Permission: { ...permission('*'), Condition: 'Open' } }, { template }))).toEqual([]);
});
