import { CfnParameter, Lazy, Stack } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { Annotations as Reported, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { policyOf, READER_ROLE, variablesOf } from './templates';
import { AssumableRole, CrossAccountTarget } from '../../src';
import type { HandOver, ImportedRoleOptions } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, ORDERS_FUNCTION, OTHER_ACCOUNT, SOURCE_ACCOUNT, TARGET_ACCOUNT, twoAccounts } from '../support/apps';

const imported = (stack: Stack, options?: ImportedRoleOptions, arn = READER_ROLE) => AssumableRole.fromRoleArn(stack, 'Reader', arn, options);
const role = (stack: Stack, roleName: string) => new iam.Role(stack, roleName, { roleName, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const roleArn = (name: string) => `arn:aws:iam::${SOURCE_ACCOUNT}:role/${name}`;

function trust(...names: string[]) {
  return {
    Sid: 'AssumeRoleRoles',
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
    Action: 'sts:AssumeRole',
    Condition: { ArnEquals: { 'aws:PrincipalArn': names.length === 1 ? roleArn(names[0]) : names.map(roleArn) } },
  };
}

/** The policy document in a line for the AWS CLI. */
function documentIn(command: string): unknown {
  return JSON.parse(/--policy-document '(.*)'$/.exec(command)![1]);
}

function handOversOf(app: App): HandOver[] {
  return app.synth().getStackByName('Source').findMetadataByType('cdk-cross-account-lambda:hand-over')
    .filter(({ path }) => path === '/Source/Reader').map(({ data }) => data as unknown as HandOver);
}

describe('AssumableRole.fromRoleArn', () => {
  test('reads the account from the ARN and creates nothing', () => {
    const { source } = twoAccounts();
    const reader = imported(source);
    expect([reader.roleArn, reader.roleAccount]).toEqual([READER_ROLE, TARGET_ACCOUNT]);
    expect(Template.fromStack(source).toJSON().Resources).toBeUndefined();
  });

  test('writes the caller\'s half, and hands the trust policy over', () => {
    const { app, source, target } = twoAccounts();
    const { identityHalf, resourceHalf, targetArn } = imported(source).grants.assume(role(source, 'checkout'));
    expect(targetArn).toBe(READER_ROLE);
    expect(policyOf(source)).toEqual([{ Sid: 'AssumeRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: READER_ROLE }]);
    expect(Template.fromStack(target).toJSON().Resources).toBeUndefined();
    expect([identityHalf.written, identityHalf.account]).toEqual([true, SOURCE_ACCOUNT]);
    const statement = trust('checkout');
    expect(resourceHalf).toEqual({
      written: false,
      account: TARGET_ACCOUNT,
      handOver: {
        account: TARGET_ACCOUNT,
        summary: `account ${TARGET_ACCOUNT}, which this app does not deploy, must let role ${CHECKOUT_ROLE} assume ${READER_ROLE} `
          + '(update-assume-role-policy replaces the whole trust policy and names all callers of this app: add what is there already)',
        statement: JSON.stringify(statement),
        commands: [`aws iam update-assume-role-policy --role-name reader --policy-document '${JSON.stringify({ Version: '2012-10-17', Statement: [statement] })}'`],
      },
    });
    expect(handOversOf(app)).toEqual([resourceHalf.handOver]);
    Reported.fromStack(source).hasInfo('/Source/Reader', Match.stringLikeRegexp('must let role .*/checkout assume [^]*Apply with: aws iam update-assume-role-policy'));
  });

  test('names all callers so far in the line that replaces the trust policy', () => {
    const { app, source } = twoAccounts();
    const { grants } = imported(source);
    grants.assume(role(source, 'checkout'));
    const { statement, commands } = grants.assume(role(source, 'basket')).resourceHalf.handOver!;
    expect(JSON.parse(statement)).toEqual(trust('basket'));
    expect(documentIn(commands[0])).toEqual({ Version: '2012-10-17', Statement: [trust('basket', 'checkout')] });
    expect(handOversOf(app)).toHaveLength(2);
  });

  test('hands over once, however often a caller is let in', () => {
    const { app, source } = twoAccounts();
    const { grants } = imported(source);
    const [checkout, own] = [fn(source, 'Function'), role(source, 'basket')];
    for (const grantee of [checkout, checkout, own, own]) { grants.assume(grantee); }
    expect(handOversOf(app)).toHaveLength(2);
  });

  test('sends what the other team says that the role asks for', () => {
    const { source } = twoAccounts();
    const options = { externalId: 'reports-2026', sessionTags: { Project: ['reports'] }, sourceIdentities: ['web-team'], region: 'us-east-1' };
    const { resourceHalf } = imported(source, options, `arn:aws:iam::${TARGET_ACCOUNT}:role/team/reader`).grants.assume(fn(source, 'Function', { functionName: 'checkout' }));
    expect(variablesOf(source)).toEqual({
      READER_ROLE_ARN: `arn:aws:iam::${TARGET_ACCOUNT}:role/team/reader`,
      READER_EXTERNAL_ID: 'reports-2026',
      READER_ROLE_REGION: 'us-east-1',
      READER_SESSION_NAME: 'checkout',
      READER_SOURCE_IDENTITY: 'web-team',
      READER_SESSION_TAGS: '{"Project":"reports"}',
    });
    const { statement, commands } = resourceHalf.handOver!;
    expect((JSON.parse(statement) as { Action: string }[]).map(({ Action }) => Action)).toEqual(['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession']);
    expect(documentIn(commands[0])).toEqual({ Version: '2012-10-17', Statement: JSON.parse(statement) });
    expect(commands[0]).toContain('--role-name reader ');
    expect(policyOf(source).map(({ Sid }) => Sid)).toEqual(['AssumeRoles', 'SetSourceIdentities', 'TagSessions']);
  });

  test('sets no region that is not given', () => {
    const { source } = twoAccounts();
    imported(source).grants.assume(fn(source, 'Function', { functionName: 'checkout' }));
    expect(variablesOf(source)).toEqual({ READER_ROLE_ARN: READER_ROLE, READER_SESSION_NAME: 'checkout' });
  });

  test('takes an external id that is a parameter of the caller\'s stack', () => {
    const { source } = twoAccounts();
    imported(source, { externalId: new CfnParameter(source, 'ExternalId').valueAsString }).grants.assume(fn(source, 'Function'));
    expect(variablesOf(source)!.READER_EXTERNAL_ID).toEqual({ Ref: 'ExternalId' });
  });

  test('takes a token with its account, and shows it as an intrinsic function', () => {
    const { source } = twoAccounts();
    const arn = new CfnParameter(source, 'RoleArn').valueAsString;
    const reader = imported(source, { account: TARGET_ACCOUNT }, arn);
    const { handOver } = reader.grants.assume(role(source, 'checkout')).resourceHalf;
    expect(reader.roleAccount).toBe(TARGET_ACCOUNT);
    expect(policyOf(source)).toMatchObject([{ Resource: { Ref: 'RoleArn' } }]);
    expect(handOver!.summary).toContain('assume {"Ref":"RoleArn"}');
    expect(handOver!.commands[0]).toContain("--role-name 'the name in {\"Ref\":\"RoleArn\"}' ");
  });

  test.each([
    ['arn:aws:iam::222222222222:user/x', 'a user'],
    ['reader', 'a name'],
    ['arn:aws:iam::222222222222:role/reader*', 'a wildcard'],
    [`${ORDERS_FUNCTION}:live`, 'a function'],
    ['', 'nothing'],
  ])('fails for "%s": %s', (arn) => {
    const { source } = twoAccounts();
    const message = errorOf(() => imported(source, {}, arn));
    expect(message).toContain(`roleArn is not the ARN of a role, got ${JSON.stringify(arn)}; expected a role ARN such as 'arn:aws:iam::222222222222:role/reader'`);
    expect(message).toMatch(/\(an AssumableRole there has it as roleArn\) \[Source\/Reader\]$/);
  });

  test.each([
    ['another account', { account: OTHER_ACCOUNT }, `account contradicts roleArn, got "${OTHER_ACCOUNT}"; expected '${TARGET_ACCOUNT}', the account in ${READER_ROLE}`],
    ['no account id', { account: '2' }, 'account is not an AWS account id, got "2"'],
    ['no region', { region: 'Ireland' }, 'region is not the name of an AWS region, got "Ireland"'],
    ['a wrong external id', { externalId: 'a' }, 'externalId is not one that STS takes, got "a"'],
  ])('fails for %s', (_, options, text) => {
    const { source } = twoAccounts();
    expect(errorOf(() => imported(source, options))).toContain(text);
  });

  test('takes the account beside the ARN, and a token for either', () => {
    const { source } = twoAccounts();
    const account = new CfnParameter(source, 'Account').valueAsString;
    expect(imported(source, { account: TARGET_ACCOUNT }).roleAccount).toBe(TARGET_ACCOUNT);
    expect(AssumableRole.fromRoleArn(source, 'Other', READER_ROLE, { account }).roleAccount).toBe(TARGET_ACCOUNT);
    expect(AssumableRole.fromRoleArn(source, 'Third', Lazy.string({ produce: () => READER_ROLE }), { account }).roleAccount).toBe(account);
  });

  test('fails for a token without its account', () => {
    const { source } = twoAccounts();
    const message = errorOf(() => imported(source, {}, Lazy.string({ produce: () => READER_ROLE })));
    expect(message).toContain('roleArn is a token, so its account is not known at synthesis; expected the account beside it');
    expect(message).toContain("write AssumableRole.fromRoleArn(this, id, roleArn, { account: '222222222222' })");
  });

  test('names roles that are only known at deployment as intrinsic functions, in an order that does not change', () => {
    const { source } = twoAccounts();
    const { grants } = imported(source);
    for (const id of ['B', 'A']) { grants.assume(new iam.Role(source, id, { roleName: new CfnParameter(source, `${id}Name`).valueAsString, assumedBy: new iam.AccountRootPrincipal() })); }
    const { commands } = grants.assume(role(source, 'checkout')).resourceHalf.handOver!;
    const [statement] = (documentIn(commands[0]) as { Statement: ReturnType<typeof trust>[] }).Statement;
    expect(statement.Condition.ArnEquals['aws:PrincipalArn']).toEqual([CHECKOUT_ROLE, ...['A', 'B'].map((id) => ({ 'Fn::GetAtt': [expect.stringMatching(`^${id}`), 'Arn'] }))]);
  });

  test('fails for a caller of another partition, and for one that only its stack knows', () => {
    const { app, source } = twoAccounts();
    const china = new Stack(app, 'China', { env: { account: SOURCE_ACCOUNT, region: 'cn-north-1' } });
    expect(errorOf(() => imported(source).grants.assume(fn(china, 'Function')))).toContain('is in partition aws-cn, the role in aws');
    const agnostic = new Stack(app, 'Agnostic');
    expect(errorOf(() => imported(agnostic).grants.assume(fn(agnostic, 'Function')))).toContain('is only known in stack Agnostic');
  });
});

describe('addTarget of an imported role', () => {
  const orders = (stack: Stack, arn = `${ORDERS_FUNCTION}:live`) => CrossAccountTarget.fromTargetArn(stack, 'Orders', arn);

  test('hands over what the role must be allowed to do, once', () => {
    const { app, source } = twoAccounts();
    const [reader, target] = [imported(source), orders(source)];
    const half = reader.addTarget(target);
    const statement = { Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: `${ORDERS_FUNCTION}:live` };
    expect(reader.addTarget(target)).toBe(half);
    expect(half).toEqual({
      written: false,
      account: TARGET_ACCOUNT,
      handOver: {
        account: TARGET_ACCOUNT,
        summary: `account ${TARGET_ACCOUNT}, which this app does not deploy, must let ${READER_ROLE} do lambda:InvokeFunction on ${ORDERS_FUNCTION}:live`,
        statement: JSON.stringify(statement),
        commands: [expect.stringMatching(/^aws iam put-role-policy --role-name reader --policy-name cross-account-invoke-[0-9a-f]{8} --policy-document '/)],
      },
    });
    expect(documentIn(half.handOver!.commands[0])).toEqual({ Version: '2012-10-17', Statement: [statement] });
    expect(handOversOf(app)).toEqual([half.handOver]);
    expect(Template.fromStack(source).toJSON().Resources).toBeUndefined();
  });

  test('gives each target a policy of its own, which the command would else replace', () => {
    const { source } = twoAccounts();
    const reader = imported(source);
    const names = ['Orders', 'Stock'].map((id) => {
      const { handOver } = reader.addTarget(CrossAccountTarget.fromTargetArn(source, id, `${ORDERS_FUNCTION}-${id}:live`));
      return /--policy-name (\S+)/.exec(handOver!.commands[0])![1];
    });
    expect(new Set(names).size).toBe(2);
  });

  test('fails for a target of another account', () => {
    const { source } = twoAccounts();
    expect(errorOf(() => imported(source).addTarget(orders(source, `arn:aws:lambda:eu-west-1:${OTHER_ACCOUNT}:function:far:live`))))
      .toContain('the role is in account 222222222222, target Source/Orders in account 333333333333');
  });
});
