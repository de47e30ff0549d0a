import { functionPolicies } from './function-policies';
import type { Finding, Rule } from './rule';
import type { Identity } from '../model/identity';
import type { Statement } from '../model/policy';
import type { PolicyWriter } from '../model/resource-policy';
import type { Site } from '../model/site';
import { lettersOf, isMark, readable } from '../values/unknown';

/** https://docs.aws.amazon.com/lambda/latest/api/API_PutResourcePolicy.html */
const FUNCTION_POLICY = 20_480;
/** White space does not count: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const TRUST_POLICY = 2_048;
const TRUST_POLICY_RAISED = 8_192;
const INLINE_POLICIES = { role: 10_240, user: 2_048 } as const;

/** The documents that AWS refuses for their length. */
export const POLICY_SIZE: Rule = {
  id: 'policy-size',
  severity: 'error',
  title: 'A policy is longer than AWS stores',
  check: ({ cloud }) => [
    ...functionPolicies(cloud).flatMap(({ resourceArn, writers }) => ofFunction(resourceArn, writers)),
    ...[...cloud.identities.values()].flatMap(ofIdentity),
  ],
};

function ofFunction(resourceArn: string, writers: readonly PolicyWriter[]): Finding[] {
  const placed = writers.filter(({ misplaced }) => !misplaced);
  // each permission has the size of all permissions together
  const size = placed.filter(({ site: { type } }, index) => type !== 'AWS::Lambda::Permission' || index === placed.findIndex((one) => one.site.type === type))
    .reduce((sum, writer) => sum + writer.size, 0);
  return limited(`the policy of ${readable(resourceArn)}`, size, FUNCTION_POLICY, placed[0]?.site,
    'put many callers into one statement of an AWS::Lambda::ResourcePolicy, or allow their organization by aws:PrincipalOrgID; an alias of its own has a policy of its own');
}

function ofIdentity({ kind, arn, site, trust, statements }: Identity): Finding[] {
  return [
    ...limited(`the trust policy of ${readable(arn)}`, sizeOf(trust, TRUST_POLICY), TRUST_POLICY, site,
      `name the account or organization as the principal and narrow it by conditions; the quota can be raised to ${TRUST_POLICY_RAISED}: then acknowledge this rule with the reason`),
    ...limited(`the inline policies of ${readable(arn)}`, sizeOf(inline(kind, statements), INLINE_POLICIES[kind]), INLINE_POLICIES[kind], site,
      'put several resources into one statement, or move statements into a managed policy'),
  ];
}

function limited(what: string, size: number, quota: number, site: Site | undefined, fix: string): Finding[] {
  return size > quota && site ? [{ message: `${what}: about ${size} characters, and AWS stores at most ${quota}`, fix, site }] : [];
}

/** Managed policies have a quota of their own each, and those of groups too, which a user's statements may be of. */
function inline(kind: Identity['kind'], statements: readonly Statement[]): Statement[] {
  const isInline = (type: string): boolean => kind === 'role' ? type !== 'AWS::IAM::ManagedPolicy' : /^AWS::IAM::User(Policy)?$/.test(type);
  return statements.filter(({ source: { site } }) => site && isInline(site.type));
}

/** `{"Version":"2012-10-17","Statement":[]}` around all of one document. */
const AROUND = 41;
/** What stands for a part that AWS makes up: twelve letters at the end of a name. */
const GENERATED = 12;

/** What is only there under a condition does not count: of two branches one is. */
function sizeOf(statements: readonly Statement[], quota: number): number {
  if (atMost(statements) <= quota) { return 0; }
  const sure = statements.filter(({ source }) => source.unknown === undefined);
  return sure.length === 0 ? 0 : sure.reduce((sum, { source }) => sum + lengthOf(source.json) + 1, AROUND);
}

/** More than the keys, quotes and commas of one statement, and of one of its texts. */
const AROUND_STATEMENT = 150;
const AROUND_TEXT = 10;

/** An upper limit that costs less than the text itself: most policies are far from their quota. */
function atMost(statements: readonly Statement[]): number {
  return statements.reduce((sum, { actions, notActions, resources, notResources, principals, notPrincipals, conditions, source: { sid = '' } }) => {
    const named = [...Object.values(principals ?? {}), ...Object.values(notPrincipals ?? {})];
    const asked = conditions.flatMap(({ operator, key, values }) => [operator, key, '-'.repeat(4 * AROUND_TEXT), ...values]);
    const lists = [[sid], actions, notActions, resources, notResources, ...named, asked];
    return sum + AROUND_STATEMENT + lists.reduce((all, texts = []) => all + lettersIn(texts), 0);
  }, AROUND);
}

function lettersIn(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length + AROUND_TEXT, 0);
}

/** With what will stand in the place of marks. */
function lengthOf(json: unknown): number {
  const text = JSON.stringify(json);
  return text.includes('⟦') ? lettersOf(text).reduce((sum, letter) => sum + (isMark(letter) ? GENERATED : letter.length), 0) : text.length;
}
