import { allow, checkout, document, found, FUNCTION, letIn, only, ORDERS, role, source, target } from './report-of';

const INVOKE = allow('lambda:InvokeFunction', ORDERS);
const policyOf = (name: unknown, statement = INVOKE) =>
  ({ Wrong: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'invoke', Roles: [name], PolicyDocument: { Statement: [statement] } } } });
const CALLS = source(checkout(INVOKE, allow('lambda:InvokeFunction', `${ORDERS}-of-others`)));

test('a policy in the target\'s account that allows what the role of the other account calls', () => {
  expect(only([CALLS, target({ ...FUNCTION, Policy: document(letIn()), ...policyOf('checkout') })])).toEqual({
    rule: 'policy-of-foreign-role error',
    message: 'Target/Wrong is attached to the role \'checkout\' of account 222222222222, where these templates create none; the role of that '
      + 'name that they create is arn:aws:iam::111111111111:role/checkout',
    fix: 'write the policy in a stack of account 111111111111',
    at: 'Target/Wrong',
    other: 'Source/Checkout',
  });
});

test('which is the half that the caller lacks, and reported once', () => {
  const stacks = [source(checkout()), target({ ...FUNCTION, Policy: document(letIn()), ...policyOf('checkout') })];
  expect(found(...stacks)).toEqual(['policy-of-foreign-role at Target/Wrong']);
});

test('a name that AWS makes up means no other role', () => {
  const generated = { Checkout: role(undefined, [], []) };
  const name = { 'Fn::GetStackOutput': { StackName: 'Source', OutputName: 'Name', RoleArn: 'arn:aws:iam::111111111111:role/reads-outputs' } };
  const outputs = { template: { Outputs: { Name: { Value: { Ref: 'Checkout' } } } } };
  expect(found(source(generated, outputs), target(policyOf(name, allow('logs:*', '*')), { dependsOn: ['Source'] }))).toEqual(['policy-of-foreign-role at Target/Wrong']);
});

describe('silent', () => {
  test('a role of that name is created in both accounts', () => {
    expect(found(CALLS, target({ ...FUNCTION, Policy: document(letIn()), ...policyOf('checkout'), Own: role('checkout', []) }))).toEqual([]);
  });

  test('the policy is for something else: another app may have created a role of that name there', () => {
    const other = policyOf('checkout', allow('logs:PutLogEvents', '*'));
    expect(found(CALLS, target({ ...FUNCTION, Policy: document(letIn()), ...other }))).toEqual([]);
  });

  test('no template creates a role of that name, or the name is a parameter', () => {
    expect(found(target({ ...FUNCTION, ...policyOf('of-others') }))).toEqual([]);
    expect(found(CALLS, target({ ...FUNCTION, Policy: document(letIn()), ...policyOf({ Ref: 'Name' }) }, { template: { Parameters: { Name: { Type: 'String' } } } }))).toEqual([]);
  });
});
