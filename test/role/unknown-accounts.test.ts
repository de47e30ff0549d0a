import { App, Aws, CfnParameter, PhysicalName, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { CHECKOUT, policyOf, reader, trustOf, variablesOf } from './templates';
import { AssumableRole, Caller, CrossAccountTarget } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, OTHER_ACCOUNT, REGION, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, twoAccounts } from '../support/apps';

const PARTITION = { Ref: 'AWS::Partition' };
const joined = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });

function agnostic(): { app: App; source: Stack; target: Stack } {
  const app = new App();
  return { app, source: new Stack(app, 'Source'), target: new Stack(app, 'Target') };
}

describe('stacks without env', () => {
  test('let functions of the same stack in, by reference', () => {
    const { target } = agnostic();
    const local = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'OrdersFunction') });
    const role = reader(target, { targets: [local] });
    role.grants.assume(fn(target, 'Function'));
    expect([role.roleAccount, role._region]).toEqual([Aws.ACCOUNT_ID, undefined]);
    const template = Template.fromStack(target);
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Sid: 'InvokeTargets', Resource: { Ref: 'OrdersAliasFA69D35F' } }] } });
    template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Sid: 'AssumeRoles', Resource: { 'Fn::GetAtt': ['ReaderC968FCB1', 'Arn'] } }] } });
    expect(trustOf(target)).toEqual([{
      Sid: 'AssumeRoleRoles',
      Effect: 'Allow',
      Principal: { AWS: joined('arn:', PARTITION, ':iam::', { Ref: 'AWS::AccountId' }, ':root') },
      Action: 'sts:AssumeRole',
      Condition: { ArnEquals: { 'aws:PrincipalArn': { 'Fn::GetAtt': ['FunctionServiceRole675BB04A', 'Arn'] } } },
    }]);
    const variables = variablesOf(target)!;
    expect(variables.READER_ROLE_ARN).toEqual({ 'Fn::GetAtt': ['ReaderC968FCB1', 'Arn'] });
    expect(Object.keys(variables)).toEqual(['READER_ROLE_ARN', 'READER_SESSION_NAME']);
  });

  test('take callers by a literal ARN', () => {
    const { target } = agnostic();
    reader(target, { callers: [CHECKOUT] });
    expect(trustOf(target)[0]).toMatchObject({ Principal: { AWS: joined('arn:', PARTITION, `:iam::${SOURCE_ACCOUNT}:root`) }, Condition: { ArnEquals: { 'aws:PrincipalArn': CHECKOUT_ROLE } } });
  });

  test('fail for a role that another stack names', () => {
    const { source, target } = agnostic();
    const role = reader(target);
    const message = errorOf(() => role.grants.assume(fn(source, 'Function'), { account: SOURCE_ACCOUNT }));
    expect(message).toContain("the role's ARN is used in another stack, but is not known at synthesis; expected an account, a path and a role name that are literals");
    expect(message).toContain('give stack Target an env: { account, region }, or pass account to AssumableRole [Target/Reader]');
  });

  test('fail for a caller whose account is not known', () => {
    const { source, target } = agnostic();
    const role = reader(target, { account: TARGET_ACCOUNT });
    const message = errorOf(() => role.grants.assume(fn(source, 'Function')));
    expect(message).toContain('the ARN of Source/Function/ServiceRole/Resource is only known in stack Source, so no other template can name it');
    expect(message).toContain('pass account to CrossAccountInvoker, Caller.roleOf or grants.assume');
    expect(source.node.findAll().filter((node) => node instanceof CfnPolicy)).toEqual([]);
  });

  test('work when both accounts are given', () => {
    const { source, target } = agnostic();
    reader(target, { account: TARGET_ACCOUNT }).grants.assume(fn(source, 'Function'), { account: SOURCE_ACCOUNT });
    const arn = joined('arn:', PARTITION, `:iam::${TARGET_ACCOUNT}:role/reader`);
    expect(policyOf(source)).toEqual([{ Sid: 'AssumeRoles', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: arn }]);
    expect(variablesOf(source)).toEqual({ READER_ROLE_ARN: arn, READER_SESSION_NAME: expect.stringMatching(/^Source-Function-[0-9a-f]{8}$/) });
    expect(trustOf(target)).toMatchObject([{
      Principal: { AWS: joined('arn:', PARTITION, `:iam::${SOURCE_ACCOUNT}:root`) },
      Condition: { ArnEquals: { 'aws:PrincipalArn': joined('arn:', PARTITION, expect.stringMatching(`^:iam::${SOURCE_ACCOUNT}:role/Source-Function-ServiceRole-[0-9a-f]{8}$`)) } },
    }]);
  });

  test('have a literal ARN, and a region for the function, when the region is given as well', () => {
    const { source, target } = agnostic();
    const role = reader(target, { account: TARGET_ACCOUNT, region: REGION });
    expect(role.roleArn).toBe(`arn:aws:iam::${TARGET_ACCOUNT}:role/reader`);
    expect(role.grants.assume(fn(source, 'Function'), { account: SOURCE_ACCOUNT }).environment)
      .toMatchObject({ READER_ROLE_ARN: `arn:aws:iam::${TARGET_ACCOUNT}:role/reader`, READER_ROLE_REGION: REGION });
  });

  test('fail for targets of another stack, and say which account is not known', () => {
    const { source, target } = agnostic();
    const local = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    expect(errorOf(() => reader(source, { callers: [CHECKOUT] }).addTarget(local)))
      .toContain('the role is in an account that is not known at synthesis, target Target/Orders in an account that is not known at synthesis');
    const known = new AssumableRole(source, 'Known', { account: TARGET_ACCOUNT, callers: [CHECKOUT] });
    expect(errorOf(() => known.addTarget(local))).toContain('the role is in account 222222222222, target Target/Orders in an account that is not known at synthesis');
    expect(errorOf(() => known.addTarget(local))).toContain('give both stacks an env, or pass account to AssumableRole and CrossAccountTarget');
  });
});

describe('account and region', () => {
  test.each([
    ['account', { account: OTHER_ACCOUNT }, `account contradicts the stack, got "${OTHER_ACCOUNT}"; expected '${TARGET_ACCOUNT}'`],
    ['region', { region: 'us-east-1' }, "region contradicts the stack, got \"us-east-1\"; expected 'eu-west-1'"],
    ['account', { account: '2' }, 'account is not an AWS account id, got "2"'],
    ['region', { region: 'Ireland' }, 'region is not the name of an AWS region, got "Ireland"'],
  ])('fail for a wrong %s: %j', (_, props, text) => {
    const { target } = twoAccounts();
    expect(errorOf(() => reader(target, props))).toContain(text);
  });

  test('fail for a caller whose account contradicts its stack', () => {
    const { source, target } = twoAccounts();
    expect(errorOf(() => reader(target).grants.assume(fn(source, 'Function'), { account: OTHER_ACCOUNT }))).toContain('account contradicts the stack');
  });
});

describe('a name that is a token', () => {
  test.each([
    ['a parameter', (stack: Stack) => new CfnParameter(stack, 'Name').valueAsString],
    ['a name that aws-cdk generates', () => PhysicalName.GENERATE_IF_NEEDED],
  ])('fails in another stack for %s, and says what to write', (_, nameOf) => {
    const { source, target } = twoAccounts();
    const message = errorOf(() => reader(target, { roleName: nameOf(target) }).grants.assume(fn(source, 'Function')));
    expect(message).toContain("the role's ARN is used in another stack, but is not known at synthesis");
    expect(message).toContain('leave roleName and path out, or write them as text [Target/Reader]');
    expect(message).not.toContain('give stack Target an env');
  });

  test('serves callers of the same stack', () => {
    const { target } = twoAccounts();
    reader(target, { roleName: new CfnParameter(target, 'Name').valueAsString }).grants.assume(fn(target, 'Function'));
    expect(policyOf(target)).toMatchObject([{ Resource: { 'Fn::GetAtt': ['ReaderC968FCB1', 'Arn'] } }]);
  });
});

describe('partitions', () => {
  test.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('%s stands in every ARN', (partition, region) => {
    const env = (account: string) => ({ env: { account, region } });
    const { source, target } = twoAccounts({ source: env(SOURCE_ACCOUNT), target: env(TARGET_ACCOUNT) });
    reader(target).grants.assume(fn(source, 'Function'));
    const readerArn = `arn:${partition}:iam::${TARGET_ACCOUNT}:role/reader`;
    expect(policyOf(source)).toMatchObject([{ Resource: readerArn }]);
    expect(variablesOf(source)).toMatchObject({ READER_ROLE_ARN: readerArn, READER_ROLE_REGION: region });
    expect(trustOf(target)).toMatchObject([{
      Principal: { AWS: `arn:${partition}:iam::${SOURCE_ACCOUNT}:root` },
      Condition: { ArnEquals: { 'aws:PrincipalArn': expect.stringMatching(`^arn:${partition}:iam::${SOURCE_ACCOUNT}:role/Source-Function-`) } },
    }]);
  });

  test('that differ fail', () => {
    const { source, target } = twoAccounts({ target: { env: { account: TARGET_ACCOUNT, region: 'cn-north-1' } } });
    expect(errorOf(() => reader(target).grants.assume(fn(source, 'Function')))).toContain('is in partition aws, the role in aws-cn');
  });

  test('are literals whatever feature flag the app sets', () => {
    const { source, target } = twoAccounts({ context: { '@aws-cdk/core:enablePartitionLiterals': false } });
    const role = reader(target, { callers: [Caller.account(OTHER_ACCOUNT)] });
    role.grants.assume(fn(source, 'Function'));
    expect(policyOf(source)).toMatchObject([{ Resource: `arn:aws:iam::${TARGET_ACCOUNT}:role/reader` }]);
    expect(variablesOf(source)).toMatchObject({ READER_ROLE_ARN: `arn:aws:iam::${TARGET_ACCOUNT}:role/reader` });
    expect(trustOf(target).map(({ Principal }) => Principal)).toEqual([{ AWS: `arn:aws:iam::${OTHER_ACCOUNT}:root` }, { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` }]);
    expect(JSON.stringify(trustOf(target))).not.toContain('AWS::Partition');
  });

  test('of the caller is the one of its own stack where only that has an env', () => {
    const { app, target } = agnostic();
    const source = new Stack(app, 'Known', { env: SOURCE_ENV });
    reader(target, { account: TARGET_ACCOUNT, region: REGION }).grants.assume(fn(source, 'Function'));
    expect(policyOf(source)).toMatchObject([{ Resource: `arn:aws:iam::${TARGET_ACCOUNT}:role/reader` }]);
  });
});
