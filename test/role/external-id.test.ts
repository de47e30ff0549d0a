import { CfnParameter, Fn, Lazy } from 'aws-cdk-lib';
import { reader, trustOf, variablesOf } from './templates';
import { ExternalId } from '../../src';
import { errorOf, fn, twoAccounts } from '../support/apps';

/** The external id where each account has it: the trust policy, and the environment of the function. */
function bothHalves(externalId: string): unknown[] {
  const { source, target } = twoAccounts();
  reader(target, { externalId }).grants.assume(fn(source, 'Function'));
  return [trustOf(target)[0].Condition!.StringEquals, variablesOf(source)!.READER_EXTERNAL_ID];
}

describe('an external id', () => {
  test.each([
    ['a text', 'reports-2026', 'reports-2026'],
    ['the shortest text', 'ab', 'ab'],
    ['every character that STS takes', '_+=,.@:/-aZ9', '_+=,.@:/-aZ9'],
    ['a lazy text', Lazy.string({ produce: () => 'reports-2026' }), 'reports-2026'],
    ['a parameter', ExternalId.fromParameter('/reports/external-id'), '{{resolve:ssm:/reports/external-id}}'],
    ['a secret', ExternalId.fromSecret('reports/external-id'), '{{resolve:secretsmanager:reports/external-id:SecretString}}'],
    ['a field of a secret', ExternalId.fromSecret('reports/external-id', 'externalId'), '{{resolve:secretsmanager:reports/external-id:SecretString:externalId}}'],
    ['a reference that is written by hand', '{{resolve:ssm:/reports/external-id:3}}', '{{resolve:ssm:/reports/external-id:3}}'],
  ])('that is %s stands in both accounts', (_, externalId, text) => {
    expect(bothHalves(externalId)).toEqual([{ 'sts:ExternalId': text }, text]);
  });

  test('may have 1,224 characters', () => {
    const text = 'e'.repeat(1224);
    expect(bothHalves(text)).toEqual([{ 'sts:ExternalId': text }, text]);
  });

  test.each(['', 'a', 'with space', 'e'.repeat(1225), 'a*', 'a?', 'a!'])('fails for "%s"', (externalId) => {
    const { target } = twoAccounts();
    const message = errorOf(() => reader(target, { externalId }));
    expect(message).toContain(`externalId is not one that STS takes, got ${JSON.stringify(externalId)}; expected 2 to 1,224 letters, digits or any of _+=,.@:/-`);
    expect(message).toMatch(/\[Target\/Reader\]$/);
  });

  test('that is a parameter of the stack serves callers of that stack', () => {
    const { target } = twoAccounts();
    const externalId = new CfnParameter(target, 'ExternalId').valueAsString;
    reader(target, { externalId }).grants.assume(fn(target, 'Function'));
    expect(trustOf(target)[0].Condition!.StringEquals).toEqual({ 'sts:ExternalId': { Ref: 'ExternalId' } });
    expect(variablesOf(target)!.READER_EXTERNAL_ID).toEqual({ Ref: 'ExternalId' });
  });

  test.each([
    ['a parameter', (stack: Parameters<typeof reader>[0]) => new CfnParameter(stack, 'ExternalId').valueAsString],
    ['an import', () => Fn.importValue('external-id')],
  ])('that is %s of one stack fails for callers of another', (_, of) => {
    const { source, target } = twoAccounts();
    const role = reader(target, { externalId: of(target) });
    const message = errorOf(() => role.grants.assume(fn(source, 'Function')));
    expect(message).toContain("externalId is a token of stack Target, so the caller's template cannot hold it");
    expect(message).toContain("ExternalId.fromParameter('/reports/external-id')");
    expect(message).toMatch(/\[Target\/Reader\]$/);
  });
});

describe('ExternalId', () => {
  const token = Lazy.string({ produce: () => '/reports/external-id' });

  test.each(['', 'arn:aws:ssm:eu-west-1:111111111111:parameter/x', 'a b', '/a:3', token])('fromParameter fails for name %#', (name) => {
    expect(errorOf(() => ExternalId.fromParameter(name))).toMatch(
      /^parameterName is not a name that both accounts can look up, got .*; expected the name itself, not an ARN and not a token: .*; write the name, such as '\/reports\/external-id'$/,
    );
  });

  test.each(['', 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:x-abcdef', 'a b', token])('fromSecret fails for name %#', (name) => {
    expect(errorOf(() => ExternalId.fromSecret(name))).toMatch(/^secretName is not a name that both accounts can look up, got .*; write the name, such as 'reports\/external-id'$/);
  });

  test.each(['', 'a:b', '{a}', token])('fromSecret fails for field %#', (field) => {
    expect(errorOf(() => ExternalId.fromSecret('reports/external-id', field)))
      .toMatch(/^jsonField is not a name .*; write ExternalId.fromSecret\('reports\/external-id', 'externalId'\)$/);
  });

  test('is shown in words when it is a token', () => {
    expect(errorOf(() => ExternalId.fromParameter(token))).toContain('got a value that is only known at deployment (a token)');
  });
});

test('a SecureString parameter cannot be an external id: CloudFormation does not resolve it in roles', () => {
  const { target } = twoAccounts();
  expect(errorOf(() => reader(target, { externalId: '{{resolve:ssm-secure:/reports/external-id}}' })))
    .toMatch(/^externalId is not one that STS takes, got "\{\{resolve:ssm-secure:.*; expected 2 to 1,224 letters.*, or a reference to a parameter or secret; .* \[Target\/Reader\]$/);
});
