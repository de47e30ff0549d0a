import { allow, document, FOR_LAMBDA, found, FUNCTION, letIn, only, ORDERS, permission, role, SOURCE, target } from './report-of';

const many = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index));
const roles = (count: number): string[] => many(count, (index) => `arn:aws:iam::${SOURCE}:role/a-role-with-a-rather-long-name-${index}`);
const let1 = (...names: string[]) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${SOURCE}:root` }, Condition: { ArnEquals: { 'aws:PrincipalArn': names } } });

test('the permissions of a function together', () => {
  const permissions = Object.fromEntries(many(90, (index) => [`Permission${index}`, permission(roles(90)[index])]));
  expect(only([target({ ...FUNCTION, ...permissions })])).toEqual({
    rule: 'policy-size error',
    message: 'the policy of arn:aws:lambda:eu-west-1:222222222222:function:orders: about 20950 characters, and AWS stores at most 20480',
    fix: 'put many callers into one statement of an AWS::Lambda::ResourcePolicy, or allow their organization by aws:PrincipalOrgID; an '
      + 'alias of its own has a policy of its own',
    at: 'Target/Permission0',
  });
});

test('the document of a function', () => {
  expect(only([target({ ...FUNCTION, Policy: document(...roles(80).map((name) => letIn(ORDERS, name))) })])).toEqual({
    rule: 'policy-size error',
    message: 'the policy of arn:aws:lambda:eu-west-1:222222222222:function:orders: about 22885 characters, and AWS stores at most 20480',
    fix: 'put many callers into one statement of an AWS::Lambda::ResourcePolicy, or allow their organization by aws:PrincipalOrgID; an '
      + 'alias of its own has a policy of its own',
    at: 'Target/Policy',
  });
});

test('a trust policy', () => {
  expect(only([target({ Reader: role('reader', [let1(...roles(30))]) })])).toEqual({
    rule: 'policy-size error',
    message: 'the trust policy of arn:aws:iam::222222222222:role/reader: about 2188 characters, and AWS stores at most 2048',
    fix: 'name the account or organization as the principal and narrow it by conditions; the quota can be raised to 8192: then '
      + 'acknowledge this rule with the reason',
    at: 'Target/Reader',
  });
});

test('the inline policies of a role, and of a user, who has less', () => {
  const statements = many(40, (index) => allow('lambda:InvokeFunction', `${ORDERS}-${'x'.repeat(200)}-${index}`));
  expect(only([target({ Reader: role('reader', [FOR_LAMBDA], statements) })])).toEqual({
    rule: 'policy-size error',
    message: 'the inline policies of arn:aws:iam::222222222222:role/reader: about 12951 characters, and AWS stores at most 10240',
    fix: 'put several resources into one statement, or move statements into a managed policy',
    at: 'Target/Reader',
  });
  const user = (count: number) => ({ Anna: { Type: 'AWS::IAM::User', Properties: { UserName: 'anna', Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: statements.slice(0, count) } }] } } });
  expect(only([target(user(10))]).message).toBe('the inline policies of arn:aws:iam::222222222222:user/anna: about 3261 characters, and AWS stores at most 2048');
  expect(found(target(user(5)))).toEqual([]);
});

describe('silent', () => {
  test('what is as long as it may be', () => {
    expect(found(target({ Reader: role('reader', [let1(...roles(20))]) }))).toEqual([]);
  });

  test('managed policies have a quota of their own', () => {
    const statements = many(40, (index) => allow('lambda:InvokeFunction', `${ORDERS}-${'x'.repeat(200)}-${index}`));
    const managed = { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: 'wide', PolicyDocument: { Statement: statements } } };
    expect(found(target({ Managed: managed, Reader: role('reader', [FOR_LAMBDA], [], { ManagedPolicyArns: [{ Ref: 'Managed' }] }) }))).toEqual([]);
  });

  test('a part that AWS makes up counts as twelve letters, however it is written here', () => {
    const names = many(20, (index) => ({ 'Fn::GetAtt': [`Role${index}`, 'Arn'] }));
    const made = Object.fromEntries(many(20, (index) => [`Role${index}`, role(undefined, [FOR_LAMBDA], [allow('sts:AssumeRole', 'arn:aws:iam::222222222222:role/reader')])]));
    const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: names } };
    expect(found(target({ ...made, Reader: role('reader', [trust]) }))).toEqual([]);
  });

  test('of two branches of a condition only one is there', () => {
    const template = { Parameters: { Wanted: { Type: 'String' } }, Conditions: { New: { 'Fn::Equals': [{ Ref: 'Wanted' }, 'new'] } } };
    const either = { 'Fn::If': ['New', let1(...roles(20)), let1(...roles(19))] };
    expect(found(target({ Reader: role('reader', [either]) }, { template }))).toEqual([]);
  });
});
