import { APIS } from './apis';
import { build, PULL, PUSH } from './triggers';
import type { Declare } from './triggers';
import { cloudOf, twoCloudsOf } from './two-clouds';
import { TwoJudges } from './two-judges';
import { ResourcePolicyType } from '../../src';
import { OTHER_ACCOUNT, SOURCE_ACCOUNT, TARGET_ACCOUNT } from '../support/apps';
import type { Call } from '../support/authorizer';
import { withoutIdentityHalf, withoutResourceHalf, withRole } from '../support/change-cloud';
import type { Cloud } from '../support/cloud';
import { deployerOf } from '../support/delivery';
import { ownerOf } from '../support/request-context';

const EVERYTHING = { Effect: 'Allow', Action: '*', Resource: '*' };

/** One thing that a service, or Lambda, does for one source, found in the synthesized templates. */
interface Step {
  readonly cloud: Cloud;
  readonly call: Call;
}

type Row = [name: string, type: ResourcePolicyType, action: string, step: Step];

/** The roles of CloudFormation may do what their accounts can allow, and nothing more. */
function stepsOf(name: string, declare: Declare, type: ResourcePolicyType): Row[] {
  const deployed = cloudOf(build(declare, type));
  const cloud = [SOURCE_ACCOUNT, TARGET_ACCOUNT].reduce((before, account) => withRole(before, deployerOf(account), EVERYTHING), deployed);
  return cloud.deliveries!.flatMap(({ calls }) => calls).map((call): Row => [name, type, call.action, { cloud, call }]);
}

const rows = (declarations: Record<string, Declare>, type: ResourcePolicyType) =>
  Object.entries(declarations).flatMap(([name, declare]) => stepsOf(name, declare, type));
const PUSHED = { ...PUSH, ...APIS };
const ALL = [
  ...rows(PUSHED, ResourcePolicyType.DOCUMENT),
  ...rows(PUSHED, ResourcePolicyType.PERMISSIONS),
  ...rows(PULL, ResourcePolicyType.DOCUMENT),
];

const accountOf = (arn: string): string | undefined => arn.split(':')[4];
const byRole = ({ principalArn }: Call) => principalArn.startsWith('arn:');
/** Both accounts have a say. */
const ACROSS = ALL.filter(([,,, { call }]) => byRole(call) && accountOf(call.principalArn) !== ownerOf(call));
/** A service calls as itself, and the policy of what is called decides alone. */
const SERVICES = ALL.filter(([,,, { call }]) => !byRole(call) && call.action === 'lambda:InvokeFunction');
/** Names are not known to the target's account, so its statement is for the whole account. */
const EXACT = SERVICES.filter(([name]) => !name.includes('without a name'));

/** Another API; of anything else, another name. */
function otherSource(arn: string): string {
  return arn.includes(':execute-api:') ? arn.replace(/:[a-z0-9]{10}\//, ':zzzzzzzzzz/') : `${arn.slice(0, -8)}x${arn.slice(-7)}`;
}

const decide = (cloud: Cloud, call: Call) => new TwoJudges(cloud).decide(call);

test.each([...Object.keys(PUSHED), ...Object.keys(PULL)])('%s is found in the templates, and crosses accounts', (name) => {
  expect([...ACROSS, ...SERVICES].filter(([other]) => other === name).length).toBeGreaterThan(0);
});

describe('what happens', () => {
  test.each(ALL)('%s (%s): %s is allowed', async (_, __, ___, { cloud, call }) => {
    expect({ ...call, ...await decide(cloud, call) }).toMatchObject({ allowed: true });
  });

  test.each([...ACROSS, ...SERVICES])('%s (%s): %s is denied without the half of what is called', async (_, __, ___, { cloud, call }) => {
    expect(await decide(withoutResourceHalf(cloud, call.resourceArn), call)).toMatchObject({ allowed: false });
  });

  test.each(ACROSS)('%s (%s): %s is denied without the half of the role that calls', async (_, __, ___, { cloud, call }) => {
    expect(await decide(withoutIdentityHalf(cloud, call.principalArn), call)).toMatchObject({ allowed: false });
  });
});

describe('everything else', () => {
  const changeAccount = (text: string) => text.replaceAll(SOURCE_ACCOUNT, OTHER_ACCOUNT);

  test.each(SERVICES)('of %s (%s): %s by the same source in another account is denied', async (_, __, ___, { cloud, call }) => {
    const { arn, account } = call.source!;
    const source = { arn: changeAccount(arn), account: account && changeAccount(account) };
    expect(source).not.toEqual(call.source);
    expect(await decide(cloud, { ...call, source })).toMatchObject({ allowed: false });
  });

  test.each(EXACT)('of %s (%s): %s by another source of the account is denied', async (_, __, ___, { cloud, call }) => {
    expect(await decide(cloud, { ...call, source: { ...call.source!, arn: otherSource(call.source!.arn) } })).toMatchObject({ allowed: false });
  });

  test.each(SERVICES)('of %s (%s): %s by another service, or for nobody, is denied', async (_, __, ___, { cloud, call }) => {
    expect(await decide(cloud, { ...call, principalArn: 'config.amazonaws.com' })).toMatchObject({ allowed: false });
    expect(await decide(cloud, { ...call, source: undefined })).toMatchObject({ allowed: false });
  });

  test.each([...ACROSS, ...SERVICES])('of %s (%s): %s by other roles, greedy as they may be, is denied', async (_, __, ___, { cloud, call }) => {
    for (const account of [SOURCE_ACCOUNT, TARGET_ACCOUNT, OTHER_ACCOUNT]) {
      const principalArn = `arn:aws:iam::${account}:role/stranger`;
      // an account decides for itself about its own, but not who assumes a role; a deployer stands for whoever deploys its account
      const own = account === ownerOf(call) && call.action !== 'sts:AssumeRole' || call.principalArn === deployerOf(account);
      const verdict = await decide(withRole(cloud, principalArn, EVERYTHING), { ...call, principalArn, source: undefined });
      expect({ account, ...verdict }).toMatchObject({ allowed: own });
    }
  });

  test.each(ALL)('of %s (%s), %s: every statement stands in the account that owns what it opens', (_, __, ___, { cloud }) => {
    expect(cloud.resourcePolicies.filter(({ resourceArn, writtenIn }) => accountOf(resourceArn) !== writtenIn)).toEqual([]);
  });
});

/** Right as built, read with the names that a user has: those of the templates alone. */
describe('the access check finds no error', () => {
  const apps = new Map(ALL.map(([name, type,, { cloud }]) => [`${name} (${type})`, cloud]));

  test.each([...apps])('in %s', (_, cloud) => {
    expect(twoCloudsOf(cloud).errors).toEqual([]);
  });
});
