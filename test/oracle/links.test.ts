import { withGreedyRole } from './greedy-role';
import type { Declare, LinkCase } from './links';
import { DOCUMENT_LINKS, LINKS } from './links';
import { accountOf } from './oracle';
import { twoCloudsOf } from './two-clouds';
import { TwoJudges } from './two-judges';
import { ResourcePolicyType } from '../../src';
import { OTHER_ACCOUNT } from '../support/apps';
import type { Call } from '../support/authorizer';
import { withoutIdentityHalf, withoutResourceHalf } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';

type Row = [string, ResourcePolicyType, LinkCase];
const rows = (links: Record<string, Declare>, type: ResourcePolicyType): Row[] =>
  Object.entries(links).map(([name, declare]) => [name, type, declare(type)]);

const ALL: Row[] = [
  ...rows(LINKS, ResourcePolicyType.DOCUMENT),
  ...rows(LINKS, ResourcePolicyType.PERMISSIONS),
  ...rows(DOCUMENT_LINKS, ResourcePolicyType.DOCUMENT),
];
const WITH_IDENTITY = ALL.filter(([,, { identityOf }]) => identityOf);
const SERVICES = ALL.filter(([,, { identityOf }]) => !identityOf);
const ONE_ROLE = WITH_IDENTITY.filter(([name]) => name.includes('role') || name.includes('invoker') || name.includes('alias'));
const ONE_ACCOUNT = WITH_IDENTITY.filter(([name]) => !['organization', 'anyone', 'organizational unit'].includes(name));

async function allowed(cloud: Cloud, call: Call, change: Partial<Call> = {}): Promise<boolean> {
  return (await new TwoJudges(cloud).decide({ ...call, ...change })).allowed;
}

describe('the declared call', () => {
  test.each(ALL)('%s (%s) is allowed', async (_, __, { cloud, declared }) => {
    expect(await allowed(cloud, declared)).toBe(true);
  });

  test.each(WITH_IDENTITY)('%s (%s) is denied without the identity half', async (_, __, { cloud, declared, identityOf }) => {
    const verdict = await new TwoJudges(withoutIdentityHalf(cloud, identityOf!)).decide(declared);
    expect(verdict).toEqual({ allowed: false, reason: 'no identity-based policy allows the lambda:InvokeFunction action' });
  });

  test.each(ALL)('%s (%s) is denied without the resource half', async (_, __, { cloud, declared }) => {
    const verdict = await new TwoJudges(withoutResourceHalf(cloud, declared.resourceArn)).decide(declared);
    expect(verdict).toEqual({ allowed: false, reason: 'no resource-based policy allows the lambda:InvokeFunction action' });
  });
});

describe('everything else', () => {
  const unqualified = (arn: string) => arn.split(':').slice(0, 7).join(':');

  test.each(ALL)('of %s (%s): the unqualified function is denied', async (_, __, { cloud, declared }) => {
    const greedy = declared.principalArn.startsWith('arn:') ? withGreedyRole(cloud, declared.principalArn) : cloud;
    expect(await allowed(greedy, declared, { resourceArn: unqualified(declared.resourceArn) })).toBe(false);
  });

  test.each(ALL)('of %s (%s): another alias is denied', async (_, __, { cloud, declared }) => {
    const greedy = declared.principalArn.startsWith('arn:') ? withGreedyRole(cloud, declared.principalArn) : cloud;
    expect(await allowed(greedy, declared, { resourceArn: `${unqualified(declared.resourceArn)}:other` })).toBe(false);
  });

  test.each(ALL)('of %s (%s): another action is denied', async (_, __, { cloud, declared }) => {
    const greedy = declared.principalArn.startsWith('arn:') ? withGreedyRole(cloud, declared.principalArn) : cloud;
    expect(await allowed(greedy, declared, { action: 'lambda:GetFunction' })).toBe(false);
  });

  test.each(ONE_ROLE)('of %s (%s): another role of the caller\'s account is denied', async (_, __, { cloud, declared }) => {
    const other = `${declared.principalArn}-2`;
    expect(await allowed(withGreedyRole(cloud, other), declared, { principalArn: other })).toBe(false);
  });

  test.each(ONE_ROLE)('of %s (%s): the role of the same name in another account is denied', async (_, __, { cloud, declared }) => {
    const other = declared.principalArn.replace(accountOf(declared.principalArn), '444444444444');
    expect(await allowed(withGreedyRole(cloud, other), declared, { principalArn: other })).toBe(false);
  });

  test.each(ONE_ACCOUNT)('of %s (%s): a role of another account is denied', async (_, __, { cloud, declared }) => {
    const other = 'arn:aws:iam::444444444444:role/other';
    expect(await allowed(withGreedyRole(cloud, other), declared, { principalArn: other })).toBe(false);
  });

  test.each(WITH_IDENTITY.filter(([name]) => name.startsWith('organization')))('of %s (%s): another organization and no organization are denied', async (_, __, { cloud, declared }) => {
    expect(await allowed(cloud, declared, { organization: { id: 'o-zzzzzzzzzz', paths: ['o-zzzzzzzzzz/r-zz12/ou-zz12-11111111/'] } })).toBe(false);
    expect(await allowed(cloud, declared, { organization: undefined })).toBe(false);
  });

  test('of an organizational unit: another unit of the organization is denied', async () => {
    const { cloud, declared } = DOCUMENT_LINKS['organizational unit'](ResourcePolicyType.DOCUMENT);
    expect(await allowed(cloud, declared, { organization: { id: 'o-a1b2c3d4e5', paths: ['o-a1b2c3d4e5/r-ab12/ou-ab12-99999999/'] } })).toBe(false);
    expect(await allowed(cloud, declared, { organization: { id: 'o-a1b2c3d4e5', paths: ['o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/'] } })).toBe(true);
  });

  test.each(SERVICES)('of %s (%s): another resource, another service and a role are denied', async (_, __, { cloud, declared }) => {
    const { arn, account } = declared.source!;
    expect(await allowed(cloud, declared, { source: { arn: `${arn.replace('orders', 'parcels').replace('images', 'films')}`, account } })).toBe(false);
    expect(await allowed(cloud, declared, { principalArn: 'iot.amazonaws.com' })).toBe(false);
    const role = 'arn:aws:iam::111111111111:role/greedy';
    expect(await allowed(withGreedyRole(cloud, role), declared, { principalArn: role })).toBe(false);
  });

  test.each(SERVICES.filter(([,, { declared }]) => declared.source!.account))('of %s (%s): the same resource in another account is denied', async (_, __, { cloud, declared }) => {
    expect(await allowed(cloud, declared, { source: { arn: declared.source!.arn, account: OTHER_ACCOUNT } })).toBe(false);
  });
});

/** Right as built, read with the names that a user has: those of the templates alone. */
describe('the access check finds no error', () => {
  test.each(ALL)('in %s (%s)', (_, __, { cloud }) => {
    expect(twoCloudsOf(cloud).errors).toEqual([]);
  });
});
