import { allow, checkout, document, FOR_LAMBDA, found, FUNCTION, inShort, letIn, only, ORDERS, reportOf, role, source, target } from './report-of';
import { parseStatements } from '../../../src/access/read/resources/parse-statement';

const INVOKE = allow('lambda:InvokeFunction', ORDERS);
const OPEN = target({ ...FUNCTION, Policy: document(letIn()) });

test('a Deny of the resource\'s policy', () => {
  const deny = { Sid: 'NoCheckout', Effect: 'Deny', Principal: '*', Action: 'lambda:*', Resource: ORDERS };
  expect(only([source(checkout(INVOKE)), target({ ...FUNCTION, Policy: document(letIn(), deny) })])).toEqual({
    rule: 'forbidden-call error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:lambda:eu-west-1:222222222222:function:orders with '
      + 'lambda:InvokeFunction, and AWS denies it: a Deny in the resource policy (resource policy of orders) forbids it',
    fix: 'narrow the Deny so that it leaves out this call, or remove what allows the call: a Deny wins over every Allow',
    at: 'Target/Policy',
    other: 'Target/Orders',
    statement: {
      Sid: 'NoCheckout',
      Effect: 'Deny',
      Principal: '*',
      Action: 'lambda:*',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
    },
  });
});

test('a permissions boundary', () => {
  const boundary = { Boundary: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'limits', PolicyDocument: { Statement: [allow('logs:*', '*')] } } } };
  const caller = { Checkout: role('checkout', [FOR_LAMBDA], [INVOKE], { PermissionsBoundary: { Ref: 'Boundary' } }) };
  expect(only([source({ ...caller, ...boundary }), OPEN])).toEqual({
    rule: 'forbidden-call error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:lambda:eu-west-1:222222222222:function:orders with '
      + 'lambda:InvokeFunction, and AWS denies it: the permissions boundary does not allow it',
    fix: 'allow the call in the permissions boundary too, or remove what allows it: a boundary is the most that a role may do',
    at: 'Source/Checkout',
    other: 'Target/Orders',
  });
});

test('a service control policy that was handed in', () => {
  const statements = parseStatements({ Statement: [allow('s3:*', '*')] }, { policy: 'OnlyS3' });
  const { findings } = reportOf([source(checkout(INVOKE)), OPEN], { surroundings: { serviceControlPolicies: () => [statements] } });
  expect(findings.map(inShort)).toEqual([
    {
      rule: 'forbidden-call error',
      message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:lambda:eu-west-1:222222222222:function:orders with '
        + 'lambda:InvokeFunction, and AWS denies it: the service control policy does not allow it',
      fix: 'let the organization of the caller allow the action in a service control policy, or remove what allows the call',
      at: 'Source/Checkout',
      other: 'Target/Orders',
    },
  ]);
});

test('a session policy, and a Deny for both actions of a function URL, said once', () => {
  const sessionPolicy = parseStatements({ Statement: [allow('s3:*', '*')] }, { policy: 'session' });
  const { findings } = reportOf([source(checkout(INVOKE)), OPEN], { surroundings: { sessionPolicy } });
  expect(findings.map(({ fix }) => fix)).toEqual(['let this policy allow the call too, or remove what allows the call']);
  const both = { Checkout: role('checkout', [FOR_LAMBDA], [allow(['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl'], ORDERS), { ...allow('lambda:*', '*'), Effect: 'Deny' }]) };
  expect(found(source(both), target({ ...FUNCTION, Policy: document(letIn(), { ...letIn(), Action: 'lambda:InvokeFunctionUrl' }) }))).toEqual(['forbidden-call at Source/Checkout']);
});

test('silent: a Deny that may not hold, or is for others', () => {
  const maybe = { Effect: 'Deny', Principal: '*', Action: 'lambda:*', Resource: ORDERS, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } };
  const others = { Effect: 'Deny', NotPrincipal: { AWS: ['arn:aws:iam::111111111111:role/checkout', 'arn:aws:iam::111111111111:root'] }, Action: 'lambda:*', Resource: ORDERS };
  expect(found(source(checkout(INVOKE)), target({ ...FUNCTION, Policy: document(letIn(), maybe) }))).toEqual([]);
  expect(found(source(checkout(INVOKE), {}), target({ ...FUNCTION, Policy: document(letIn(), others) }, { dependsOn: ['Source'] }))).toEqual([]);
});
