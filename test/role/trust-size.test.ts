import { Annotations, CfnParameter } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import { Annotations as Reported, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CHECKOUT, reader } from './templates';
import { Caller, ExternalId } from '../../src';
import { errorOf, OTHER_ACCOUNT, SOURCE_ACCOUNT, twoAccounts } from '../support/apps';

const NEAR_LIMIT = 'cdk-cross-account-lambda:AssumableRole.trustPolicyNearLimit';

function withRoles(roleArns: string[], trustPolicyQuota?: number): Stack {
  const { target } = twoAccounts();
  reader(target, { trustPolicyQuota, callers: roleArns.map((arn) => Caller.role(arn)) });
  return target;
}

/** A stack whose role has a trust policy of exactly so many characters. */
function ofSize(size: number, quota?: number): Stack {
  const roleArns = Array.from({ length: Math.floor((size - 400) / 100) }, (_, i) => `arn:aws:iam::${i % 3 === 0 ? OTHER_ACCOUNT : SOURCE_ACCOUNT}:role/${String(i).padStart(64, 'r')}`);
  const missing = size - stored(withRoles(roleArns, 8192));
  const [first, ...others] = roleArns;
  return withRoles([first.replace(':role/', `:role/${'p'.repeat(missing - 1)}/`), ...others], quota);
}

/** Characters of the trust policy as IAM would store it. */
function stored(stack: Stack): number {
  const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
  return JSON.stringify(role.Properties.AssumeRolePolicyDocument).length;
}

describe('the size of the trust policy', () => {
  test('is nothing to mention below 70 %', () => {
    const stack = ofSize(1433);
    expect(stored(stack)).toBe(1433);
    Reported.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp(NEAR_LIMIT));
  });

  test('leaves a warning from 70 % on, with the accounts that have most roles', () => {
    Reported.fromStack(ofSize(1434)).hasWarning('/Target/Reader/Resource', Match.stringLikeRegexp(
      'the trust policy has about 1,434 of the 2,048 characters that IAM stores. most roles: account 111111111111 with 6, account 333333333333 with 4; '
      + `replace several roles of one account by Caller.account with an external id.*ack: ${NEAR_LIMIT}`,
    ));
  });

  test.each([
    ['the stack', (stack: Stack) => stack],
    ['the construct', (stack: Stack) => stack.node.findChild('Reader')],
  ])('leaves no warning once it is acknowledged on %s', (_, placeIn) => {
    const stack = ofSize(2000);
    Annotations.of(placeIn(stack)).acknowledgeWarning(NEAR_LIMIT, 'the last caller');
    Reported.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp(NEAR_LIMIT));
  });

  test('may be all that IAM stores, and no character more', () => {
    const full = ofSize(2048);
    expect(stored(full)).toBe(2048);
    Reported.fromStack(full).hasWarning('/Target/Reader/Resource', Match.stringLikeRegexp('about 2,048 of the 2,048'));
    const message = errorOf(() => Template.fromStack(ofSize(2049)));
    expect(message).toContain('the trust policy has about 2,049 of the 2,048 characters that IAM stores; expected at most 2,048; most roles: account 111111111111 with');
    expect(message).toContain('or have the quota raised (to at most 8,192) and write trustPolicyQuota [Target/Reader]');
  });

  test('may be more with a raised quota, up to that', () => {
    const raised = ofSize(2049, 4096);
    expect(stored(raised)).toBe(2049);
    Reported.fromStack(raised).hasNoWarning('*', Match.stringLikeRegexp(NEAR_LIMIT));
    Reported.fromStack(ofSize(8192, 8192)).hasWarning('/Target/Reader/Resource', Match.stringLikeRegexp('about 8,192 of the 8,192'));
    expect(errorOf(() => Template.fromStack(ofSize(4097, 4096)))).toContain('about 4,097 of the 4,096 characters');
    const message = errorOf(() => Template.fromStack(ofSize(8193, 8192)));
    expect(message).toContain('about 8,193 of the 8,192 characters');
    expect(message).not.toContain('have the quota raised');
  });

  test('counts what the L2 role adds', () => {
    const { target } = twoAccounts();
    const { role } = reader(target, { callers: [CHECKOUT] });
    for (let i = 0; i < 12; i++) {
      role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.ArnPrincipal(`arn:aws:iam::${OTHER_ACCOUNT}:user/${String(i).padStart(64, 'u')}`)] }));
    }
    expect(errorOf(() => Template.fromStack(target))).toMatch(/the trust policy has about 2,\d{3} of the 2,048 characters.*most roles: account 111111111111 with 1;/);
  });

  test('names no account where no role is', () => {
    const { target } = twoAccounts();
    reader(target, { externalId: 'e'.repeat(1224), callers: [Caller.organization('o-a1b2c3d4e5')] });
    Reported.fromStack(target).hasWarning('/Target/Reader/Resource', Match.stringLikeRegexp('most roles: none;'));
  });

  test('counts a reference that is resolved at deployment as 256 characters', () => {
    const size = (externalId: string) => {
      const { target } = twoAccounts();
      reader(target, { externalId, callers: [CHECKOUT, Caller.role(`arn:aws:iam::${SOURCE_ACCOUNT}:role/${'p'.repeat(1000)}/x`)] });
      const [{ entry: { data } }] = Reported.fromStack(target).findWarning('/Target/Reader/Resource', Match.stringLikeRegexp(NEAR_LIMIT));
      return Number(/about ([\d,]+) of/.exec(String(data))![1].replace(',', ''));
    };
    expect(size(ExternalId.fromParameter('/reports/external-id'))).toBe(size('e'.repeat(256)));
  });
});

describe('trustPolicyQuota', () => {
  test.each([2047, 8193, 0, -1, 2048.5, NaN])('fails for %s', (trustPolicyQuota) => {
    const { target } = twoAccounts();
    const message = errorOf(() => reader(target, { trustPolicyQuota, callers: [CHECKOUT] }));
    expect(message).toContain(`trustPolicyQuota is not a quota that IAM gives, got ${JSON.stringify(trustPolicyQuota)}; expected 2,048 to 8,192 characters`);
    expect(message).toContain('"Role trust policy length"');
    expect(message).toMatch(/\[Target\/Reader\]$/);
  });

  test.each([2048, 8192])('may be %s', (trustPolicyQuota) => {
    const { target } = twoAccounts();
    reader(target, { trustPolicyQuota, callers: [CHECKOUT] });
    Template.fromStack(target).resourceCountIs('AWS::IAM::Role', 1);
  });

  test('that is a token fails: nothing can be measured against it', () => {
    const { target } = twoAccounts();
    const trustPolicyQuota = new CfnParameter(target, 'Quota', { type: 'Number' }).valueAsNumber;
    expect(errorOf(() => reader(target, { trustPolicyQuota, callers: [CHECKOUT] })))
      .toContain('trustPolicyQuota is not a quota that IAM gives, got a value that is only known at deployment (a token); expected 2,048 to 8,192');
  });
});
