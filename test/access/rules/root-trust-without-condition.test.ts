import { found, only, role, SOURCE, target } from './report-of';

const trust = (AWS: unknown, Condition?: object, more: object = {}) =>
  target({ Reader: role('reader', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS }, ...Condition && { Condition }, ...more }]) });

test('a whole other account', () => {
  expect(only([trust(`arn:aws:iam::${SOURCE}:root`)])).toEqual({
    rule: 'root-trust-without-condition warning',
    message: 'every role and user of account 111111111111 whose own policies let it assume roles may assume arn:aws:iam::222222222222:role/reader',
    fix: 'say which role by the condition ArnEquals aws:PrincipalArn; for a third party that acts for many customers, ask for an '
      + 'external id (sts:ExternalId)',
    at: 'Target/Reader',
    statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::111111111111:root' } },
  });
});

test('several, with a condition that all callers meet', () => {
  expect(only([trust([SOURCE, '333333333333'], { Bool: { 'aws:SecureTransport': 'true' } })]).message)
    .toBe('every role and user of account 111111111111, 333333333333 whose own policies let it assume roles may assume arn:aws:iam::222222222222:role/reader');
  expect(found(trust(SOURCE, { ArnLike: { 'aws:PrincipalArn': '*' } }))).toEqual(['root-trust-without-condition at Target/Reader']);
});

test.each([
  ['a role', { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${SOURCE}:role/checkout*` } }],
  ['an external id', { StringEquals: { 'sts:ExternalId': 'shop' } }],
  ['MFA', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }],
  ['a tag', { StringEquals: { 'aws:PrincipalTag/team': 'shop' } }],
])('silent: with a condition on %s', (_, condition) => {
  expect(found(trust(SOURCE, condition))).toEqual([]);
});

test('silent: the own account, a role, another action, a Deny', () => {
  expect(found(trust('222222222222'))).toEqual([]);
  expect(found(trust(`arn:aws:iam::${SOURCE}:role/of-others`))).toEqual([]);
  expect(found(trust(SOURCE, undefined, { Action: 'sts:TagSession' }))).toEqual([]);
  expect(found(trust(SOURCE, undefined, { Effect: 'Deny' }))).toEqual([]);
});

test('silent: an account that may be the stack\'s own', () => {
  expect(found({ ...trust(SOURCE), account: '⟦?account of Target|account of Target⟧' })).toEqual([]);
  expect(found(trust({ 'Fn::Sub': 'arn:aws:iam::${Partner}:root' }))).toEqual([]);
});
