import { allow, checkout, document, FOR_LAMBDA, found, FUNCTION, only, ORDERS, permission, role, SOURCE, source, target } from './report-of';

const GRANTS = target({ ...FUNCTION, Permission: permission(SOURCE) });

test('nobody of the account calls', () => {
  expect(only([source(checkout(allow('s3:GetObject', '*'))), GRANTS])).toEqual({
    rule: 'unused-grant warning',
    message: 'account 111111111111 may call arn:aws:lambda:eu-west-1:222222222222:function:orders, and no role or user of account '
      + '111111111111 in these templates may make the call',
    fix: 'remove the statement, or allow lambda:InvokeFunction in a policy of the role that calls; if another app in that account '
      + 'calls, name its role',
    at: 'Target/Permission',
    statement: {
      Sid: 'Target-Permission',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
    },
  });
});

test('the account has no roles at all, or they call something else', () => {
  expect(found(source({}), GRANTS)).toEqual(['unused-grant at Target/Permission']);
  expect(found(source(checkout(allow('lambda:InvokeFunction', `${ORDERS}-2`))), GRANTS)).toEqual(['unused-grant at Target/Permission']);
});

test.each(['*', ORDERS, `${ORDERS}:*`, `${ORDERS}*`, 'arn:aws:lambda:*:*:function:*', { Ref: 'Arn' } as unknown as string])('silent: somebody may call %s', (resource) => {
  const callers = { ...checkout(allow('lambda:InvokeFunction', resource)), Other: role('other', [FOR_LAMBDA], [allow('lambda:InvokeFunction', ORDERS)]) };
  const used = source(callers, { template: { Parameters: { Arn: { Type: 'String' } } } });
  expect(found(used, target({ ...FUNCTION, Permission: permission(SOURCE) }))).toEqual([]);
});

test('silent: a policy that nobody here knows may allow it', () => {
  const of = { Checkout: role('checkout', [FOR_LAMBDA], [], { ManagedPolicyArns: ['arn:aws:iam::111111111111:policy/of-others'] }) };
  expect(found(source(of), GRANTS)).toEqual([]);
});

test('silent: an account without templates, an organization, the own account, another action', () => {
  expect(found(GRANTS)).toEqual([]);
  expect(found(source({}), target({ ...FUNCTION, Permission: permission(SOURCE, { PrincipalOrgID: 'o-a1b2c3d4e5' }) }))).toEqual([]);
  expect(found(target({ ...FUNCTION, Permission: permission('222222222222') }))).toEqual([]);
  expect(found(source({}), target({ ...FUNCTION, Permission: permission(SOURCE, { Action: 'lambda:GetFunction' }) }))).toEqual([]);
});

test('silent: a Deny, and a caller by its function URL', () => {
  const deny = { Effect: 'Deny', Principal: { AWS: SOURCE }, Action: 'lambda:InvokeFunction', Resource: ORDERS };
  expect(found(source({}), target({ ...FUNCTION, Policy: document(deny) }))).toEqual([]);
  const byUrl = { ...allow('lambda:InvokeFunction', ORDERS), Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } } };
  expect(found(source(checkout(byUrl)), GRANTS)).toEqual([]);
});
