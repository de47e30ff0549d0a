import { Lazy } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Caller, CrossAccountTarget, ResourcePolicyType } from '../../src';
import { errorOf, fn, twoAccounts } from '../support/apps';

/** A target whose policy names n roles, each 80 characters long. */
function withRoles(n: number, policyType?: ResourcePolicyType) {
  const { target } = twoAccounts();
  const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }), policyType });
  for (let i = 0; i < n; i++) {
    const account = i % 3 === 0 ? '333333333333' : '111111111111';
    orders.grants.invoke(Caller.role(`arn:aws:iam::${account}:role/${String(i).padStart(80 - 32, 'r')}`));
  }
  return target;
}

/** Characters of the policy as Lambda would store it: the alias reference replaced by its ARN. */
function storedCharacters(template: Template): number {
  const [policy] = Object.values(template.findResources('AWS::Lambda::ResourcePolicy'));
  return JSON.stringify(policy.Properties.PolicyDocument).replaceAll('{"Ref":"OrdersAliasFA69D35F"}', '"arn:aws:lambda:eu-west-1:222222222222:function:orders:live"').length;
}

describe('the policy budget', () => {
  test('takes 160 roles of 80 characters in silence', () => {
    const stack = withRoles(160);
    expect(storedCharacters(Template.fromStack(stack))).toBeLessThan(20_480 * 0.7);
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('policyNearLimit'));
  });

  test('warns from 70 %, with the largest contributors and what to merge', () => {
    const stack = withRoles(175);
    expect(storedCharacters(Template.fromStack(stack))).toBeGreaterThan(20_480 * 0.7 - 300);
    Annotations.fromStack(stack).hasWarning('/Target/Orders/Policy', Match.stringLikeRegexp(
      'about 14,\\d{3} of the 20,480 characters.*largest: InvokeFunctionRoles \\(14,\\d{3} characters\\), account 111111111111 with 116 roles, account 333333333333 with 59 roles.*replace many roles of one account by Caller.account.*CrossAccountTarget.policyNearLimit',
    ));
  });

  test('takes 240 roles: more characters than the estimate allows never reach Lambda', () => {
    const characters = storedCharacters(Template.fromStack(withRoles(240)));
    expect(characters).toBeLessThanOrEqual(20_480);
    expect(characters).toBeGreaterThan(19_000);
  });

  test('fails past 20,480 characters, and names the account with most roles', () => {
    const message = errorOf(() => Template.fromStack(withRoles(260)));
    expect(message).toMatch(/the resource policy has about 2[12],\d{3} of the 20,480 characters that Lambda stores; expected at most 20,480/);
    expect(message).toContain('account 111111111111 with 173 roles');
    expect(message).toContain('[Target/Orders]');
  });

  test('fails for one caller that is a long list of accounts', () => {
    const { target } = twoAccounts();
    const accounts = Array.from({ length: 700 }, (_, i) => String(100_000_000_000 + i));
    new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function'), callers: [Caller.accounts(accounts)] });
    expect(errorOf(() => Template.fromStack(target))).toContain('of the 20,480 characters');
  });

  test('holds 300 roles of usual length in five resources', () => {
    const { target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    for (let i = 0; i < 300; i++) { orders.grants.invoke(Caller.role(`arn:aws:iam::111111111111:role/caller-${i}`)); }
    const resources = Object.values(Template.fromStack(target).toJSON().Resources as Record<string, { Type: string }>);
    expect(resources.map(({ Type }) => Type).sort()).toEqual([
      'AWS::IAM::Role', 'AWS::Lambda::Alias', 'AWS::Lambda::Function', 'AWS::Lambda::ResourcePolicy', 'AWS::Lambda::Version',
    ]);
  });

  test('meters permissions as AddPermission stores them', () => {
    expect(() => Template.fromStack(withRoles(30, ResourcePolicyType.PERMISSIONS))).not.toThrow();
    const message = errorOf(() => Template.fromStack(withRoles(60, ResourcePolicyType.PERMISSIONS)));
    expect(message).toMatch(/the resource policy has about \d\d,\d{3} of the 20,480/);
    expect(message).toContain('largest: role arn:aws:iam::');
  });

  test('counts a token as the longest ARN, and one inside a text as the longest name', () => {
    const { target } = twoAccounts();
    const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function') });
    for (let i = 0; i < 85; i++) {
      orders.grants.invoke(Caller.role(Lazy.string({ produce: () => `arn:aws:iam::111111111111:role/caller-${i}` }), { account: '111111111111' }));
    }
    expect(errorOf(() => Template.fromStack(target))).toContain('of the 20,480 characters');
  });
});
