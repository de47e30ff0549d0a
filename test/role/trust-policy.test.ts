import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CHECKOUT, neededBy, reader, trustOf } from './templates';
import { AssumableRole, Caller } from '../../src';
import { NoPrincipal } from '../../src/role/trust-size';
import { CHECKOUT_ROLE, errorOf, fn, OTHER_ACCOUNT, SOURCE_ACCOUNT, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const root = (account: string) => `arn:aws:iam::${account}:root`;
const named = (arn: unknown) => ({ ArnEquals: { 'aws:PrincipalArn': arn } });
const OTHER_ROLE = `arn:aws:iam::${OTHER_ACCOUNT}:role/web`;
const ORGANIZATION = 'o-a1b2c3d4e5';
const UNIT = `${ORGANIZATION}/r-ab12/ou-ab12-11111111`;

describe('the trust policy', () => {
  test.each([
    ['a role', CHECKOUT, 'Roles', { AWS: root(SOURCE_ACCOUNT) }, named(CHECKOUT_ROLE)],
    ['a role with a path', Caller.role(`arn:aws:iam::${SOURCE_ACCOUNT}:role/team/a`), 'Roles', { AWS: root(SOURCE_ACCOUNT) }, named(`arn:aws:iam::${SOURCE_ACCOUNT}:role/team/a`)],
    ['a role of the own account', Caller.role(`arn:aws:iam::${TARGET_ACCOUNT}:role/local`), 'Roles', { AWS: root(TARGET_ACCOUNT) }, named(`arn:aws:iam::${TARGET_ACCOUNT}:role/local`)],
    ['an account', Caller.account(SOURCE_ACCOUNT), 'Accounts', { AWS: root(SOURCE_ACCOUNT) }, undefined],
    ['accounts', Caller.accounts([OTHER_ACCOUNT, SOURCE_ACCOUNT]), 'Accounts', { AWS: [root(SOURCE_ACCOUNT), root(OTHER_ACCOUNT)] }, undefined],
    ['an organization', Caller.organization(ORGANIZATION), 'Organizations', '*', { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } }],
    ['an organizational unit', Caller.organizationalUnit(UNIT), 'OrganizationalUnits', '*', { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${UNIT}/*` } }],
  ])('lets in %s', (_, caller, kind, principal, condition) => {
    const { source, target } = twoAccounts();
    reader(target, { callers: [caller] });
    expect(trustOf(target)).toEqual([{
      Sid: `AssumeRole${kind}`, Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...condition && { Condition: condition },
    }]);
    const template = Template.fromStack(target);
    template.resourceCountIs('AWS::IAM::Role', 1);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    expect(Template.fromStack(source).toJSON().Resources).toBeUndefined();
  });

  test('is a document of the version that IAM has for conditions', () => {
    const { target } = twoAccounts();
    reader(target, { callers: [CHECKOUT] });
    Template.fromStack(target).hasResourceProperties('AWS::IAM::Role', { RoleName: 'reader', AssumeRolePolicyDocument: { Version: '2012-10-17' } });
  });

  test('names a role of this app by its ARN, which the role then has', () => {
    const { source, target } = twoAccounts();
    reader(target, { callers: [Caller.roleOf(fn(source, 'Function'))] });
    const [{ Condition }] = trustOf(target);
    const arn = Condition!.ArnEquals['aws:PrincipalArn'] as string;
    expect(arn).toMatch(/^arn:aws:iam::111111111111:role\/Source-Function-ServiceRole-[0-9a-f]{8}$/);
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Role', { RoleName: arn.split('/')[1] });
    Template.fromStack(source).resourceCountIs('AWS::IAM::Policy', 0);
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
  });

  test('has one statement for all roles, and one for all accounts', () => {
    const { target } = twoAccounts();
    reader(target, { callers: [Caller.role(OTHER_ROLE), CHECKOUT, CHECKOUT, Caller.account(OTHER_ACCOUNT), Caller.account(SOURCE_ACCOUNT)] });
    expect(trustOf(target)).toEqual([
      { Sid: 'AssumeRoleAccounts', Effect: 'Allow', Principal: { AWS: [root(SOURCE_ACCOUNT), root(OTHER_ACCOUNT)] }, Action: 'sts:AssumeRole' },
      {
        Sid: 'AssumeRoleRoles',
        Effect: 'Allow',
        Principal: { AWS: [root(SOURCE_ACCOUNT), root(OTHER_ACCOUNT)] },
        Action: 'sts:AssumeRole',
        Condition: named([CHECKOUT_ROLE, OTHER_ROLE]),
      },
    ]);
  });

  test('does not show the order of the callers', () => {
    const kinds = [Caller.organization(ORGANIZATION), Caller.organizationalUnit(UNIT)];
    const callers = [CHECKOUT, Caller.role(OTHER_ROLE), Caller.account(SOURCE_ACCOUNT), ...kinds];
    const [there, back] = [callers, [...callers].reverse()].map((some) => {
      const { target } = twoAccounts();
      reader(target, { sessionTags: { Project: ['reports'] }, trustPolicyQuota: 8192, callers: some });
      return trustOf(target);
    });
    expect(there).toHaveLength(8);
    expect(back).toEqual(there);
  });

  test('takes a role whose ARN is a parameter', () => {
    const { target } = twoAccounts();
    reader(target, { callers: [Caller.role(new CfnParameter(target, 'CallerArn').valueAsString, { account: SOURCE_ACCOUNT })] });
    expect(trustOf(target)).toMatchObject([{ Principal: { AWS: root(SOURCE_ACCOUNT) }, Condition: named({ Ref: 'CallerArn' }) }]);
  });

  test('has tokens by what they stand for: once for one role, and in alphabetical order', () => {
    const { target } = twoAccounts();
    const lazy = (arn: string) => Caller.role(Lazy.string({ produce: () => arn }), { account: SOURCE_ACCOUNT });
    new AssumableRole(target, 'One', { roleName: 'one', callers: [lazy(OTHER_ROLE), lazy(OTHER_ROLE)] });
    new AssumableRole(target, 'Two', { roleName: 'two', callers: [lazy(OTHER_ROLE), lazy(CHECKOUT_ROLE)] });
    expect(trustOf(target, 'one')[0].Condition).toEqual(named(OTHER_ROLE));
    expect(trustOf(target, 'two')[0].Condition).toEqual(named([CHECKOUT_ROLE, OTHER_ROLE]));
  });

  test('keeps statements that are added to the L2 role', () => {
    const { target } = twoAccounts();
    const role = reader(target, { callers: [CHECKOUT] });
    role.role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({
      sid: 'BreakGlass', actions: ['sts:AssumeRole'], principals: [new iam.ArnPrincipal(`arn:aws:iam::${TARGET_ACCOUNT}:role/admin`)],
    }));
    role.grants.assume(fn(target, 'Function'));
    expect(trustOf(target).map(({ Sid }) => Sid)).toEqual(['AssumeRoleRoles', 'BreakGlass']);
    expect(trustOf(target)[1]).toMatchObject({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${TARGET_ACCOUNT}:role/admin` } });
  });

  test('may have nothing but what is added to the L2 role', () => {
    const { target } = twoAccounts();
    reader(target).role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.ServicePrincipal('ec2.amazonaws.com')] }));
    expect(trustOf(target)).toEqual([{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }]);
  });

  test('added to the L2\'s trust policy may refer to another stack', () => {
    const { app, target } = twoAccounts();
    const other = new Stack(app, 'Third', { env: TARGET_ENV });
    const admin = new iam.Role(other, 'Admin', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    reader(target, { callers: [CHECKOUT] }).role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({
      actions: ['sts:AssumeRole'], principals: [new iam.ArnPrincipal(admin.roleArn)],
    }));
    expect(trustOf(target)[1]).toMatchObject({ Principal: { AWS: { 'Fn::ImportValue': expect.stringMatching(/^Third:ExportsOutput/) } } });
    expect(neededBy(target)).toEqual(['Third']);
  });

  test('fails at synthesis when a statement that is added has the Sid of one that is there', () => {
    const { app, target } = twoAccounts();
    reader(target, { callers: [CHECKOUT] }).role.assumeRolePolicy!.addStatements(new iam.PolicyStatement({
      sid: 'AssumeRoleRoles', actions: ['sts:AssumeRole'], principals: [new iam.AccountPrincipal(OTHER_ACCOUNT)],
    }));
    const message = errorOf(() => app.synth());
    expect(message).toContain('two statements of the trust policy have one Sid, which IAM refuses, got "AssumeRoleRoles"');
    expect(message).toContain('leave the Sid of that statement out, or pass the caller in callers [Target/Reader]');
  });

  test('fails at synthesis when nobody is let in', () => {
    const { app, target } = twoAccounts();
    reader(target);
    const message = errorOf(() => app.synth());
    expect(message).toContain('nobody may assume the role, and IAM takes no empty trust policy; expected at least one caller');
    expect(message).toContain('role.grants.assume(fn) [Target/Reader]');
  });
});

describe('what a caller must send', () => {
  const tags = { 'aws:RequestTag/Cost center': '42', 'aws:RequestTag/Project': ['invoices', 'reports-*'] };
  const requirements = { externalId: 'reports-2026', sessionTags: { 'Project': ['reports-*', 'invoices'], 'Cost center': ['42'] }, sourceIdentities: ['reports-team', 'nightly-?'] };

  test('is the external id in the one statement of sts:AssumeRole', () => {
    const { target } = twoAccounts();
    reader(target, { externalId: 'reports-2026', callers: [CHECKOUT] });
    expect(trustOf(target)).toEqual([{
      Sid: 'AssumeRoleRoles',
      Effect: 'Allow',
      Principal: { AWS: root(SOURCE_ACCOUNT) },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'reports-2026' }, ...named(CHECKOUT_ROLE) },
    }]);
  });

  test('is asked for beside the condition of the caller\'s kind', () => {
    const { target } = twoAccounts();
    reader(target, { externalId: 'reports-2026', callers: [Caller.organization(ORGANIZATION)] });
    expect(trustOf(target)[0].Condition).toEqual({ StringEquals: { 'sts:ExternalId': 'reports-2026', 'aws:PrincipalOrgID': ORGANIZATION } });
  });

  test('is allowed in statements of its own, with nothing but its own conditions', () => {
    const { target } = twoAccounts();
    reader(target, { ...requirements, callers: [CHECKOUT] });
    const common = { Effect: 'Allow', Principal: { AWS: root(SOURCE_ACCOUNT) } };
    const identities = { 'sts:SourceIdentity': ['nightly-?', 'reports-team'] };
    expect(trustOf(target)).toEqual([
      { Sid: 'AssumeRoleRoles', ...common, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': 'reports-2026' }, StringLike: { ...tags, ...identities }, ...named(CHECKOUT_ROLE) } },
      { Sid: 'SetSourceIdentityRoles', ...common, Action: 'sts:SetSourceIdentity', Condition: { StringLike: identities, ...named(CHECKOUT_ROLE) } },
      {
        Sid: 'TagSessionRoles',
        ...common,
        Action: 'sts:TagSession',
        Condition: { 'StringLike': tags, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Cost center', 'Project'] }, ...named(CHECKOUT_ROLE) },
      },
    ]);
  });

  test('is nothing by default, nor with an empty set of tags', () => {
    const { target } = twoAccounts();
    reader(target, { sessionTags: {}, callers: [CHECKOUT] });
    expect(trustOf(target)).toHaveLength(1);
    expect(trustOf(target)[0].Condition).toEqual(named(CHECKOUT_ROLE));
  });

  test.each([
    ['sessionTags', { sessionTags: { 'a*': ['x'] } }, 'sessionTags has something that STS does not take, got "a*"; expected 1 to 128 letters'],
    ['an empty key', { sessionTags: { '': ['x'] } }, 'sessionTags has something that STS does not take, got ""'],
    ['a value', { sessionTags: { Project: ['a!'] } }, "sessionTags['Project'] has something that STS does not take, got \"a!\"; expected at most 256 letters"],
    ['a long value', { sessionTags: { Project: ['a'.repeat(257)] } }, "sessionTags['Project'] has something that STS does not take"],
    ['no value', { sessionTags: { Project: [] } }, "sessionTags['Project'] is not a list of known length with at least one value, got []"],
    ['no identity', { sourceIdentities: [] }, "sourceIdentities is not a list of known length with at least one value, got []; expected one value or more; name the identities that are accepted, or ['*']"],
    ['an identity', { sourceIdentities: ['reports team'] }, 'sourceIdentities has something that STS does not take, got "reports team"; expected 2 to 64 letters'],
    ['a long identity', { sourceIdentities: ['a'.repeat(65)] }, 'sourceIdentities has something that STS does not take'],
  ])('fails for %s that STS does not take', (_, props, text) => {
    const { target } = twoAccounts();
    const message = errorOf(() => reader(target, { ...props, callers: [CHECKOUT] }));
    expect(message).toContain(text);
    expect(message).toMatch(/\[Target\/Reader\]$/);
  });

  test('fails for a list that is a token', () => {
    const { target } = twoAccounts();
    const list = new CfnParameter(target, 'List', { type: 'CommaDelimitedList' }).valueAsList;
    expect(errorOf(() => reader(target, { sourceIdentities: list }))).toContain('sourceIdentities is not a list of known length');
  });

  test('may have values that are tokens', () => {
    const { target } = twoAccounts();
    const value = new CfnParameter(target, 'Team').valueAsString;
    reader(target, { sourceIdentities: [value], callers: [CHECKOUT] });
    expect(trustOf(target)[0].Condition!.StringLike).toEqual({ 'sts:SourceIdentity': { Ref: 'Team' } });
  });
});

describe('callers that are refused', () => {
  test.each([
    ['anyone', Caller.anyone({ reason: 'public' }), 'callers contains Caller.anyone, with which every AWS account could assume the role', 'write Caller.role, Caller.account or Caller.organization'],
    ['a service', Caller.service({ service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::images', sourceAccount: SOURCE_ACCOUNT }),
      'service s3.amazonaws.com for arn:aws:s3:::images cannot be a caller of an AssumableRole', 'assumedBy: new iam.ServicePrincipal'],
  ])('are %s, also with strictPrincipals', (_, caller, problem, fix) => {
    for (const strictPrincipals of [false, true]) {
      const { target } = twoAccounts();
      const message = errorOf(() => reader(target, { strictPrincipals, callers: [caller] }));
      expect(message).toContain(problem);
      expect(message).toContain(fix);
      expect(message).toMatch(/\[Target\/Reader\]$/);
    }
  });

  test('are those of another partition', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => reader(target, { callers: [Caller.role('arn:aws-cn:iam::111111111111:role/x')] })))
      .toContain('role arn:aws-cn:iam::111111111111:role/x is in partition aws-cn, the role in aws; expected both in one partition');
  });
});

test('the principal that the L2 role is made with has no key by which aws-cdk-lib would merge it with others', () => {
  expect(new NoPrincipal().dedupeString()).toBeUndefined();
});

test('a role that customizeRoles replaces fails: its trust policy would be lost', () => {
  const { target } = twoAccounts();
  iam.Role.customizeRoles(target, { usePrecreatedRoles: { 'Target/Reader/Resource': 'precreated' } });
  const message = errorOf(() => new AssumableRole(target, 'Reader', { callers: [CHECKOUT] }));
  expect(message).toContain('the role is not created, because iam.Role.customizeRoles() replaces it, so its trust policy would be lost');
  expect(message).toContain('AssumableRole.fromRoleArn');
});
