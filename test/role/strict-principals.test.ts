import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CHECKOUT, neededBy, reader, trustOf } from './templates';
import { AssumableRole, Caller } from '../../src';
import { CHECKOUT_ROLE, errorOf, fn, OTHER_ACCOUNT, SOURCE_ACCOUNT, SOURCE_ENV, TARGET_ENV, twoAccounts } from '../support/apps';

const STRICT = { strictPrincipals: true };
const lambdaRole = (stack: Stack, id: string, roleName?: string) =>
  new iam.Role(stack, id, { roleName, assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });

describe('strictPrincipals', () => {
  test('names roles as principals, and other callers as ever', () => {
    const { target } = twoAccounts();
    reader(target, { ...STRICT, callers: [CHECKOUT, Caller.role(`arn:aws:iam::${OTHER_ACCOUNT}:role/web`), Caller.organization('o-a1b2c3d4e5')] });
    expect(trustOf(target)).toEqual([
      { Sid: 'AssumeRoleOrganizations', Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } } },
      { Sid: 'AssumeRoleRoles', Effect: 'Allow', Principal: { AWS: [CHECKOUT_ROLE, `arn:aws:iam::${OTHER_ACCOUNT}:role/web`] }, Action: 'sts:AssumeRole' },
    ]);
    expect(neededBy(target)).toEqual([]);
  });

  test('keeps the other conditions', () => {
    const { target } = twoAccounts();
    reader(target, { ...STRICT, externalId: 'reports-2026', sessionTags: { Project: ['reports'] }, callers: [CHECKOUT] });
    expect(trustOf(target)).toEqual([
      {
        Sid: 'AssumeRoleRoles',
        Effect: 'Allow',
        Principal: { AWS: CHECKOUT_ROLE },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'reports-2026' }, StringLike: { 'aws:RequestTag/Project': 'reports' } },
      },
      {
        Sid: 'TagSessionRoles',
        Effect: 'Allow',
        Principal: { AWS: CHECKOUT_ROLE },
        Action: 'sts:TagSession',
        Condition: { 'StringLike': { 'aws:RequestTag/Project': 'reports' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': 'Project' } },
      },
    ]);
  });

  test('deploys the role after the stack of its caller, by its literal ARN', () => {
    const { source, target } = twoAccounts();
    reader(target, STRICT).grants.assume(fn(source, 'Function'));
    expect([neededBy(target), neededBy(source)]).toEqual([['Source'], []]);
    const [{ Principal }] = trustOf(target);
    expect(Principal).toEqual({ AWS: expect.stringMatching(/^arn:aws:iam::111111111111:role\/Source-Function-ServiceRole-[0-9a-f]{8}$/) });
  });

  test('needs no order by default, and none for a role of another app', () => {
    const { source, target } = twoAccounts();
    new AssumableRole(target, 'Free').grants.assume(fn(source, 'Function'));
    new AssumableRole(target, 'Strict', { ...STRICT, callers: [CHECKOUT] });
    new AssumableRole(target, 'Imported', STRICT).grants.assume(iam.Role.fromRoleArn(source, 'Role', CHECKOUT_ROLE));
    expect([neededBy(target), neededBy(source)]).toEqual([[], []]);
  });

  test('waits for a role of the same stack', () => {
    const { target } = twoAccounts();
    reader(target, { ...STRICT, callers: [Caller.roleOf(lambdaRole(target, 'Local'))] });
    Template.fromStack(target).hasResource('AWS::IAM::Role', { Properties: { RoleName: 'reader' }, DependsOn: ['Local66FFCFA6'] });
    expect(neededBy(target)).toEqual([]);
  });

  test('waits for no role of the same stack by default', () => {
    const { target } = twoAccounts();
    reader(target, { callers: [Caller.roleOf(lambdaRole(target, 'Local'))] });
    expect(Template.fromStack(target).findResources('AWS::IAM::Role', { Properties: { RoleName: 'reader' } }).ReaderC968FCB1.DependsOn).toBeUndefined();
  });

  test('orders whole stacks when both roles are nested', () => {
    const { source, target } = twoAccounts();
    const role = lambdaRole(new NestedStack(source, 'Nested'), 'Role');
    reader(new NestedStack(target, 'Nested'), { ...STRICT, callers: [Caller.roleOf(role)] });
    expect([neededBy(target), neededBy(source)]).toEqual([['Source'], []]);
  });

  test('fails when each stack would have to be first', () => {
    const { source, target } = twoAccounts();
    const [there, back] = [fn(source, 'Function'), fn(target, 'Function')];
    reader(target, STRICT).grants.assume(there);
    const message = errorOf(() => new AssumableRole(source, 'Writer', STRICT).grants.assume(back));
    expect(message).toMatch(/no order of deployment exists: Source\/Writer trusts role arn:aws:iam::222222222222:role\/\S+ as a principal/);
    expect(message).toContain('yet Target/Reader trusts role arn:aws:iam::111111111111:role/Source-Function-ServiceRole-');
    expect(message).toContain('remove strictPrincipals: the role is then named in a condition, which needs no order');
    expect(message).toMatch(/\[Source\/Writer\]$/);
  });

  test('fails when the stacks depend on each other for another reason', () => {
    const { app, source, target } = twoAccounts();
    const between = new Stack(app, 'Between', { env: SOURCE_ENV });
    source.addDependency(between);
    between.addDependency(target);
    const message = errorOf(() => reader(target, STRICT).grants.assume(fn(source, 'Function')));
    expect(message).toContain('no order of deployment exists: Target/Reader trusts');
    expect(message).toContain('yet Source already depends on Target');
  });

  test('takes an order in which stacks meet again', () => {
    const { app, source, target } = twoAccounts();
    const [left, right, last] = ['Left', 'Right', 'Last'].map((id) => new Stack(app, id, { env: SOURCE_ENV }));
    source.addDependency(left);
    source.addDependency(right);
    left.addDependency(last);
    right.addDependency(last);
    reader(target, STRICT).grants.assume(fn(source, 'Function'));
    expect(neededBy(target)).toEqual(['Source']);
  });

  test('fails between stages, which keep no order', () => {
    const app = new App();
    const source = new Stack(new Stage(app, 'Callers', { env: SOURCE_ENV }), 'Source');
    const target = new Stack(new Stage(app, 'Targets', { env: TARGET_ENV }), 'Target');
    const message = errorOf(() => reader(target, STRICT).grants.assume(fn(source, 'Function')));
    expect(message).toContain('but the two stacks are in different stages, between which CDK keeps no order; expected stage Callers deployed before stage Targets');
    expect(message).toContain('remove strictPrincipals');
  });

  test('needs no order between stages by default', () => {
    const app = new App();
    const source = new Stack(new Stage(app, 'Callers', { env: SOURCE_ENV }), 'Source');
    const target = new Stack(new Stage(app, 'Targets', { env: TARGET_ENV }), 'Target');
    const { written } = reader(target).grants.assume(fn(source, 'Function')).resourceHalf;
    expect(written).toBe(true);
    expect(trustOf(target)).toHaveLength(1);
    expect(trustOf(target)[0].Principal).toEqual({ AWS: `arn:aws:iam::${SOURCE_ACCOUNT}:root` });
  });

  test('fails when two roles trust each other in one stack', () => {
    const { target } = twoAccounts();
    const [one, other] = ['One', 'Other'].map((id) => new AssumableRole(target, id, STRICT));
    one.grants.assume(other);
    const message = errorOf(() => other.grants.assume(one));
    expect(message).toMatch(/no order of deployment exists: Target\/Other trusts role \S+ as a principal, .*; yet Target\/One\/Resource\/Resource already depends on Target\/Other\/Resource\/Resource/);
    expect(message).toContain('remove strictPrincipals');
  });

  test('fails when roles of one stack trust each other in a circle, or one itself', () => {
    const { target } = twoAccounts();
    const [one, two, three] = ['One', 'Two', 'Three'].map((id) => new AssumableRole(target, id, STRICT));
    one.grants.assume(two);
    two.grants.assume(three);
    expect(errorOf(() => three.grants.assume(one))).toContain('no order of deployment exists');
    expect(errorOf(() => one.grants.assume(one))).toContain('no order of deployment exists');
  });

  test('takes roles of one stack that trust each other in one direction, also on two ways to one role', () => {
    const { target } = twoAccounts();
    const [one, two, three, four] = ['One', 'Two', 'Three', 'Four'].map((id) => new AssumableRole(target, id, { ...STRICT, roleName: id, callers: [CHECKOUT] }));
    one.grants.assume(two);
    one.grants.assume(three);
    for (const each of [two, three]) { each.grants.assume(four); }
    reader(target, STRICT).grants.assume(one);
    const needs = (roleName: string) => {
      const [{ DependsOn }] = Object.values(Template.fromStack(target).findResources('AWS::IAM::Role', { Properties: { RoleName: roleName } }));
      return (DependsOn as string[] | undefined ?? []).map((logicalId) => logicalId.slice(0, -8));
    };
    expect(['reader', 'One', 'Two', 'Three', 'Four'].map(needs)).toEqual([['One'], ['Three', 'Two'], ['Four'], ['Four'], []]);
  });
});
