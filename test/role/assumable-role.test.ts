import { Annotations, Aspects, CfnParameter, CfnResource, Duration, NestedStack, Stack } from 'aws-cdk-lib';
import { Annotations as Reported, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CHECKOUT, neededBy, policyOf, reader, READER_ROLE } from './templates';
import { AssumableRole, Caller, CrossAccountTarget } from '../../src';
import { errorOf, fn, ORDERS_FUNCTION, OTHER_ACCOUNT, SOURCE_ACCOUNT, TARGET_ACCOUNT, TARGET_ENV, twoAccounts } from '../support/apps';

const CHAINED = 'cdk-cross-account-lambda:AssumableRole.chainedSession';

describe('the role', () => {
  test('has a stable name, a description and nothing that was not asked for', () => {
    const { target } = twoAccounts();
    const role = new AssumableRole(target, 'Reader', { callers: [CHECKOUT] });
    expect(role.roleArn).toMatch(/^arn:aws:iam::222222222222:role\/Target-Reader-[0-9a-f]{8}$/);
    expect(role.roleAccount).toBe(TARGET_ACCOUNT);
    const template = Template.fromStack(target);
    template.resourceCountIs('AWS::IAM::Role', 1);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: role.roleArn.split('/')[1],
      Description: 'Assumed from other accounts; made by Target',
      Path: Match.absent(),
      ManagedPolicyArns: Match.absent(),
      PermissionsBoundary: Match.absent(),
      MaxSessionDuration: Match.absent(),
    });
  });

  test('takes every prop of a role', () => {
    const { target } = twoAccounts();
    const role = reader(target, {
      path: '/team/reports/',
      description: 'Reports for the shop',
      managedPolicies: [iam.ManagedPolicy.fromManagedPolicyArn(target, 'Managed', `arn:aws:iam::${TARGET_ACCOUNT}:policy/reports`)],
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyName(target, 'Boundary', 'developer-boundary'),
      statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] })],
      maxSessionDuration: Duration.hours(1),
      callers: [CHECKOUT],
    });
    expect(role.roleArn).toBe(`arn:aws:iam::${TARGET_ACCOUNT}:role/team/reports/reader`);
    Template.fromStack(target).hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'reader',
      Path: '/team/reports/',
      Description: 'Reports for the shop',
      ManagedPolicyArns: [`arn:aws:iam::${TARGET_ACCOUNT}:policy/reports`],
      PermissionsBoundary: `arn:aws:iam::${TARGET_ACCOUNT}:policy/developer-boundary`,
      MaxSessionDuration: 3600,
    });
    expect(policyOf(target)).toEqual([{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }]);
  });

  test('has the boundary that the app applies', () => {
    const { target } = twoAccounts();
    iam.PermissionsBoundary.of(target).apply(iam.ManagedPolicy.fromManagedPolicyName(target, 'Boundary', 'developer-boundary'));
    reader(target, { callers: [CHECKOUT] });
    Template.fromStack(target).hasResourceProperties('AWS::IAM::Role', { PermissionsBoundary: `arn:aws:iam::${TARGET_ACCOUNT}:policy/developer-boundary` });
  });

  test.each(['', 'with space', 'a'.repeat(65), 'a/b'])('fails for name "%s"', (roleName) => {
    const { target } = twoAccounts();
    expect(errorOf(() => reader(target, { roleName }))).toContain(`roleName is not a name that IAM takes, got ${JSON.stringify(roleName)}`);
  });

  test('is the principal of what aws-cdk-lib grants', () => {
    const { target } = twoAccounts();
    const bucket = new s3.Bucket(target, 'Bucket');
    const role = reader(target, { callers: [CHECKOUT] });
    expect(role.grantPrincipal).toBe(role.role);
    bucket.grantRead(role);
    Template.fromStack(target).hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: 'ReaderC968FCB1' }],
      PolicyDocument: { Statement: [{ Effect: 'Allow', Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'] }] },
    });
  });

  test('may be granted what another account owns, by its literal ARN', () => {
    const { source, target } = twoAccounts();
    const bucket = new s3.Bucket(source, 'Bucket', { bucketName: 'shop-reports' });
    bucket.grantRead(reader(target, { callers: [CHECKOUT] }));
    Template.fromStack(source).hasResourceProperties('AWS::S3::BucketPolicy', { PolicyDocument: { Statement: [{ Principal: { AWS: READER_ROLE } }] } });
  });

  test('must not be renamed after other templates have named it', () => {
    const { app, source, target } = twoAccounts();
    reader(target).grants.assume(fn(source, 'Function'));
    Aspects.of(target).add({ visit: (node) => { if (CfnResource.isCfnResource(node)) { node.addPropertyOverride('RoleName', 'renamed'); } } });
    expect(errorOf(() => app.synth())).toContain('RoleName was changed after another template had named it, got "renamed"; expected "reader"');
  });

  test('in a nested stack has an ARN that every stack can write', () => {
    const { source, target } = twoAccounts();
    const nested = new NestedStack(target, 'Nested');
    const link = reader(nested).grants.assume(fn(source, 'Function'));
    expect(link.targetArn).toBe(READER_ROLE);
    Template.fromStack(source).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: [{ Action: 'sts:AssumeRole', Resource: READER_ROLE }] } });
    Template.fromStack(nested).resourceCountIs('AWS::IAM::Role', 1);
    expect([neededBy(source), neededBy(target)]).toEqual([[], []]);
  });
});

describe('maxSessionDuration', () => {
  test.each([
    [Duration.minutes(59), '59 minutes', 'ask for shorter sessions with role.grants.assume(fn, { sessionDuration })'],
    [Duration.hours(13), '13 hours', 'write maxSessionDuration: Duration.hours(12)'],
  ])('fails outside of 1 to 12 hours: %#', (maxSessionDuration, shown, fix) => {
    const { target } = twoAccounts();
    const message = errorOf(() => reader(target, { maxSessionDuration, callers: [CHECKOUT] }));
    expect(message).toContain(`maxSessionDuration is out of range, got "${shown}"; expected 1 to 12 hours`);
    expect(message).toContain(fix);
    expect(message).toMatch(/\[Target\/Reader\]$/);
  });

  test('that is a token fails: aws-cdk-lib could not check it either', () => {
    const { target } = twoAccounts();
    const maxSessionDuration = Duration.seconds(new CfnParameter(target, 'Seconds', { type: 'Number' }).valueAsNumber);
    expect(errorOf(() => reader(target, { maxSessionDuration }))).toContain('maxSessionDuration is a token, so it cannot be checked; expected 1 to 12 hours');
  });

  test('of more than an hour leaves a warning when every caller is a role', () => {
    const { target } = twoAccounts();
    reader(target, { maxSessionDuration: Duration.hours(12), callers: [CHECKOUT] });
    Template.fromStack(target).hasResourceProperties('AWS::IAM::Role', { MaxSessionDuration: 43200 });
    Reported.fromStack(target).hasWarning('/Target/Reader/Resource', Match.stringLikeRegexp(
      `maxSessionDuration is 12 hours, but every caller is a role, whose sessions AWS ends after one hour \\(role chaining\\).*ack: ${CHAINED}`,
    ));
  });

  test.each([
    ['an hour', { maxSessionDuration: Duration.hours(1), callers: [CHECKOUT] }],
    ['no value', { callers: [CHECKOUT] }],
    ['a caller that is no role', { maxSessionDuration: Duration.hours(2), callers: [CHECKOUT, Caller.account(SOURCE_ACCOUNT)] }],
  ])('leaves none with %s', (_, props) => {
    const { target } = twoAccounts();
    reader(target, props);
    Reported.fromStack(target).hasNoWarning('*', Match.stringLikeRegexp(CHAINED));
  });

  test('leaves none once it is acknowledged', () => {
    const { target } = twoAccounts();
    Annotations.of(reader(target, { maxSessionDuration: Duration.hours(2), callers: [CHECKOUT] })).acknowledgeWarning(CHAINED, 'the callers are EC2 instances');
    Reported.fromStack(target).hasNoWarning('*', Match.stringLikeRegexp(CHAINED));
  });
});

describe('targets', () => {
  const invoke = (resource: unknown) => ({ Sid: 'InvokeTargets', Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: resource });
  const orders = (stack: Stack) => new CrossAccountTarget(stack, 'Orders', { function: fn(stack, 'Function', { functionName: 'orders' }) });

  test('of the role\'s account may be invoked, and need no resource policy', () => {
    const { target } = twoAccounts();
    reader(target, { callers: [CHECKOUT], targets: [orders(target)] });
    expect(policyOf(target)).toEqual([invoke(`${ORDERS_FUNCTION}:live`)]);
    const template = Template.fromStack(target);
    template.hasResourceProperties('AWS::IAM::Policy', { Roles: [{ Ref: 'ReaderC968FCB1' }] });
    template.resourceCountIs('AWS::Lambda::ResourcePolicy', 0);
    template.resourceCountIs('AWS::Lambda::Permission', 0);
  });

  test('may stand in another stack of that account', () => {
    const { app, target } = twoAccounts();
    const other = new Stack(app, 'Third', { env: TARGET_ENV });
    const role = reader(other, { callers: [CHECKOUT] });
    const half = role.addTarget(orders(target));
    expect(half).toMatchObject({ written: true, account: TARGET_ACCOUNT });
    expect(half.construct!.node.path).toBe('Third/Reader/Resource/InvokePolicy');
    expect(policyOf(other)).toEqual([invoke(`${ORDERS_FUNCTION}:live`)]);
    expect([neededBy(target), neededBy(other)]).toEqual([[], []]);
  });

  test('are written once, in alphabetical order', () => {
    const { target } = twoAccounts();
    const role = reader(target, { callers: [CHECKOUT] });
    const [local, stock] = [orders(target), CrossAccountTarget.fromTargetArn(target, 'Stock', `${ORDERS_FUNCTION}-stock:live`)];
    const half = role.addTarget(local);
    role.addTarget(stock);
    expect(role.addTarget(local)).toBe(half);
    expect(policyOf(target)).toEqual([invoke([`${ORDERS_FUNCTION}-stock:live`, `${ORDERS_FUNCTION}:live`])]);
  });

  test('without a name are named by reference, and still once when a caller elsewhere names them', () => {
    const { source, target } = twoAccounts();
    const local = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    const role = reader(target, { callers: [CHECKOUT], targets: [local] });
    local.grants.invoke(Caller.roleOf(fn(source, 'Function')));
    role.addTarget(local);
    expect(policyOf(target)).toEqual([invoke({ Ref: 'OrdersAliasFA69D35F' })]);
  });

  test('of another account fail', () => {
    const { source, target } = twoAccounts();
    const role = reader(target, { callers: [CHECKOUT] });
    const message = errorOf(() => role.addTarget(orders(source)));
    expect(message).toContain('the role is in account 222222222222, target Source/Orders in account 111111111111; expected a role in the account of its targets');
    expect(message).toContain("create the AssumableRole in the target's account, or use the direct route: CrossAccountInvoker without via [Target/Reader]");
    expect(errorOf(() => role.addTarget(CrossAccountTarget.fromTargetArn(target, 'Far', `arn:aws:lambda:eu-west-1:${OTHER_ACCOUNT}:function:far:live`)))).toContain('in account 333333333333');
  });
});
