import { allow, CHECKOUT, checkout, found, FUNCTION, letIn, document, only, ORDERS, permission, READER, role, source, target } from './report-of';

const trusts = (principal: string) => role('reader', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal } }], [allow('sts:AssumeRole', CHECKOUT)]);
const output = (StackName: string) => ({ 'Fn::GetStackOutput': { StackName, OutputName: 'Value', RoleArn: `arn:aws:iam::${StackName === 'Source' ? '111111111111' : '222222222222'}:role/reads` } });
const reads = (stack: string) => ({ Reads: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: output(stack) } } });
const template = { Outputs: { Value: { Value: 'x' } } };

test('each names a role of the other as principal', () => {
  const caller = { Checkout: role('checkout', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: READER } }], [allow('sts:AssumeRole', READER)]) };
  expect(only([source(caller), target({ Reader: trusts(CHECKOUT) })])).toEqual({
    rule: 'mutual-need error',
    message: 'Source needs the role arn:aws:iam::222222222222:role/reader, which its policy names as a principal, and Target needs the '
      + 'role arn:aws:iam::111111111111:role/checkout, which its policy names as a principal: neither can be deployed first',
    fix: 'name the account as the principal and the role by the condition ArnEquals aws:PrincipalArn, which needs no role to exist',
    at: 'Source/Checkout',
    other: 'Target/Reader',
  });
});

test('each reads an output of the other', () => {
  expect(only([source(reads('Target'), { template }), target(reads('Source'), { template })])).toEqual({
    rule: 'mutual-need error',
    message: 'Source needs the output Value of the stack Target, and Target needs the output Value of the stack Source: neither can be '
      + 'deployed first',
    fix: 'give what is referred to a name of its own and write its ARN or address as text in the other stack, so that references run one way',
    at: 'Source/Reads',
    other: 'Target/Reads',
  });
});

test('a stack needs a role of one that is deployed after it', () => {
  const calls = checkout(allow('lambda:InvokeFunction', ORDERS));
  expect(only([source(calls, { dependsOn: ['Target'] }), target({ ...FUNCTION, Permission: permission(CHECKOUT) })])).toEqual({
    rule: 'mutual-need error',
    message: 'Target needs the role arn:aws:iam::111111111111:role/checkout, which its policy names as a principal, and Source is deployed '
      + 'after Target: neither can be deployed first',
    fix: 'name the account as the principal and the role by the condition ArnEquals aws:PrincipalArn, which needs no role to exist',
    at: 'Target/Permission',
    other: 'Source/Checkout',
  });
});

test('silent: needs that run one way, and conditions that need nothing', () => {
  expect(found(source(reads('Target')), target({}, { template }))).toEqual([]);
  const calls = checkout(allow('lambda:InvokeFunction', ORDERS));
  expect(found(source(calls, { dependsOn: ['Target'] }), target({ ...FUNCTION, Policy: document(letIn()) }))).toEqual([]);
});
