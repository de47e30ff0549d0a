import { productCloud } from './product-cloud';
import { parseStatements } from '../../src/access/read/resources/parse-statement';
import type { Call } from '../../src/sandbox/authorizer';
import { CredentialStore } from '../../src/sandbox/credentials';
import type { SessionOptions } from '../../src/sandbox/credentials';
import { EvaluatorAuthorizer } from '../../src/sandbox/evaluator-authorizer';
import type { EvaluatorAuthorizerProps } from '../../src/sandbox/evaluator-authorizer';
import { mayInvoke, withRole } from '../support/change-cloud';

const CALLER = 'arn:aws:iam::111111111111:role/checkout';
const FUNCTION = 'arn:aws:lambda:eu-west-1:222222222222:function:orders';
const OWN_FUNCTION = 'arn:aws:lambda:eu-west-1:111111111111:function:checkout';
const ACTION = 'lambda:InvokeFunction';

type Conditions = Record<string, Record<string, string | string[]>>;

/** Decides the caller's Invoke of the function, whose policy has one statement with a condition. */
async function decide(condition: Conditions, session: SessionOptions = {}, more: Partial<EvaluatorAuthorizerProps> = {}) {
  const statement = { Effect: 'Allow', Principal: { AWS: CALLER }, Action: ACTION, Resource: FUNCTION, Condition: condition };
  const document = { Statement: [statement] };
  const policy = { stackName: 'Orders', writtenIn: '222222222222', resourceArn: FUNCTION, type: 'AWS::Lambda::ResourcePolicy', document };
  const cloud = productCloud(withRole({ functions: [], roles: [], resourcePolicies: [policy] }, CALLER, mayInvoke(FUNCTION)));
  return new EvaluatorAuthorizer({ cloud, ...more }).decide(call({ resourceArn: FUNCTION }, session));
}

function call(given: Partial<Call>, session: SessionOptions = {}): Call {
  return { session: new CredentialStore().issue(CALLER, session), path: { kind: 'no-vpc' }, action: ACTION, resourceArn: FUNCTION, ...given };
}

describe('a condition is decided', () => {
  test.each<[string, Conditions, SessionOptions]>([
    ['on the role', { ArnEquals: { 'aws:PrincipalArn': CALLER } }, {}],
    ['on the session', { StringLike: { 'aws:userid': 'AROA*:morning' } }, { sessionName: 'morning' }],
    ['on a session tag', { StringEquals: { 'aws:PrincipalTag/Team': 'shop' } }, { tags: { Team: 'shop' } }],
    ['on the source identity', { StringEquals: { 'aws:SourceIdentity': 'alice' } }, { sourceIdentity: 'alice' }],
    ['on the function that calls', { ArnEquals: { 'lambda:SourceFunctionArn': OWN_FUNCTION } }, { sourceFunctionArn: OWN_FUNCTION }],
    ['on there being no function that calls', { Null: { 'lambda:SourceFunctionArn': 'true' } }, {}],
    ['on the time', { DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' }, NumericGreaterThan: { 'aws:EpochTime': '1577836800' } }, {}],
    ['on a tag that no request of Lambda has', { Null: { 'aws:RequestTag/Team': 'true' } }, {}],
    ['on there being no endpoint', { Null: { 'aws:SourceVpce': 'true', 'aws:SourceVpc': 'true' } }, {}],
  ])('%s', async (_, condition, session) => {
    expect(await decide(condition, session)).toMatchObject({ allowed: true });
  });

  test('the other way where the session is another', async () => {
    const condition = { ArnEquals: { 'lambda:SourceFunctionArn': OWN_FUNCTION } };
    expect(await decide(condition)).toEqual({ allowed: false, reason: `no resource-based policy allows the ${ACTION} action` });
  });

  test('only with a key that nobody here knows, and is denied without it', async () => {
    const condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } };
    expect(await decide(condition)).toEqual({ allowed: false, reason: 'it depends on aws:PrincipalOrgID' });
    expect(await decide(condition, {}, { keys: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })).toMatchObject({ allowed: true });
    expect(await decide(condition, {}, { keys: { 'aws:PrincipalOrgID': 'o-other' } })).toMatchObject({ allowed: false });
  });
});

test('a service control policy denies what both halves allow', async () => {
  const statements = parseStatements({ Statement: [{ Effect: 'Deny', Action: 'lambda:*', Resource: '*' }, { Effect: 'Allow', Action: '*', Resource: '*' }] }, { policy: 'scp' });
  const organization = { serviceControlPolicies: (account: string) => account === '111111111111' ? [statements] : [] };
  expect(await decide({}, {}, { organization })).toEqual({ allowed: false, reason: 'with an explicit deny in a service control policy' });
});

test('a role that no template creates cannot be assumed, as nobody knows whom it trusts', async () => {
  const cloud = productCloud(withRole({ functions: [], roles: [], resourcePolicies: [] }, CALLER, { Effect: 'Allow', Action: '*', Resource: '*' }));
  const role = 'arn:aws:iam::222222222222:role/of-another-app';
  const verdict = await new EvaluatorAuthorizer({ cloud }).decide(call({ action: 'sts:AssumeRole', resourceArn: role }));
  expect(verdict).toEqual({ allowed: false, reason: `no template here creates ${role}` });
});

test('a caller that no template creates has no identity policy', async () => {
  const cloud = productCloud({ functions: [], roles: [], resourcePolicies: [] });
  expect(await new EvaluatorAuthorizer({ cloud }).decide(call({ resourceArn: OWN_FUNCTION }))).toMatchObject({ allowed: false });
});
