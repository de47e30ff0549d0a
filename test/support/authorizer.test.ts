import type { Call } from './authorizer';
import type { Cloud, RoleModel } from './cloud';
import { Oracle } from '../oracle/oracle';

const CALLER = 'arn:aws:iam::111111111111:role/checkout';
const READER = 'arn:aws:iam::222222222222:role/reader';
const NEIGHBOUR = 'arn:aws:iam::111111111111:role/neighbour';
const ORDERS = 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live';
const ACCOUNT = { AWS: 'arn:aws:iam::111111111111:root' };
const CONSENT = { Effect: 'Allow', Action: '*', Resource: '*' };

function role(arn: string, trust: Record<string, unknown>[], statements: Record<string, unknown>[] = []): RoleModel {
  return {
    stackName: 'Stack',
    account: arn.split(':')[4],
    arn,
    roleName: arn.split('/').pop()!,
    trustPolicy: { Version: '2012-10-17', Statement: trust },
    policies: statements.length > 0 ? [{ name: 'inline', document: { Version: '2012-10-17', Statement: statements } }] : [],
  };
}

async function decide(call: Partial<Call>, cloud: Partial<Cloud>) {
  return new Oracle({ functions: [], roles: [], resourcePolicies: [], ...cloud })
    .decide({ principalArn: CALLER, action: 'sts:AssumeRole', resourceArn: READER, ...call });
}

type Condition = Record<string, Record<string, string | string[]>>;

/** Nothing in this table may pass because the simulator does not know the key. */
describe.each<[action: string, condition: Condition, right: Partial<Call>, wrong: Partial<Call>]>([
  ['sts:AssumeRole', { StringEquals: { 'sts:ExternalId': 'one' } }, { externalId: 'one' }, { externalId: 'two' }],
  ['sts:AssumeRole', { StringEquals: { 'sts:RoleSessionName': 'one' } }, { sessionName: 'one' }, { sessionName: 'two' }],
  ['sts:AssumeRole', { StringEquals: { 'aws:RequestTag/Project': 'one' } }, { sessionTags: { Project: 'one' } }, { sessionTags: { Project: 'two' } }],
  ['sts:TagSession', { StringEquals: { 'aws:RequestTag/Project': 'one' } }, { sessionTags: { Project: 'one' } }, { sessionTags: { Team: 'one' } }],
  ['sts:TagSession', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'Project' } }, { sessionTags: { Project: 'one' } }, { sessionTags: { Team: 'one' } }],
  ['sts:AssumeRole', { StringEquals: { 'sts:SourceIdentity': 'one' } }, { sourceIdentity: 'one' }, { sourceIdentity: 'two' }],
  ['sts:SetSourceIdentity', { StringLike: { 'sts:SourceIdentity': 'o*' } }, { sourceIdentity: 'one' }, { sourceIdentity: 'two' }],
  ['sts:AssumeRole', { StringEquals: { 'aws:PrincipalTag/Project': 'one' } }, { principalTags: { Project: 'one' } }, { principalTags: { Project: 'two' } }],
  ['sts:AssumeRole', { StringEquals: { 'aws:SourceIdentity': 'one' } }, { principalSourceIdentity: 'one' }, { principalSourceIdentity: 'two' }],
])('a trust policy of %s with the condition %j', (action, condition, right, wrong) => {
  const cloud = {
    roles: [role(CALLER, [], [CONSENT]), role(READER, [{ Effect: 'Allow', Principal: ACCOUNT, Action: action, Condition: condition }])],
  };

  test('allows what fulfils it', async () => {
    expect(await decide({ action, ...right }, cloud)).toEqual({ allowed: true, reason: 'both halves allow it' });
  });

  test.each([['another value', wrong], ['no value', {}]])('denies %s', async (_, call) => {
    expect(await decide({ action, ...call }, cloud)).toEqual({
      allowed: false,
      reason: `the trust policy of the role does not allow the ${action} action`,
    });
  });
});

test('all tags must be among the keys of ForAllValues', async () => {
  const roles = [role(CALLER, [], [CONSENT]), role(READER, [{
    Effect: 'Allow', Principal: ACCOUNT, Action: 'sts:TagSession', Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Project', 'Team'] } },
  }])];
  const decideTags = async (sessionTags: Record<string, string>) => (await decide({ action: 'sts:TagSession', sessionTags }, { roles })).allowed;
  expect(await decideTags({ Project: 'one', Team: 'two' })).toBe(true);
  expect(await decideTags({ Project: 'one', Owner: 'two' })).toBe(false);
});

describe.each<[action: string, condition: Condition, right: Partial<Call>, wrong: Partial<Call>]>([
  ['lambda:InvokeFunctionUrl', { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } }, { functionUrlAuthType: 'AWS_IAM' }, { functionUrlAuthType: 'NONE' }],
  ['lambda:InvokeFunction', { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } }, { invokedViaFunctionUrl: true }, { invokedViaFunctionUrl: false }],
])('a resource policy of %s with the condition %j', (action, condition, right, wrong) => {
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: ACCOUNT, Action: action, Resource: ORDERS, Condition: condition }] };
  const cloud: Partial<Cloud> = {
    roles: [role(CALLER, [], [CONSENT])],
    resourcePolicies: [{ stackName: 'Stack', writtenIn: '222222222222', resourceArn: ORDERS, type: 'AWS::Lambda::ResourcePolicy', document }],
  };

  test('allows what fulfils it', async () => {
    expect(await decide({ action, resourceArn: ORDERS, ...right }, cloud)).toEqual({ allowed: true, reason: 'both halves allow it' });
  });

  test.each([['another value', wrong], ['no value', {}]])('denies %s', async (_, call) => {
    expect(await decide({ action, resourceArn: ORDERS, ...call }, cloud)).toEqual({
      allowed: false,
      reason: `no resource-based policy allows the ${action} action`,
    });
  });
});

describe('assuming a role of another account', () => {
  test('is denied without the identity policy', async () => {
    const roles = [role(CALLER, []), role(READER, [{ Effect: 'Allow', Principal: { AWS: CALLER }, Action: 'sts:AssumeRole' }])];
    expect(await decide({}, { roles })).toEqual({ allowed: false, reason: 'no identity-based policy allows the sts:AssumeRole action' });
  });

  test('is denied for a role that does not exist', async () => {
    expect(await decide({}, { roles: [role(CALLER, [], [CONSENT])] })).toEqual({ allowed: false, reason: 'the role does not exist' });
  });

  test('is denied with an explicit deny', async () => {
    const statements = [CONSENT, { ...CONSENT, Effect: 'Deny' }];
    const roles = [role(CALLER, [], statements), role(READER, [{ Effect: 'Allow', Principal: ACCOUNT, Action: 'sts:AssumeRole' }])];
    expect(await decide({}, { roles })).toEqual({ allowed: false, reason: 'an explicit deny' });
  });
});

describe('assuming a role of the same account', () => {
  const trusting = (principal: Record<string, unknown>) => role(NEIGHBOUR, [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }]);

  test.each([
    ['the account, and the identity policy', ACCOUNT, [CONSENT], 'both halves allow it'],
    ['the account alone, which delegates', ACCOUNT, [], 'no identity-based policy allows the sts:AssumeRole action'],
    ['the caller itself', { AWS: CALLER }, [], 'both halves allow it'],
    ['somebody else', { Service: 'lambda.amazonaws.com' }, [CONSENT], 'the trust policy of the role does not allow the sts:AssumeRole action'],
  ])('is decided by %s', async (_, principal, statements, reason) => {
    expect(await decide({ resourceArn: NEIGHBOUR }, { roles: [role(CALLER, [], statements), trusting(principal)] }))
      .toEqual({ allowed: reason === 'both halves allow it', reason });
  });

  test('is denied for a role that does not exist', async () => {
    expect(await decide({ resourceArn: NEIGHBOUR }, { roles: [role(CALLER, [], [CONSENT])] })).toEqual({ allowed: false, reason: 'the role does not exist' });
  });
});

describe('a bucket, whose ARN has no account', () => {
  const get = { action: 's3:GetObject', resourceArn: 'arn:aws:s3:::reports/2026/may.txt' };
  const list = { action: 's3:ListBucket', resourceArn: 'arn:aws:s3:::reports' };

  test('is open to an identity of its account that has a policy', async () => {
    const roles = [role(CALLER, [], [{ ...CONSENT, Action: 's3:GetObject' }])];
    expect(await decide({ ...get, resourceAccount: '111111111111' }, { roles })).toEqual({ allowed: true, reason: 'both halves allow it' });
    expect(await decide({ ...list, resourceAccount: '111111111111' }, { roles })).toEqual({ allowed: false, reason: 'neither half allows it' });
  });

  test('is closed to other accounts, for it has no policy', async () => {
    expect(await decide({ ...get, resourceAccount: '222222222222' }, { roles: [role(CALLER, [], [CONSENT])] }))
      .toEqual({ allowed: false, reason: 'no resource-based policy allows the s3:GetObject action' });
  });

  test('is listed below the prefix that the policy names', async () => {
    const roles = [role(CALLER, [], [{ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*', Condition: { StringLike: { 's3:prefix': '2026/*' } } }])];
    const allowed = async (objectPrefix?: string) => (await decide({ ...list, resourceAccount: '111111111111', objectPrefix }, { roles })).allowed;
    expect(await allowed('2026/05/')).toBe(true);
    expect(await allowed('2025/')).toBe(false);
    expect(await allowed()).toBe(false);
  });
});
