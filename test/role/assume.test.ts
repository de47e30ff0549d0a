import { NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations as Reported, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { neededBy, policyOf, reader, READER_ROLE, trustOf, variablesOf } from './templates';
import { AssumableRole, Caller, CrossAccountInvoker, CrossAccountTarget, Route } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, ORDERS_FUNCTION, OTHER_ACCOUNT, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ACCOUNT, twoAccounts } from '../support/apps';

const may = (action: 'sts:AssumeRole' | 'sts:TagSession', resource: unknown = READER_ROLE) =>
  ({ Sid: action === 'sts:AssumeRole' ? 'AssumeRoles' : 'TagSessions', Effect: 'Allow', Action: action, Resource: resource });
const lambdaRole = (stack: Stack, props: Partial<iam.RoleProps> = {}) =>
  new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), ...props });
const trusted = (stack: Stack) => trustOf(stack).map(({ Condition }) => Condition!.ArnEquals['aws:PrincipalArn']);

describe('grants.assume of a function', () => {
  test('writes both halves, the environment, and makes the function wait', () => {
    const { source, target } = twoAccounts();
    const link = reader(target).grants.assume(fn(source, 'Function'));
    expect(policyOf(source)).toEqual([may('sts:AssumeRole')]);
    const template = Template.fromStack(source);
    template.hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: 'FunctionServiceRole675BB04A' }], PolicyName: Match.stringLikeRegexp('^cross-account-invoke-[0-9a-f]{8}$') });
    template.hasResource('AWS::Lambda::Function', { DependsOn: ['FunctionServiceRoleInvokePolicy2362388E', 'FunctionServiceRole675BB04A'] });
    template.resourceCountIs('AWS::IAM::Role', 1);
    expect(variablesOf(source)).toEqual({
      READER_ROLE_ARN: READER_ROLE, READER_ROLE_REGION: 'eu-west-1', READER_SESSION_NAME: expect.stringMatching(/^Source-Function-[0-9a-f]{8}$/),
    });
    expect(trustOf(target)).toEqual([{
      Sid: 'AssumeRoleRoles',
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
      Condition: { ArnEquals: { 'aws:PrincipalArn': expect.stringMatching(/^arn:aws:iam::111111111111:role\/Source-Function-ServiceRole-[0-9a-f]{8}$/) } },
    }]);
    Template.fromStack(target).resourceCountIs('AWS::IAM::Policy', 0);
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
    expect([link.targetArn, link.route, link.environment]).toEqual([READER_ROLE, Route.ASSUMED_ROLE, variablesOf(source)]);
    expect(link.identityHalf).toMatchObject({ written: true, account: SOURCE_ACCOUNT });
    expect(link.resourceHalf).toMatchObject({ written: true, account: TARGET_ACCOUNT });
    expect([link.identityHalf.construct!.node.path, link.resourceHalf.construct!.node.path])
      .toEqual(['Source/Function/ServiceRole/InvokePolicy', 'Target/Reader/Resource/Resource']);
    expect([link.identityHalf.handOver, link.resourceHalf.handOver, link.roleHalf]).toEqual([undefined, undefined, undefined]);
  });

  test('with a role of its own changes that role', () => {
    const { source, target } = twoAccounts();
    const role = lambdaRole(source, { roleName: 'checkout', path: '/team/' });
    reader(target).grants.assume(fn(source, 'Function', { role }));
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: 'Role1ABCC5F0' }], PolicyDocument: { Statement: [may('sts:AssumeRole')] } });
    expect(trusted(target)).toEqual([`arn:aws:iam::${SOURCE_ACCOUNT}:role/team/checkout`]);
  });

  test('that is imported says what to set in its environment', () => {
    const { source, target } = twoAccounts();
    const role = iam.Role.fromRoleArn(source, 'Role', CHECKOUT_ROLE);
    const imported = lambda.Function.fromFunctionAttributes(source, 'Function', { functionArn: `arn:aws:lambda:eu-west-1:${SOURCE_ACCOUNT}:function:checkout`, role });
    const { environment, identityHalf } = reader(target, { externalId: 'reports-2026' }).grants.assume(imported);
    expect(environment).toEqual({ READER_ROLE_ARN: READER_ROLE, READER_EXTERNAL_ID: 'reports-2026', READER_ROLE_REGION: 'eu-west-1', READER_SESSION_NAME: 'checkout' });
    expect(identityHalf.written).toBe(true);
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', { Roles: ['checkout'], PolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Resource: READER_ROLE }] } });
    expect(trusted(target)).toEqual([CHECKOUT_ROLE]);
    for (const [name, value] of Object.entries(environment)) {
      Reported.fromStack(target).hasInfo('/Target/Reader', Match.stringLikeRegexp(`the environment of Source/Function cannot be changed here; set ${name}=${value} where its function is created`));
    }
  });

  test('that is an alias changes the role of the function, and says what to set', () => {
    const { source, target } = twoAccounts();
    const alias = new lambda.Alias(source, 'Alias', { aliasName: 'live', version: fn(source, 'Function').currentVersion });
    reader(target).grants.assume(alias);
    expect(policyOf(source)).toEqual([may('sts:AssumeRole')]);
    expect(variablesOf(source)).toBeUndefined();
    Reported.fromStack(target).hasInfo('/Target/Reader', Match.stringLikeRegexp(`the environment of Source/Alias cannot be changed here; set READER_ROLE_ARN=${READER_ROLE}`));
  });

  test('twice, without options the second time, changes nothing', () => {
    const { source, target } = twoAccounts();
    const [role, checkout] = [reader(target), fn(source, 'Function')];
    const first = role.grants.assume(checkout, { sessionName: 'checkout' });
    expect(role.grants.assume(checkout)).toBe(first);
    expect(role.grants.assume(checkout, { account: SOURCE_ACCOUNT })).toBe(first);
    expect(policyOf(source)).toEqual([may('sts:AssumeRole')]);
    expect(trustOf(target)).toHaveLength(1);
    expect(variablesOf(source)).toEqual({ READER_ROLE_ARN: READER_ROLE, READER_ROLE_REGION: 'eu-west-1', READER_SESSION_NAME: 'checkout' });
  });

  test('twice, with other options, fails: the variables are set already', () => {
    const { source, target } = twoAccounts();
    const [role, checkout] = [reader(target), fn(source, 'Function')];
    role.grants.assume(checkout, { sessionName: 'checkout' });
    expect(errorOf(() => role.grants.assume(checkout, { sessionName: 'other' })))
      .toContain('the environment variable READER_SESSION_NAME of Source/Function is set already, got "checkout"');
  });

  test('may add another set of variables under a prefix', () => {
    const { source, target } = twoAccounts();
    const [role, checkout] = [reader(target), fn(source, 'Function')];
    role.grants.assume(checkout, { sessionName: 'checkout' });
    role.grants.assume(checkout, { environmentPrefix: 'NIGHTLY', sessionName: 'nightly' });
    expect(variablesOf(source)).toEqual({
      READER_ROLE_ARN: READER_ROLE,
      READER_ROLE_REGION: 'eu-west-1',
      READER_SESSION_NAME: 'checkout',
      NIGHTLY_ROLE_ARN: READER_ROLE,
      NIGHTLY_ROLE_REGION: 'eu-west-1',
      NIGHTLY_SESSION_NAME: 'nightly',
    });
    expect(policyOf(source)).toEqual([may('sts:AssumeRole')]);
  });

  test('lets two functions with one role in once', () => {
    const { source, target } = twoAccounts();
    const [role, own] = [reader(target), lambdaRole(source, { roleName: 'checkout' })];
    const links = ['Function', 'Other'].map((id) => role.grants.assume(fn(source, id, { role: own })));
    expect(links[1].identityHalf).toBe(links[0].identityHalf);
    expect(policyOf(source)).toEqual([may('sts:AssumeRole')]);
    expect(trusted(target)).toEqual([`arn:aws:iam::${SOURCE_ACCOUNT}:role/checkout`]);
    const functions = Object.values(Template.fromStack(source).findResources('AWS::Lambda::Function'));
    expect(functions.map(({ Properties }) => Properties.Environment.Variables.READER_ROLE_ARN)).toEqual([READER_ROLE, READER_ROLE]);
    expect(functions.map(({ DependsOn }) => DependsOn)).toEqual([['RoleInvokePolicyE487A152', 'Role1ABCC5F0'], ['RoleInvokePolicyE487A152', 'Role1ABCC5F0']]);
  });

  test('lets one function into two roles by one statement', () => {
    const { source, target } = twoAccounts();
    const checkout = fn(source, 'Function');
    reader(target).grants.assume(checkout);
    new AssumableRole(target, 'AuditLog', { roleName: 'audit', sessionTags: { Project: ['reports'] } }).grants.assume(checkout);
    expect(policyOf(source)).toEqual([may('sts:AssumeRole', [`arn:aws:iam::${TARGET_ACCOUNT}:role/audit`, READER_ROLE]), may('sts:TagSession', `arn:aws:iam::${TARGET_ACCOUNT}:role/audit`)]);
    expect(Object.keys(variablesOf(source)!)).toEqual([
      'READER_ROLE_ARN', 'READER_ROLE_REGION', 'READER_SESSION_NAME', 'AUDIT_LOG_ROLE_ARN', 'AUDIT_LOG_ROLE_REGION', 'AUDIT_LOG_SESSION_NAME', 'AUDIT_LOG_SESSION_TAGS',
    ]);
  });

  test('writes into the one policy of an invoker', () => {
    const { source, target } = twoAccounts();
    const checkout = fn(source, 'Function');
    new CrossAccountInvoker(source, 'Checkout', { function: checkout, targets: [CrossAccountTarget.fromTargetArn(source, 'Orders', `${ORDERS_FUNCTION}:live`)] });
    reader(target).grants.assume(checkout);
    expect(policyOf(source).map(({ Sid, Resource }) => [Sid, Resource])).toEqual([['AssumeRoles', READER_ROLE], ['InvokeTargets', `${ORDERS_FUNCTION}:live`]]);
  });

  test('waits for the policy that an invoker made for the role', () => {
    const { source, target } = twoAccounts();
    const role = lambdaRole(source, { roleName: 'checkout' });
    new CrossAccountInvoker(source, 'Checkout', { role, targets: [CrossAccountTarget.fromTargetArn(source, 'Orders', `${ORDERS_FUNCTION}:live`)] });
    reader(target).grants.assume(fn(source, 'Function', { role }));
    Template.fromStack(source).hasResource('AWS::Lambda::Function', { DependsOn: ['CheckoutInvokePolicyEB66A17C', 'Role1ABCC5F0'] });
  });

  test('fails when two roles want one prefix', () => {
    const { app, source, target } = twoAccounts();
    const checkout = fn(source, 'Function');
    reader(target).grants.assume(checkout);
    const other = new AssumableRole(new Stack(app, 'Third', { env: { account: OTHER_ACCOUNT, region: 'eu-west-1' } }), 'READER');
    const message = errorOf(() => other.grants.assume(checkout));
    expect(message).toContain(`the environment variable READER_ROLE_ARN of Source/Function is set already, got "${READER_ROLE}"`);
    expect(message).toContain("choose another prefix: role.grants.assume(fn, { environmentPrefix: 'OTHER' }), with all options in the first call and before a CrossAccountInvoker [Third/READER]");
  });

  test.each([['Aws', undefined], ['Reader', 'AWS']])('fails for id %s with prefix %s, whose variable the SDKs would read', (id, environmentPrefix) => {
    const { source, target } = twoAccounts();
    expect(errorOf(() => new AssumableRole(target, id).grants.assume(fn(source, 'Function'), { environmentPrefix }))).toContain('the prefix AWS would set AWS_ROLE_ARN, which the AWS SDKs read themselves; '
      + "expected another prefix; write role.grants.assume(fn, { environmentPrefix: 'OTHER' })");
  });

  test.each([['1st', undefined, "no environment variable can be named after role id '1st', got \"1ST\""], ['Reader', 'WITH-HYPHEN', 'environmentPrefix cannot start the name of an environment variable, got "WITH-HYPHEN"']])(
    'fails for id %s with prefix %s', (id, environmentPrefix, text) => {
      const { source, target } = twoAccounts();
      const message = errorOf(() => new AssumableRole(target, id).grants.assume(fn(source, 'Function'), { environmentPrefix }));
      expect(message).toContain(text);
      expect(message).toContain("write role.grants.assume(fn, { environmentPrefix: 'OTHER' })");
    });

  test('fails when the function is imported without its role', () => {
    const { source, target } = twoAccounts();
    const imported = lambda.Function.fromFunctionArn(source, 'Function', `arn:aws:lambda:eu-west-1:${SOURCE_ACCOUNT}:function:checkout`);
    expect(errorOf(() => reader(target).grants.assume(imported))).toContain('grantee has no role that this app knows; expected a role, or a function with an execution role; for an imported function pass the role');
  });

  test('in the role\'s own stack and account is written as well', () => {
    const { target } = twoAccounts();
    reader(target).grants.assume(fn(target, 'Function'));
    expect(policyOf(target)).toEqual([may('sts:AssumeRole')]);
    expect(trustOf(target)).toMatchObject([{ Principal: { AWS: `arn:aws:iam::${TARGET_ACCOUNT}:root` } }]);
    expect(variablesOf(target)!.READER_ROLE_ARN).toBe(READER_ROLE);
  });

  test('in a nested stack waits for the policy there', () => {
    const { source, target } = twoAccounts();
    const nested = new NestedStack(source, 'Nested');
    reader(target).grants.assume(fn(nested, 'Function'));
    Template.fromStack(nested).hasResource('AWS::Lambda::Function', { DependsOn: ['FunctionServiceRoleInvokePolicy2362388E', 'FunctionServiceRole675BB04A'] });
    expect(trusted(target)).toEqual([expect.stringMatching(/:role\/Source-Nested-Function-ServiceRole-[0-9a-f]{8}$/)]);
  });

  test('in another stack than its role does not wait for that stack\'s policy', () => {
    const { app, source, target } = twoAccounts();
    const other = new Stack(app, 'Functions', { env: SOURCE_ENV });
    reader(target).grants.assume(fn(other, 'Function', { role: lambdaRole(source, { roleName: 'checkout' }) }));
    expect(policyOf(source)).toEqual([may('sts:AssumeRole')]);
    expect(variablesOf(other)!.READER_ROLE_ARN).toBe(READER_ROLE);
    expect(neededBy(other)).toEqual(['Source']);
  });
});

describe('grants.assume of a role', () => {
  test('gives the variables for the functions that run with it', () => {
    const { source, target } = twoAccounts();
    const link = reader(target, { externalId: 'reports-2026' }).grants.assume(lambdaRole(source));
    expect(link.environment).toEqual({ READER_ROLE_ARN: READER_ROLE, READER_EXTERNAL_ID: 'reports-2026', READER_ROLE_REGION: 'eu-west-1' });
    const template = Template.fromStack(source);
    template.hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: 'Role1ABCC5F0' }], PolicyDocument: { Statement: [may('sts:AssumeRole')] } });
    template.hasResourceProperties('AWS::IAM::Role', { RoleName: Match.stringLikeRegexp('^Source-Role-[0-9a-f]{8}$') });
  });

  test('of an AssumableRole chains the two', () => {
    const { source, target } = twoAccounts();
    const middle = new AssumableRole(source, 'Middle', { roleName: 'middle' });
    middle.grants.assume(fn(source, 'Function'));
    reader(target).grants.assume(middle);
    expect(trusted(target)).toEqual([`arn:aws:iam::${SOURCE_ACCOUNT}:role/middle`]);
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: 'MiddleCDCF57E1' }], PolicyDocument: { Statement: [may('sts:AssumeRole')] } });
  });

  test('twice is one half on each side', () => {
    const { source, target } = twoAccounts();
    const [role, own] = [reader(target), lambdaRole(source)];
    const [first, second] = [role.grants.assume(own), role.grants.assume(own)];
    expect(second).toEqual(first);
    expect(policyOf(source)).toEqual([may('sts:AssumeRole')]);
    expect(trustOf(target)).toHaveLength(1);
  });

  test('that is imported attaches the policy to it', () => {
    const { source, target } = twoAccounts();
    const { identityHalf } = reader(target).grants.assume(iam.Role.fromRoleArn(source, 'Role', CHECKOUT_ROLE));
    expect(identityHalf).toMatchObject({ written: true, account: SOURCE_ACCOUNT });
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', { Roles: ['checkout'], PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: READER_ROLE }] } });
  });

  test('that is imported as immutable hands the identity half over, each action by itself', () => {
    const { app, source, target } = twoAccounts();
    const role = iam.Role.fromRoleArn(source, 'Role', `arn:aws:iam::${SOURCE_ACCOUNT}:role/team/checkout`, { mutable: false });
    const { identityHalf, resourceHalf } = reader(target, { sessionTags: { Project: ['reports'] } }).grants.assume(role);
    const statement = JSON.stringify(may('sts:AssumeRole'));
    expect(resourceHalf.written).toBe(true);
    expect(identityHalf).toEqual({
      written: false,
      account: SOURCE_ACCOUNT,
      handOver: {
        account: SOURCE_ACCOUNT,
        summary: `role checkout cannot be changed by this app; it must be allowed to do sts:AssumeRole on ${READER_ROLE}`,
        statement,
        commands: [expect.stringMatching(/^aws iam put-role-policy --role-name checkout --policy-name cross-account-invoke-[0-9a-f]{8} --policy-document /)],
      },
    });
    const [command] = identityHalf.handOver!.commands;
    expect(JSON.parse(/--policy-document '(.*)'$/.exec(command)![1])).toEqual({ Version: '2012-10-17', Statement: [JSON.parse(statement)] });
    const metadata = app.synth().getStackByName('Source').findMetadataByType('cdk-cross-account-lambda:hand-over');
    expect(metadata.map(({ path, data }) => [path, JSON.parse((data as unknown as { statement: string }).statement)]))
      .toEqual([['/Source/Role', may('sts:AssumeRole')], ['/Source/Role', may('sts:TagSession')]]);
    Template.fromStack(source).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('that is protected from updates hands the identity half over', () => {
    const { source, target } = twoAccounts();
    const { identityHalf } = reader(target).grants.assume(lambdaRole(source, { roleName: 'checkout' }).withoutPolicyUpdates());
    expect(identityHalf.handOver!.commands[0]).toContain('--role-name checkout ');
    Template.fromStack(source).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('that is imported from another account fails, and nothing is written', () => {
    const { source, target } = twoAccounts();
    const role = iam.Role.fromRoleArn(source, 'Role', `arn:aws:iam::${OTHER_ACCOUNT}:role/web`);
    const assumed = reader(target);
    const message = errorOf(() => assumed.grants.assume(role));
    expect(message).toContain('grantee Source/Role belongs to account 333333333333, but is imported into a stack of account 111111111111');
    expect(message).toContain(`pass callers: [Caller.role('arn:aws:iam::${OTHER_ACCOUNT}:role/web')] to the AssumableRole and let that account allow sts:AssumeRole [Target/Reader]`);
    expect(errorOf(() => trustOf(target))).toContain('nobody may assume the role');
  });

  test.each([
    ['a user', (stack: Stack) => new iam.User(stack, 'User')],
    ['a service', () => new iam.ServicePrincipal('lambda.amazonaws.com')],
    ['an account', () => new iam.AccountPrincipal(SOURCE_ACCOUNT)],
  ])('fails for %s', (_, granteeIn) => {
    const { source, target } = twoAccounts();
    const message = errorOf(() => reader(target).grants.assume(granteeIn(source)));
    expect(message).toContain('grantee has no role that this app knows; expected a role, or a function with an execution role');
    expect(message).toContain('other principals, and a Caller, are no grantees: write target.grants.invoke(caller), or new AssumableRole(this, id, { callers: [caller] })');
  });
});

describe('grants.assume', () => {
  test('of a protected role hands over, and of the role itself still writes', () => {
    const { source, target } = twoAccounts();
    const role = lambdaRole(source);
    const { grants } = reader(target);
    expect(grants.assume(role.withoutPolicyUpdates()).identityHalf.written).toBe(false);
    expect(grants.assume(role).identityHalf.written).toBe(true);
    expect(policyOf(source)).toEqual([may('sts:AssumeRole')]);
    expect(trustOf(target)).toHaveLength(1);
  });

  test('of an imported role fails in a stack whose account is not known, and writes where it is said', () => {
    const { app, target } = twoAccounts();
    const anywhere = new Stack(app, 'Anywhere');
    const role = iam.Role.fromRoleArn(anywhere, 'Role', CHECKOUT_ROLE);
    const { grants } = reader(target);
    expect(errorOf(() => grants.assume(role))).toBe('grantee Anywhere/Role belongs to account 111111111111, but the account of stack Anywhere is not known at synthesis; '
      + 'expected the account of the stack, in which the policy of the role would stand; '
      + "give the stack an env, or write role.grants.assume(grantee, { account: '111111111111' }) [Target/Reader]");
    expect(grants.assume(role, { account: SOURCE_ACCOUNT }).identityHalf.written).toBe(true);
  });

  test('of an alias makes its function wait for the policy', () => {
    const { source, target } = twoAccounts();
    const checkout = fn(source, 'Function');
    reader(target).grants.assume(new lambda.Alias(source, 'Alias', { aliasName: 'live', version: checkout.currentVersion }));
    Template.fromStack(source).hasResource('AWS::Lambda::Function', { DependsOn: Match.arrayWith(['FunctionServiceRoleInvokePolicy2362388E']) });
  });

  test.each(['/te*m/', '/te?m/', '/${aws:username}/'])('fails for a role with the path %s, which a condition would read as a pattern', (path) => {
    const { source, target } = twoAccounts();
    const { grants } = reader(target);
    expect(errorOf(() => grants.assume(lambdaRole(source, { path })))).toContain(`path of the role has a character that a policy reads as a wildcard or variable, got ${JSON.stringify(path)}`);
  });

  test('fails for tags that differ in case only', () => {
    const { target } = twoAccounts();
    expect(errorOf(() => reader(target, { sessionTags: { Project: ['a'], project: ['b'] } })))
      .toBe('sessionTags has one key in two spellings, which STS does not tell apart, got "project"; expected keys that differ in more than case; keep one of them, with the values of both [Target/Reader]');
  });
});

test('grants.assume fails for a Caller, which only describes', () => {
  const { target } = twoAccounts();
  const caller = Caller.account(SOURCE_ACCOUNT) as unknown as iam.IGrantable;
  expect(errorOf(() => reader(target).grants.assume(caller))).toMatch(/^grantee has no role that this app knows; .*a Caller, are no grantees: write target\.grants\.invoke\(caller\), or new AssumableRole\(this, id, \{ callers: \[caller\] \}\)$/);
});
