import { found, only, role, target } from './report-of';

const trust = (more: object = {}) => target({ Reader: role('reader', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' }, ...more }]) });

test('everybody', () => {
  expect(only([trust()])).toEqual({
    rule: 'public-trust error',
    message: 'every role and user of every AWS account may assume arn:aws:iam::222222222222:role/reader: no condition of its trust policy '
      + 'says who',
    fix: 'name the account or role that may assume it as the principal, or the organization by the condition aws:PrincipalOrgID',
    at: 'Target/Reader',
    statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } },
  });
});

test('everybody with an external id', () => {
  expect(only([trust({ Condition: { StringEquals: { 'sts:ExternalId': 'shop' } } })])).toEqual({
    rule: 'public-trust error',
    message: 'every role and user of every AWS account may assume arn:aws:iam::222222222222:role/reader: an external id keeps nobody out '
      + 'who has read it once, and no other condition says who',
    fix: 'name the account or role that may assume it as the principal, or the organization by the condition aws:PrincipalOrgID',
    at: 'Target/Reader',
    statement: {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { AWS: '*' },
      Condition: { StringEquals: { 'sts:ExternalId': 'shop' } },
    },
  });
});

test('silent: an organization, or another action', () => {
  expect(found(trust({ Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } }))).toEqual([]);
  expect(found(trust({ Action: 'sts:TagSession' }))).toEqual([]);
});

test('silent: a Deny for all others', () => {
  const deny = { Effect: 'Deny', Action: 'sts:*', Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111111111111' } } };
  expect(found(target({ Reader: role('reader', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: '*' }, deny]) }))).toEqual([]);
});
