import { Aspects } from 'aws-cdk-lib';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { cloudOf, twoCloudsOf } from './two-clouds';
import { TwoJudges } from './two-judges';
import { agreedPath, passes } from './vpc-gate';
import { REACHES } from './vpc-reaches';
import { Caller, CrossAccountInvoker, CrossAccountTarget, ResourcePolicyType } from '../../src';
import { CHECKOUT_ROLE, fn, SOURCE_ACCOUNT, twoAccounts } from '../support/apps';
import type { TwoAccounts } from '../support/apps';
import type { Call } from '../support/authorizer';
import { mayInvoke, withoutIdentityHalf, withoutResourceHalf, withRole } from '../support/change-cloud';

/** A function that calls another account's. */
function pair(): TwoAccounts {
  const accounts = twoAccounts();
  const { source, target } = accounts;
  const orders = new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }), policyType: ResourcePolicyType.PERMISSIONS });
  new CrossAccountInvoker(source, 'Checkout', { function: fn(source, 'Function'), targets: [orders] });
  return accounts;
}

const cloud = cloudOf(pair().app);
const [{ arn: principalArn }] = cloud.roles.filter(({ account }) => account === SOURCE_ACCOUNT);
const call: Call = { principalArn, action: 'lambda:InvokeFunction', resourceArn: cloud.resourcePolicies[0].resourceArn };

test('both allow the declared call, and deny it without a half', async () => {
  expect(await new TwoJudges(cloud).decide(call)).toMatchObject({ allowed: true });
  expect(await new TwoJudges(withoutIdentityHalf(cloud, principalArn)).decide(call)).toMatchObject({ allowed: false });
  expect(await new TwoJudges(withoutResourceHalf(cloud, call.resourceArn)).decide(call)).toMatchObject({ allowed: false });
});

test('what a test writes by hand counts for both', async () => {
  const other = 'arn:aws:iam::222222222222:role/other';
  const byHand = withRole(cloud, other, mayInvoke(call.resourceArn));
  expect(await new TwoJudges(byHand).decide({ ...call, principalArn: other })).toMatchObject({ allowed: true });
  expect(await new TwoJudges(withRole(cloud, other)).decide({ ...call, principalArn: other })).toMatchObject({ allowed: false });
});

test('a half that only one of them sees is a disagreement', async () => {
  const seen = cloudOf(pair().app);
  // in place, so that the product's reading does not change with it
  seen.roles.find(({ arn }) => arn === principalArn)!.policies.splice(0);
  await expect(new TwoJudges(seen).decide(call)).rejects.toThrow(/the access check: allowed, [^]*the simulator: denied, no identity-based policy allows/);
});

test('a role that only one of them reads is a disagreement', () => {
  const seen = cloudOf(pair().app);
  (twoCloudsOf(seen).ours.identities as Map<string, unknown>).delete(principalArn);
  expect(() => new TwoJudges(seen)).toThrow(`only the tests' reader finds the role ${principalArn}`);
});

test('a cloud that one reader read has no second judge', () => {
  expect(() => new TwoJudges({ functions: [], roles: [], resourcePolicies: [] })).toThrow('was not read by both readers');
});

test('an endpoint policy that only one of them sees is a disagreement', async () => {
  const { cloud: seen, functionArn, declared: [passage] } = REACHES['target by ARN']();
  seen.network!.endpoints.forEach(({ policy }) => policy!.Statement.splice(0));
  await expect(passes(seen, functionArn, passage)).rejects.toThrow(/the endpoint policy allows, for the simulator it does not allow/);
});

test('a way out that only one of them sees is a disagreement', () => {
  const { cloud: seen, functionArn } = REACHES['target by ARN']();
  seen.network!.endpoints.splice(0);
  expect(() => agreedPath(seen, functionArn, 'lambda')).toThrow(/reaches lambda: .*"kind":"endpoint".* for the access check, unreachable for the tests/);
});

test('the access check finds the error of an app that is wrong', () => {
  const { app, target } = pair();
  // the permission stays, and speaks of the wrong alias
  Aspects.of(target).add({
    visit: (node) => {
      if (node instanceof CfnPermission) { node.addPropertyOverride('FunctionName', 'orders'); }
    },
  });
  expect(twoCloudsOf(cloudOf(app)).errors).toEqual([expect.stringMatching(/^(qualifier-mismatch|missing-half-invoke) /)]);
});

test('a role of another app that the policy names is let in by both', async () => {
  const { app, target } = twoAccounts();
  new CrossAccountTarget(target, 'Orders', { function: fn(target, 'Function', { functionName: 'orders' }), callers: [Caller.role(CHECKOUT_ROLE)] });
  const open = withRole(cloudOf(app), CHECKOUT_ROLE, mayInvoke(call.resourceArn));
  expect(await new TwoJudges(open).decide({ ...call, principalArn: CHECKOUT_ROLE })).toMatchObject({ allowed: true });
});
