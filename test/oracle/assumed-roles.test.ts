import { mayAssume, withOpenRole, withoutTrustHalf } from './assume';
import { ASSUMED_ROLES } from './assumed-roles';
import type { RoleCase } from './assumed-roles';
import { withGreedyRole } from './greedy-role';
import { accountOf } from './oracle';
import { twoCloudsOf } from './two-clouds';
import { TwoJudges } from './two-judges';
import { withoutIdentityHalf } from '../support/change-cloud';

type Row = [string, RoleCase];
const ALL = Object.entries(ASSUMED_ROLES).map(([name, declare]): Row => [name, declare()]);
const those = (filter: (each: RoleCase) => boolean): Row[] => ALL.filter(([, each]) => filter(each));

const STRICT_IN_ONE_ACCOUNT = 'the same account with strict principals';
const TWO_HALVES = ALL.filter(([name]) => name !== STRICT_IN_ONE_ACCOUNT);
const WITH_EXTERNAL_ID = those(({ declared }) => declared.externalId !== undefined);
const WITH_TAGS = those(({ declared }) => declared.sessionTags !== undefined);
const WITHOUT_TAGS = those(({ declared }) => declared.sessionTags === undefined);
const WITH_IDENTITY = those(({ declared }) => declared.sourceIdentity !== undefined);
const WITHOUT_IDENTITY = those(({ declared }) => declared.sourceIdentity === undefined);
const ONE_ROLE = those(({ letsIn }) => letsIn === 'one role');
const KNOWN_ACCOUNTS = those(({ letsIn }) => letsIn === 'one role' || letsIn === 'accounts');
const ORGANIZATIONS = those(({ letsIn }) => letsIn === 'organization' || letsIn === 'unit');
const ACROSS = those(({ declared }) => accountOf(declared.principalArn) !== accountOf(declared.resourceArn));
const OWN_IDENTITY_HALF = those(({ ownIdentityHalf }) => ownIdentityHalf);

/** The request of the case, changed, by a caller who may do everything on its own side: only the trust policy can deny. */
function trusts({ cloud, declared }: RoleCase, change: Partial<RoleCase['declared']> = {}): Promise<boolean> {
  const call = { ...declared, ...change };
  return mayAssume(withGreedyRole(cloud, call.principalArn), call);
}

describe('the declared request', () => {
  test.each(ALL)('of %s is allowed', async (_, { cloud, declared }) => {
    expect(await mayAssume(cloud, declared)).toBe(true);
  });

  test.each(TWO_HALVES)('of %s is denied without the identity half', async (_, { cloud, declared }) => {
    expect(await new TwoJudges(withoutIdentityHalf(cloud, declared.principalArn)).decide(declared))
      .toEqual({ allowed: false, reason: 'no identity-based policy allows the sts:AssumeRole action' });
  });

  /** A role that is named as a principal in its own account needs no policy of its own. */
  test('of a strict principal of the same account needs the trust half only', async () => {
    const { cloud, declared } = ASSUMED_ROLES[STRICT_IN_ONE_ACCOUNT]();
    expect(await mayAssume(withoutIdentityHalf(cloud, declared.principalArn), declared)).toBe(true);
  });

  test.each(ALL)('of %s is denied without the trust half', async (_, { cloud, declared }) => {
    expect(await new TwoJudges(withoutTrustHalf(cloud, declared.resourceArn)).decide(declared))
      .toEqual({ allowed: false, reason: 'the trust policy of the role does not allow the sts:AssumeRole action' });
  });
});

describe('a request that sends something else', () => {
  test.each(WITH_EXTERNAL_ID)('of %s: without or with another external id it is denied', async (_, each) => {
    for (const externalId of [undefined, '', 'other', each.declared.externalId!.toUpperCase(), `${each.declared.externalId}*`]) {
      expect([externalId, await trusts(each, { externalId })]).toEqual([externalId, false]);
    }
  });

  test.each(WITH_TAGS)('of %s: without one of the tags it is denied', async (_, each) => {
    const tags = each.declared.sessionTags!;
    expect(await trusts(each, { sessionTags: undefined })).toBe(false);
    for (const missing of Object.keys(tags)) {
      const sessionTags = Object.fromEntries(Object.entries(tags).filter(([key]) => key !== missing));
      expect([missing, await trusts(each, { sessionTags })]).toEqual([missing, false]);
    }
  });

  test.each(WITH_TAGS)('of %s: with another value of one tag it is denied', async (_, each) => {
    for (const key of Object.keys(each.declared.sessionTags!)) {
      expect([key, await trusts(each, { sessionTags: { ...each.declared.sessionTags, [key]: 'other' } })]).toEqual([key, false]);
    }
  });

  test.each(WITH_TAGS)('of %s: with one tag more it is denied', async (_, each) => {
    expect(await trusts(each, { sessionTags: { ...each.declared.sessionTags, Owner: 'me' } })).toBe(false);
  });

  test.each(WITHOUT_TAGS)('of %s: with tags, which the role does not ask for, it is denied', async (_, each) => {
    expect(await trusts(each, { sessionTags: { Project: 'reports' } })).toBe(false);
  });

  test.each(WITH_IDENTITY)('of %s: without or with another source identity it is denied', async (_, each) => {
    expect(await trusts(each, { sourceIdentity: undefined })).toBe(false);
    expect(await trusts(each, { sourceIdentity: 'other-team' })).toBe(false);
  });

  test.each(WITH_TAGS)('of %s: tags that are not accepted are denied as an action of their own', async (_, { cloud, declared }) => {
    const oracle = new TwoJudges(withGreedyRole(cloud, declared.principalArn));
    const changes = Object.keys(declared.sessionTags!).map((key) => ({ ...declared.sessionTags, [key]: 'other' }));
    for (const sessionTags of [...changes, { ...declared.sessionTags, Owner: 'me' }]) {
      expect([sessionTags, (await oracle.decide({ ...declared, action: 'sts:TagSession', sessionTags })).allowed]).toEqual([sessionTags, false]);
    }
  });

  test.each(WITH_IDENTITY)('of %s: another source identity is denied as an action of its own', async (_, { cloud, declared }) => {
    const oracle = new TwoJudges(withGreedyRole(cloud, declared.principalArn));
    for (const sourceIdentity of [undefined, 'other-team']) {
      const { allowed } = await oracle.decide({ ...declared, action: 'sts:SetSourceIdentity', sourceIdentity });
      expect([sourceIdentity, allowed]).toEqual([sourceIdentity, false]);
    }
  });

  test.each(WITHOUT_IDENTITY)('of %s: with a source identity, which the role does not ask for, it is denied', async (_, each) => {
    expect(await trusts(each, { sourceIdentity: 'reports-team' })).toBe(false);
  });

  test.each(ALL)('of %s: another action is denied', async (_, { cloud, declared }) => {
    const oracle = new TwoJudges(withGreedyRole(cloud, declared.principalArn));
    for (const action of ['sts:AssumeRoleWithWebIdentity', 'sts:AssumeRoleWithSAML', 'sts:SetContext']) {
      expect([action, (await oracle.decide({ ...declared, action })).allowed]).toEqual([action, false]);
    }
  });
});

describe('somebody else', () => {
  test.each(ONE_ROLE)('than the caller of %s: another role of the account is denied', async (_, each) => {
    expect(await trusts(each, { principalArn: `${each.declared.principalArn}-2` })).toBe(false);
  });

  test.each(ONE_ROLE)('than the caller of %s: the role of that name under another path is denied', async (_, each) => {
    expect(await trusts(each, { principalArn: each.declared.principalArn.replace(':role/', ':role/other/') })).toBe(false);
  });

  test.each(KNOWN_ACCOUNTS)('than the caller of %s: the role of that name in another account is denied', async (_, each) => {
    const { principalArn } = each.declared;
    expect(await trusts(each, { principalArn: principalArn.replace(accountOf(principalArn), '444444444444') })).toBe(false);
  });

  test.each(ORGANIZATIONS)('than the caller of %s: another organization and no organization are denied', async (_, each) => {
    expect(await trusts(each, { organization: { id: 'o-zzzzzzzzzz', paths: ['o-zzzzzzzzzz/r-zz12/ou-zz12-11111111/'] } })).toBe(false);
    expect(await trusts(each, { organization: undefined })).toBe(false);
  });

  test('than the unit: another unit of the organization is denied', async () => {
    const each = ASSUMED_ROLES['organizational unit']();
    expect(await trusts(each, { organization: { id: 'o-a1b2c3d4e5', paths: ['o-a1b2c3d4e5/r-ab12/ou-ab12-99999999/'] } })).toBe(false);
    expect(await trusts(each, { organization: { id: 'o-a1b2c3d4e5', paths: ['o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/'] } })).toBe(true);
  });

  test.each(ALL)('than the caller of %s: a service is denied', async (_, { cloud, declared }) => {
    const { allowed } = await new TwoJudges(cloud).decide({ ...declared, principalArn: 'lambda.amazonaws.com', organization: undefined });
    expect(allowed).toBe(false);
  });

  test.each(OWN_IDENTITY_HALF)('than the role of %s: the caller may assume no other role, however open', async (_, { cloud, declared }) => {
    for (const resourceArn of [`${declared.resourceArn}-2`, declared.resourceArn.replace(':role/', ':role/other/')]) {
      expect(await mayAssume(withOpenRole(cloud, resourceArn, declared.principalArn), { ...declared, resourceArn })).toBe(false);
    }
  });

  test.each(OWN_IDENTITY_HALF)('than the role of %s: the caller sends no more than it must, however open the role', async (_, { cloud, declared }) => {
    const open = withOpenRole(cloud, declared.resourceArn, declared.principalArn);
    const oracle = new TwoJudges(open);
    expect(await mayAssume(open, declared)).toBe(true);
    const { allowed: mayTag } = await oracle.decide({ ...declared, action: 'sts:TagSession', sessionTags: { Project: 'reports' } });
    const { allowed: mayIdentify } = await oracle.decide({ ...declared, action: 'sts:SetSourceIdentity', sourceIdentity: 'reports-team' });
    expect({ mayTag, mayIdentify }).toEqual({ mayTag: declared.sessionTags !== undefined, mayIdentify: declared.sourceIdentity !== undefined });
  });
});

describe('the second hop', () => {
  test.each(ALL)('of %s: the role may invoke its target', async (_, { cloud, declared, targetArn }) => {
    const { allowed } = await new TwoJudges(cloud).decide({ principalArn: declared.resourceArn, action: 'lambda:InvokeFunction', resourceArn: targetArn });
    expect(allowed).toBe(true);
  });

  test.each(ALL)('of %s: the role may invoke nothing without its own half', async (_, { cloud, declared, targetArn }) => {
    const { allowed } = await new TwoJudges(withoutIdentityHalf(cloud, declared.resourceArn))
      .decide({ principalArn: declared.resourceArn, action: 'lambda:InvokeFunction', resourceArn: targetArn });
    expect(allowed).toBe(false);
  });

  test.each(ALL)('of %s: the role may do nothing else', async (_, { cloud, declared, targetArn }) => {
    const oracle = new TwoJudges(cloud);
    const unqualified = targetArn.split(':').slice(0, 7).join(':');
    const calls = [
      ...[unqualified, `${unqualified}:other`, `${unqualified}:1`, `${targetArn}2`, `${unqualified}-2:live`]
        .map((resourceArn) => ({ action: 'lambda:InvokeFunction', resourceArn })),
      ...['lambda:GetFunction', 'lambda:InvokeFunctionUrl', 'lambda:UpdateFunctionCode'].map((action) => ({ action, resourceArn: targetArn })),
    ];
    for (const call of calls) {
      const { allowed } = await oracle.decide({ principalArn: declared.resourceArn, ...call });
      expect({ ...call, allowed }).toEqual({ ...call, allowed: false });
    }
  });

  test.each(ALL)('of %s: the caller itself may not invoke the target, whose policy is not written', async (_, { cloud, declared, targetArn }) => {
    expect(cloud.resourcePolicies).toEqual([]);
    const { allowed } = await new TwoJudges(cloud).decide({ principalArn: declared.principalArn, action: 'lambda:InvokeFunction', resourceArn: targetArn });
    expect(allowed).toBe(false);
  });

  test.each(ACROSS)('of %s: nobody of another account may invoke the target, whatever its own policy', async (_, { cloud, declared, targetArn }) => {
    const inOther = declared.resourceArn.replace(accountOf(declared.resourceArn), '444444444444');
    for (const principalArn of [declared.principalArn, inOther]) {
      const { allowed } = await new TwoJudges(withGreedyRole(cloud, principalArn))
        .decide({ principalArn, action: 'lambda:InvokeFunction', resourceArn: targetArn });
      expect([principalArn, allowed]).toEqual([principalArn, false]);
    }
  });
});

/** Right as built, read with the names that a user has: those of the templates alone. */
describe('the access check finds no error', () => {
  test.each(ALL)('in %s', (_, { cloud }) => {
    expect(twoCloudsOf(cloud).errors).toEqual([]);
  });
});
