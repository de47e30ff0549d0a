import { withGreedyRole } from './greedy-role';
import { accountOf } from './oracle';
import { twoCloudsOf } from './two-clouds';
import { TwoJudges } from './two-judges';
import { DOCUMENT_URLS, INVOKE, INVOKE_URL, requestOf, URLS } from './urls';
import type { DeclareUrl, UrlCase } from './urls';
import { ResourcePolicyType } from '../../src';
import type { Call } from '../support/authorizer';
import { withoutIdentityHalf, withoutResourceHalf } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';

type Row = [string, ResourcePolicyType, UrlCase];
const rows = (urls: Record<string, DeclareUrl>, type: ResourcePolicyType): Row[] =>
  Object.entries(urls).map(([name, declare]) => [name, type, declare(type)]);

const ALL: Row[] = [
  ...rows(URLS, ResourcePolicyType.DOCUMENT),
  ...rows(URLS, ResourcePolicyType.PERMISSIONS),
  ...rows(DOCUMENT_URLS, ResourcePolicyType.DOCUMENT),
];
const ONE_ROLE = ALL.filter(([,, { letsIn }]) => letsIn === 'one role');
const KNOWN_ACCOUNTS = ALL.filter(([,, { letsIn }]) => letsIn === 'one role' || letsIn === 'accounts');
const ORGANIZATIONS = ALL.filter(([,, { letsIn }]) => letsIn === 'organization');
const OWN_IDENTITY_HALF = ALL.filter(([,, { ownIdentityHalf }]) => ownIdentityHalf);

/** Each decision by its action: a request needs both. */
async function decisions(cloud: Cloud, each: UrlCase): Promise<Record<string, boolean>> {
  const decided: Record<string, boolean> = {};
  for (const call of requestOf(each)) { decided[call.action] = (await new TwoJudges(cloud).decide(call)).allowed; }
  return decided;
}

const ALLOWED = { [INVOKE_URL]: true, [INVOKE]: true };
const DENIED = { [INVOKE_URL]: false, [INVOKE]: false };

/** The target's side alone: the caller may do everything on its own. */
function lets(each: UrlCase, change: Partial<UrlCase> = {}): Promise<Record<string, boolean>> {
  const changed = { ...each, ...change };
  return decisions(withGreedyRole(each.cloud, changed.principalArn), changed);
}

/** The caller's side alone: the policy of the ARN lets the caller do everything. */
function withOpenPolicy(cloud: Cloud, resourceArn: string, principalArn: string): Cloud {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: principalArn }, Action: '*', Resource: resourceArn }] };
  const open = { stackName: 'of another app', writtenIn: accountOf(resourceArn), resourceArn, type: 'AWS::Lambda::ResourcePolicy' as const, document };
  return { ...cloud, resourcePolicies: [...cloud.resourcePolicies.filter((policy) => policy.resourceArn !== resourceArn), open] };
}

/** Requests that are not signed calls of the URL. */
const OTHER_CALLS: Partial<Call>[] = [
  { action: INVOKE },
  { action: INVOKE, invokedViaFunctionUrl: false },
  { action: INVOKE_URL },
  { action: INVOKE_URL, functionUrlAuthType: 'NONE' },
  { action: 'lambda:GetFunction' },
  { action: 'lambda:UpdateFunctionUrlConfig', functionUrlAuthType: 'AWS_IAM' },
];
const unqualified = (arn: string) => arn.split(':').slice(0, 7).join(':');
const otherArns = (arn: string) => [unqualified(arn), `${unqualified(arn)}:other`, `${arn}2`, `${unqualified(arn)}-2:live`];

describe('the declared call of a URL', () => {
  test.each(ALL)('by %s (%s) is allowed', async (_, __, each) => {
    expect(await decisions(each.cloud, each)).toEqual(ALLOWED);
  });

  test.each(ALL)('by %s (%s) is denied without the identity half', async (_, __, each) => {
    expect(await decisions(withoutIdentityHalf(each.cloud, each.principalArn), each)).toEqual(DENIED);
  });

  test.each(ALL)('by %s (%s) is denied without the resource half', async (_, __, each) => {
    expect(await decisions(withoutResourceHalf(each.cloud, each.targetArn), each)).toEqual(DENIED);
  });
});

describe('everything else is denied', () => {
  test.each(ALL)('of %s (%s), by the target: plain Invoke, another auth type, another action', async (_, __, { cloud, principalArn, targetArn, organization }) => {
    const oracle = new TwoJudges(withGreedyRole(cloud, principalArn));
    for (const other of OTHER_CALLS) {
      const { allowed } = await oracle.decide({ action: INVOKE, principalArn, resourceArn: targetArn, organization, ...other });
      expect({ ...other, allowed }).toEqual({ ...other, allowed: false });
    }
  });

  test.each(OWN_IDENTITY_HALF)('of %s (%s), by the caller: plain Invoke, another auth type, another action', async (_, __, { cloud, principalArn, targetArn }) => {
    const oracle = new TwoJudges(withOpenPolicy(cloud, targetArn, principalArn));
    for (const other of OTHER_CALLS) {
      const { allowed } = await oracle.decide({ action: INVOKE, principalArn, resourceArn: targetArn, ...other });
      expect({ ...other, allowed }).toEqual({ ...other, allowed: false });
    }
  });

  test.each(ALL)('of %s (%s), by the target: another ARN', async (_, __, each) => {
    for (const targetArn of otherArns(each.targetArn)) {
      expect([targetArn, await lets(each, { targetArn })]).toEqual([targetArn, DENIED]);
    }
  });

  test.each(OWN_IDENTITY_HALF)('of %s (%s), by the caller: another ARN', async (_, __, each) => {
    for (const targetArn of otherArns(each.targetArn)) {
      const open = withOpenPolicy(each.cloud, targetArn, each.principalArn);
      expect([targetArn, await decisions(open, { ...each, targetArn })]).toEqual([targetArn, DENIED]);
    }
  });

  test.each(ONE_ROLE)('of %s (%s): another role of the account', async (_, __, each) => {
    expect(await lets(each, { principalArn: `${each.principalArn}-2` })).toEqual(DENIED);
  });

  test.each(KNOWN_ACCOUNTS)('of %s (%s): the role of that name in another account', async (_, __, each) => {
    const principalArn = each.principalArn.replace(accountOf(each.principalArn), '444444444444');
    expect(await lets(each, { principalArn })).toEqual(DENIED);
  });

  test.each(ORGANIZATIONS)('of %s (%s): another organization and no organization', async (_, __, each) => {
    expect(await lets(each, { organization: { id: 'o-zzzzzzzzzz', paths: ['o-zzzzzzzzzz/r-zz12/ou-zz12-11111111/'] } })).toEqual(DENIED);
    expect(await lets(each, { organization: undefined })).toEqual(DENIED);
  });
});

/** Right as built, read with the names that a user has: those of the templates alone. */
describe('the access check finds no error', () => {
  test.each(ALL)('in %s (%s)', (_, __, { cloud }) => {
    expect(twoCloudsOf(cloud).errors).toEqual([]);
  });
});
