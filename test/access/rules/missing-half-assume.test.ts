import { allow, CHECKOUT, checkout, FOR_LAMBDA, found, only, READER, role, SOURCE, source, target } from './report-of';

const ASSUME = allow('sts:AssumeRole', READER);
const TRUST = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${SOURCE}:root` }, Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT } } };

test('the trust policy does not name the caller', () => {
  expect(only([source(checkout(ASSUME)), target({ Reader: role('reader', [FOR_LAMBDA]) })])).toEqual({
    rule: 'missing-half-assume error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:iam::222222222222:role/reader with sts:AssumeRole, and AWS denies it: '
      + 'the trust policy of the role, in account 222222222222, does not let the caller in',
    fix: 'add this statement to the trust policy of Target/Reader (account 222222222222)',
    at: 'Target/Reader',
    other: 'Source/Checkout',
    statement: {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:root' },
      Action: 'sts:AssumeRole',
      Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/checkout' } },
    },
  });
});

test('the caller may not assume', () => {
  expect(only([source(checkout()), target({ Reader: role('reader', [TRUST]) })])).toEqual({
    rule: 'missing-half-assume error',
    message: 'arn:aws:iam::111111111111:role/checkout calls arn:aws:iam::222222222222:role/reader with sts:AssumeRole, and AWS denies it: '
      + 'no policy of the caller, in account 111111111111, allows sts:AssumeRole',
    fix: 'allow sts:AssumeRole on arn:aws:iam::222222222222:role/reader in a policy of Source/Checkout (account 111111111111)',
    at: 'Source/Checkout',
    other: 'Target/Reader',
    statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::222222222222:role/reader' },
  });
});

test('both are missing within one account', () => {
  const trust = { ...TRUST, Principal: { AWS: 'arn:aws:iam::222222222222:root' }, Condition: { ArnEquals: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:role/caller' } } };
  expect(only([target({ Reader: role('reader', [trust]), Caller: role('caller', []) })]).message)
    .toBe('arn:aws:iam::222222222222:role/caller calls arn:aws:iam::222222222222:role/reader with sts:AssumeRole, and AWS denies it: no policy of the caller, in account 222222222222, allows sts:AssumeRole');
});

describe('silent', () => {
  test('both halves', () => {
    expect(found(source(checkout(ASSUME)), target({ Reader: role('reader', [TRUST]) }))).toEqual([]);
  });

  test('the roles of cdk bootstrap, which no template creates', () => {
    const roles = 'arn:aws:iam::222222222222:role/cdk-hnb659fds-deploy-role-222222222222-eu-west-1';
    expect(found(source(checkout(allow('sts:AssumeRole', roles))), target({}))).toEqual([]);
  });

  test('a condition on tags may hold', () => {
    const tagged = { ...TRUST, Condition: { ...TRUST.Condition, StringEquals: { 'aws:PrincipalTag/team': 'shop' } } };
    expect(found(source(checkout(ASSUME)), target({ Reader: role('reader', [tagged]) }))).toEqual([]);
  });

  test('a trust that names the role itself, within one account', () => {
    const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: 'arn:aws:iam::222222222222:role/caller' } };
    expect(found(target({ Reader: role('reader', [trust]), Caller: role('caller', []) }))).toEqual([]);
  });

  test('a trust of people who come by a web identity', () => {
    const trust = {
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Principal: { Federated: 'arn:aws:iam::222222222222:oidc-provider/token.actions.githubusercontent.com' },
      Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:shop/orders:*' } },
    };
    expect(found(target({ Reader: role('reader', [trust]) }))).toEqual([]);
  });
});
