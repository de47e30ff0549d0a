import { allow, CHECKOUT, checkout, document, found, FUNCTION, letIn, only, ORDERS, permission, READER, role, SOURCE, source, target } from './report-of';

const CALLS = source(checkout(allow('lambda:InvokeFunction', ORDERS)));
const NAMES = { ...FUNCTION, Permission: permission(CHECKOUT) };

test('a permission names a role of a stack that is not deployed before', () => {
  expect(only([CALLS, target(NAMES)])).toEqual({
    rule: 'principal-not-created error',
    message: 'Target/Permission needs the role arn:aws:iam::111111111111:role/checkout, which its policy names as a principal, and its '
      + 'stack Source is not deployed before Target: AWS refuses the policy as long as the role is not there ("The provided principal '
      + 'was invalid")',
    fix: 'let Target depend on Source (addDependency of the stack), or name the account as the principal and the role by the condition '
      + 'ArnEquals aws:PrincipalArn, which needs no order',
    at: 'Target/Permission',
    other: 'Source/Checkout',
    statement: {
      Sid: 'Target-Permission',
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:role/checkout' },
      Action: 'lambda:InvokeFunction',
      Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
    },
  });
});

test('a trust policy does', () => {
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: CHECKOUT } };
  expect(only([source(checkout(allow('sts:AssumeRole', READER))), target({ Reader: role('reader', [trust]) })])).toEqual({
    rule: 'principal-not-created error',
    message: 'Target/Reader needs the role arn:aws:iam::111111111111:role/checkout, which its policy names as a principal, and its stack '
      + 'Source is not deployed before Target: AWS refuses the policy as long as the role is not there ("Invalid principal in policy")',
    fix: 'let Target depend on Source (addDependency of the stack), or name the account as the principal and the role by the condition '
      + 'ArnEquals aws:PrincipalArn, which needs no order',
    at: 'Target/Reader',
    other: 'Source/Checkout',
    statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::111111111111:role/checkout' } },
  });
});

test('NotPrincipal names it', () => {
  const deny = { Effect: 'Deny', NotPrincipal: { AWS: [CHECKOUT, `arn:aws:iam::${SOURCE}:root`] }, Action: 'lambda:InvokeFunction', Resource: ORDERS };
  expect(found(CALLS, target({ ...FUNCTION, Policy: document(letIn(), deny) }))).toEqual(['principal-not-created at Target/Policy']);
});

describe('silent', () => {
  test('the stack of the role is deployed before, also by another stack', () => {
    expect(found(CALLS, target(NAMES, { dependsOn: ['Source'] }))).toEqual([]);
    expect(found(CALLS, { name: 'Between', resources: {}, dependsOn: ['Source'] }, target(NAMES, { dependsOn: ['Between'] }))).toEqual([]);
  });

  test('by two ways, for two permissions', () => {
    const between = (name: string) => ({ name, resources: {}, dependsOn: ['Source'] });
    const last = target({ ...NAMES, Other: permission(CHECKOUT, { FunctionName: 'orders:live' }) }, { dependsOn: ['A', 'B'] });
    const both = source(checkout(allow('lambda:InvokeFunction', [ORDERS, `${ORDERS}:live`])));
    expect(found(both, between('A'), between('B'), last)).toEqual([]);
  });

  test('the role is in the condition', () => {
    expect(found(CALLS, target({ ...FUNCTION, Policy: document(letIn()) }))).toEqual([]);
  });

  test('the role is of the same stack, or in no template', () => {
    const own = { ...FUNCTION, Caller: role('caller', [], [allow('lambda:InvokeFunction', ORDERS)]), Permission: permission({ 'Fn::GetAtt': ['Caller', 'Arn'] }) };
    expect(found(target(own))).toEqual([]);
    expect(found(source({}), target({ ...FUNCTION, Permission: permission(`arn:aws:iam::${SOURCE}:role/cdk-hnb659fds-cfn-exec-role-${SOURCE}-eu-west-1`) }))).toEqual([]);
  });

  test('the stacks are of two stages, which a pipeline orders', () => {
    expect(found({ ...CALLS, stage: 'First' }, target(NAMES, { stage: 'Second' }))).toEqual([]);
  });

  test('the role is of a nested stack of the same stack, or of one that is deployed before', () => {
    const nested = { ...CALLS, name: 'Target-Roles-⟦generated|x⟧', account: '222222222222' };
    const roleArn = CHECKOUT.replace(SOURCE, '222222222222');
    const names = { ...FUNCTION, Permission: permission(roleArn) };
    const { Checkout } = CALLS.resources;
    const inside = (id: string) => ({ ...nested, name: `${id.replace('/', '-')}-⟦generated|x⟧`, id, resources: { Checkout } });
    expect(found(inside('Target/Roles'), target(names))).toEqual([]);
    expect(found(target({}, { name: 'Roles' }), inside('Roles/Nested'), target(names, { dependsOn: ['Roles'] }))).toEqual([]);
    expect(found(target({}, { name: 'Roles' }), inside('Roles/Nested'), target(names))).toEqual(['principal-not-created at Target/Permission']);
    expect(found(inside('Gone/Nested'), target(names))).toEqual(['principal-not-created at Target/Permission']);
  });

  test('a statement that may not be there', () => {
    const perhaps = { ...NAMES, Permission: { ...NAMES.Permission, Condition: 'Perhaps' } };
    const template = { Parameters: { Wanted: { Type: 'String' } }, Conditions: { Perhaps: { 'Fn::Equals': [{ Ref: 'Wanted' }, 'yes'] } } };
    expect(found(CALLS, target(perhaps, { template }))).toEqual([]);
  });
});
