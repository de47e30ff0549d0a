import { A, allow, B, deny, outcomeOf, QUEUE_A, QUEUE_B, ROLE, to, USER, type Call } from './call';

/*
 * What AWS's pages on evaluation say, one row for each sentence. The pages of the IAM and Organizations user guides; where
 * a row needs another page, its address is in the row.
 */
const IAM = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/';
const ORGANIZATIONS = 'https://docs.aws.amazon.com/organizations/latest/userguide/';

type Row = readonly [says: string, outcome: string, call: Call];

const SESSION = `arn:aws:sts::${A}:assumed-role/checkout/nightly`;
const NIGHTLY = { 'aws:userid': 'AROAEXAMPLE:nightly' };
const OTHER = [allow({ Action: 's3:*' })];
const ANY = [allow()];
const TARGET = `arn:aws:iam::${A}:role/reader`;
const TARGET_B = `arn:aws:iam::${B}:role/reader`;
const KEY = `arn:aws:kms:eu-west-1:${A}:key/1`;
const ASSUME = { action: 'sts:AssumeRole', resource: TARGET };
const DECRYPT = { action: 'kms:Decrypt', resource: KEY };

function table(url: string, rows: readonly Row[]): void {
  describe(url, () => {
    test.each(rows)('%s: %s', (_, outcome, call) => { expect(outcomeOf(call)).toBe(outcome); });
  });
}

table(`${IAM}reference_policies_evaluation-logic_policy-eval-denyallow.html`, [
  ['all requests are implicitly denied', 'denied', {}],
  ['an explicit allow overrides this default', 'allowed', { identity: ANY }],
  ['an explicit deny overrides any allow', 'denied', { identity: [allow(), deny({ Action: 'sqs:Send*' })] }],
  ['a deny of the resource\'s policy too', 'denied', { identity: ANY, policy: [deny({ Principal: '*' })] }],
  ['a deny of the boundary too', 'denied', { identity: ANY, boundary: [allow(), deny()] }],
  ['a deny of a session policy too', 'denied', { identity: ANY, session: [allow(), deny()] }],
  ['a deny of an SCP too', 'denied', { identity: ANY, scps: [[allow(), deny()]] }],
]);

table(`${IAM}reference_policies_evaluation-logic_policy-eval-basics-req-res.html (within one account)`, [
  ['an allow in the identity-based policy or the resource-based policy is enough: the former', 'allowed', { identity: ANY, policy: [] }],
  ['the latter, naming the user', 'allowed', { caller: USER, policy: [to(USER)] }],
  ['the latter, naming the role', 'allowed', { policy: [to(ROLE)] }],
  ['naming the account, it delegates to the identity-based policy', 'denied', { policy: [to(A)] }],
  ['the root user\'s ARN is the account', 'denied', { policy: [to(`arn:aws:iam::${A}:root`)] }],
  ['to a user it is not limited by an implicit deny of the boundary', 'allowed', { caller: USER, policy: [to(USER)], boundary: OTHER }],
  ['to a role it is', 'denied', { policy: [to(ROLE)], boundary: OTHER }],
  ['to a role it is limited by the session policy', 'denied', { policy: [to(ROLE)], session: OTHER }],
  ['to a session of the role it is limited by neither', 'allowed', { policy: [to(SESSION)], boundary: OTHER, session: OTHER, context: NIGHTLY }],
  ['that is one session only', 'denied', { policy: [to(SESSION)], context: { 'aws:userid': 'AROAEXAMPLE:daily' } }],
  ['an explicit deny of the boundary limits each', 'denied', { policy: [to(SESSION)], boundary: [deny()], context: NIGHTLY }],
]);

table(`${IAM}reference_policies_elements_principal.html`, [
  ['* with aws:PrincipalArn is not limited by the boundary', 'allowed', {
    policy: [to('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE } } })], boundary: OTHER, context: { 'aws:PrincipalArn': ROLE },
  }],
  ['"*" and { "AWS": "*" } are the same: anonymous', 'allowed', { caller: 'anonymous', policy: [to('*')] }],
  ['the other', 'allowed', { caller: 'anonymous', policy: [to({ AWS: '*' })] }],
  ['no wildcard matches a part of a name', 'denied', { policy: [to(`arn:aws:iam::${A}:role/*`)] }],
  ['a service is named by its principal', 'allowed', { caller: 's3.amazonaws.com', policy: [to({ Service: 's3.amazonaws.com' })] }],
  ['and is no other service', 'denied', { caller: 's3.amazonaws.com', policy: [to({ Service: 'sns.amazonaws.com' })] }],
  ['an account is no service', 'denied', { caller: 's3.amazonaws.com', policy: [to(A)] }],
  ['a federated principal is no role', 'denied', { policy: [to({ Federated: 'cognito-identity.amazonaws.com' })] }],
]);

table(`${IAM}reference_policies_evaluation-logic-cross-account.html`, [
  ['both must allow', 'allowed', { resource: QUEUE_B, identity: ANY, policy: [to(ROLE)] }],
  ['the identity-based policy alone does not', 'denied', { resource: QUEUE_B, identity: ANY, policy: [] }],
  ['the resource-based policy alone does not', 'denied', { resource: QUEUE_B, policy: [to(ROLE)] }],
  ['also for a session, whose bypass is of one account only', 'denied', { resource: QUEUE_B, policy: [to(SESSION)], context: NIGHTLY }],
  ['also for everybody', 'denied', { resource: QUEUE_B, policy: [to('*')] }],
  ['the account may be named', 'allowed', { resource: QUEUE_B, identity: ANY, policy: [to(A)] }],
  ['not another account', 'denied', { resource: QUEUE_B, identity: ANY, policy: [to(B)] }],
  ['what limits identity-based policies counts: the boundary', 'denied', { resource: QUEUE_B, identity: ANY, boundary: OTHER, policy: [to(ROLE)] }],
  ['an SCP', 'denied', { resource: QUEUE_B, identity: ANY, scps: [OTHER], policy: [to(ROLE)] }],
  ['a deny on either side', 'denied', { resource: QUEUE_B, identity: ANY, policy: [to(ROLE), deny({ Principal: '*' })] }],
  ['a service needs the resource-based policy only', 'allowed', { caller: 's3.amazonaws.com', resource: QUEUE_B, policy: [to({ Service: 's3.amazonaws.com' })] }],
]);

table(`${IAM}access_policies_boundaries.html and access_policies.html#policies_session`, [
  ['the boundary and the identity-based policy must both allow', 'allowed', { identity: ANY, boundary: [allow({ Action: 'sqs:*' })] }],
  ['a boundary alone gives nothing', 'denied', { boundary: ANY }],
  ['what only the identity-based policy allows is denied', 'denied', { identity: ANY, boundary: OTHER }],
  ['the session policy and the identity-based policy must both allow', 'allowed', { identity: ANY, session: [allow({ Action: 'sqs:*' })] }],
  ['a session policy alone gives nothing', 'denied', { session: ANY }],
  ['what only the identity-based policy allows is denied in such a session', 'denied', { identity: ANY, session: OTHER }],
]);

table('https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html, and the trust policy of a role', [
  ['no principal has any permission to a key unless the key policy says so', 'denied', { ...DECRYPT, identity: ANY, policy: [] }],
  ['the key policy may leave it to the account', 'allowed', { ...DECRYPT, identity: ANY, policy: [to(`arn:aws:iam::${A}:root`)] }],
  ['then an IAM policy must allow', 'denied', { ...DECRYPT, policy: [to(`arn:aws:iam::${A}:root`)] }],
  ['or name the role', 'allowed', { ...DECRYPT, policy: [to(ROLE)] }],
  ['a trust policy must allow within one account too', 'denied', { ...ASSUME, identity: ANY, policy: [] }],
  ['a role that it names needs nothing else there', 'allowed', { ...ASSUME, policy: [{ Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'sts:AssumeRole' }] }],
  ['an account that it names does', 'denied', { ...ASSUME, policy: [{ Effect: 'Allow', Principal: { AWS: A }, Action: 'sts:AssumeRole' }] }],
  ['with a policy it may', 'allowed', { ...ASSUME, identity: ANY, policy: [{ Effect: 'Allow', Principal: { AWS: A }, Action: 'sts:AssumeRole' }] }],
  ['across accounts a named role needs a policy too', 'denied', { ...ASSUME, resource: TARGET_B, policy: [{ Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'sts:AssumeRole' }] }],
  ['other actions on a role do not ask its trust policy', 'allowed', { action: 'iam:PassRole', resource: TARGET, identity: ANY }],
]);

table(`${ORGANIZATIONS}orgs_manage_policies_scps.html`, [
  ['every level must allow', 'allowed', { identity: ANY, scps: [ANY, ANY] }],
  ['one that does not is enough to deny', 'denied', { identity: ANY, scps: [ANY, OTHER, ANY] }],
  ['an SCP gives nothing', 'denied', { scps: [ANY] }],
  ['it limits what a resource-based policy gives', 'denied', { caller: USER, policy: [to(USER)], scps: [OTHER] }],
  ['SCPs do not affect services\' own roles', 'allowed', {
    caller: `arn:aws:iam::${A}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`, identity: ANY, scps: [OTHER],
  }],
  ['nor services', 'allowed', { caller: 's3.amazonaws.com', policy: [to({ Service: 's3.amazonaws.com' })], scps: [OTHER] }],
]);

const DENY_ALL = [allow({ Principal: '*' }), deny({ Principal: '*' })];

table(`${ORGANIZATIONS}orgs_manage_policies_rcps.html`, [
  ['an RCP denies on the resource\'s side', 'denied', { identity: ANY, rcps: [DENY_ALL] }],
  ['also services', 'denied', { caller: 's3.amazonaws.com', policy: [to({ Service: 's3.amazonaws.com' })], rcps: [DENY_ALL] }],
  ['also everybody', 'denied', { caller: 'anonymous', policy: [to('*')], rcps: [DENY_ALL] }],
  ['RCPFullAWSAccess alone changes nothing', 'allowed', { identity: ANY, rcps: [[allow({ Principal: '*' })]] }],
  ['Lambda is none of the services', 'allowed', {
    action: 'lambda:InvokeFunction', resource: `arn:aws:lambda:eu-west-1:${A}:function:f`, identity: ANY, rcps: [DENY_ALL],
  }],
  ['kms:RetireGrant is excepted', 'allowed', { ...DECRYPT, action: 'kms:RetireGrant', policy: [to(ROLE)], rcps: [DENY_ALL] }],
  ['and services\' own roles', 'allowed', {
    caller: `arn:aws:iam::${A}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`, identity: ANY, rcps: [DENY_ALL],
  }],
]);

table('https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html', [
  ['the endpoint\'s policy must allow as well', 'denied', { identity: ANY, endpoint: [allow({ Principal: '*', Action: 's3:*' })] }],
  ['when it does', 'allowed', { identity: ANY, endpoint: [allow({ Principal: '*' })] }],
  ['it gives nothing', 'denied', { endpoint: [allow({ Principal: '*' })] }],
]);

const NOT_B = { NotPrincipal: { AWS: [`arn:aws:iam::${B}:role/x`, `arn:aws:iam::${B}:root`] } };
const NOT_US = { NotPrincipal: { AWS: [ROLE, `arn:aws:iam::${A}:root`] } };

table(`${IAM}reference_policies_elements_notprincipal.html`, [
  ['NotPrincipal with Deny denies all but those it names', 'denied', { identity: ANY, policy: [deny(NOT_B)] }],
  ['not the role that it names with its account', 'allowed', { identity: ANY, policy: [deny(NOT_US)] }],
  ['without the account it might deny', 'depends', { identity: ANY, policy: [deny({ NotPrincipal: { AWS: ROLE } })] }],
  ['who has a boundary is denied always', 'denied', { identity: ANY, boundary: ANY, policy: [deny(NOT_US)] }],
  ['a service that it names', 'allowed', { caller: 's3.amazonaws.com', policy: [to('*'), deny({ NotPrincipal: { Service: 's3.amazonaws.com' } })] }],
  ['NotPrincipal with Allow lets all others in', 'allowed', { caller: 'anonymous', policy: [allow(NOT_US)] }],
]);

const tagged = (condition: Record<string, unknown>, values?: string | readonly string[]): Call => (
  { identity: [allow({ Condition: condition })], context: { 'aws:PrincipalTag/team': values, 'aws:TagKeys': values, 'aws:PrincipalTag/none': undefined } }
);

table(`${IAM}reference_policies_elements_condition_operators.html`, [
  ['a key that is not in the request: false', 'denied', tagged({ StringEquals: { 'aws:PrincipalTag/team': 'a' } })],
  ['for a negated operator: true', 'allowed', tagged({ StringNotLike: { 'aws:PrincipalTag/team': 'a' } })],
  ['with IfExists: true', 'allowed', tagged({ StringEqualsIfExists: { 'aws:PrincipalTag/team': 'a' } })],
  // https://repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w/foranyvalue-stringequalsifexists-behaving-unexpectedly
  ['with IfExists and ForAnyValue, as it was observed: false', 'denied', tagged({ 'ForAnyValue:StringEqualsIfExists': { 'aws:PrincipalTag/team': 'a' } })],
  ['Deny with a negated operator and IfExists still denies without the key', 'denied', {
    identity: [allow(), deny({ Condition: { StringNotEqualsIfExists: { 'aws:PrincipalTag/team': 'a' } } })], context: { 'aws:PrincipalTag/team': undefined },
  }],
  ['Null true: not in the request', 'allowed', tagged({ Null: { 'aws:PrincipalTag/team': 'true' } })],
  ['Null false: in the request', 'denied', tagged({ Null: { 'aws:PrincipalTag/team': 'false' } })],
  ['Null false with a value', 'allowed', tagged({ Null: { 'aws:PrincipalTag/team': 'false' } }, 'a')],
  ['StringEquals is case sensitive', 'denied', tagged({ StringEquals: { 'aws:PrincipalTag/team': 'a' } }, 'A')],
  ['StringEquals knows no wildcards', 'denied', tagged({ StringEquals: { 'aws:PrincipalTag/team': 'a*' } }, 'ab')],
  ['StringEqualsIgnoreCase', 'allowed', tagged({ StringEqualsIgnoreCase: { 'aws:PrincipalTag/team': 'a' } }, 'A')],
  ['StringLike with * and ?', 'allowed', tagged({ StringLike: { 'aws:PrincipalTag/team': 't?am-*' } }, 'team-a')],
  ['keys are not case sensitive', 'allowed', tagged({ StringEquals: { 'AWS:principaltag/TEAM': 'a' } }, 'a')],
  ['numbers', 'allowed', tagged({ NumericLessThanEquals: { 'aws:PrincipalTag/team': '10' } }, '10.0')],
  ['equal numbers', 'allowed', tagged({ NumericEquals: { 'aws:PrincipalTag/team': '10' } }, '10.0')],
  ['other numbers', 'allowed', tagged({ NumericNotEquals: { 'aws:PrincipalTag/team': '10' } }, '10.5')],
  ['greater than', 'denied', tagged({ NumericGreaterThan: { 'aws:PrincipalTag/team': '10' } }, '10')],
  ['greater than or equal', 'allowed', tagged({ NumericGreaterThanEquals: { 'aws:PrincipalTag/team': '10' } }, '10')],
  ['no number', 'denied', tagged({ NumericLessThan: { 'aws:PrincipalTag/team': '10' } }, 'ten')],
  ['an empty text is no number', 'denied', tagged({ NumericLessThan: { 'aws:PrincipalTag/team': '10' } }, ' ')],
  ['dates of ISO 8601', 'allowed', tagged({ DateGreaterThan: { 'aws:PrincipalTag/team': '2026-01-01T00:00:00Z' } }, '2026-01-02')],
  ['dates in epoch time', 'allowed', tagged({ DateEquals: { 'aws:PrincipalTag/team': '1767225600' } }, '2026-01-01T00:00:00Z')],
  ['at that date or after it', 'allowed', tagged({ DateGreaterThanEquals: { 'aws:PrincipalTag/team': '2026-01-01' } }, '2026-01-01T00:00:00Z')],
  ['another date', 'denied', tagged({ DateNotEquals: { 'aws:PrincipalTag/team': '2026-01-01' } }, '2026-01-01T00:00:00Z')],
  ['a year', 'allowed', tagged({ DateLessThan: { 'aws:PrincipalTag/team': '2027' } }, '2026')],
  ['no date', 'denied', tagged({ DateLessThanEquals: { 'aws:PrincipalTag/team': '2027' } }, 'today')],
  ['Bool', 'allowed', tagged({ Bool: { 'aws:PrincipalTag/team': 'True' } }, 'true')],
  ['BinaryEquals compares base64', 'allowed', tagged({ BinaryEquals: { 'aws:PrincipalTag/team': 'QmluYXJ5' } }, 'QmluYXJ5')],
  ['IpAddress with a range', 'allowed', tagged({ IpAddress: { 'aws:PrincipalTag/team': '203.0.113.0/24' } }, '203.0.113.9')],
  ['an address is a range of one', 'denied', tagged({ IpAddress: { 'aws:PrincipalTag/team': '203.0.113.8' } }, '203.0.113.9')],
  ['IPv6', 'allowed', tagged({ IpAddress: { 'aws:PrincipalTag/team': '2001:DB8:1234:5678::/64' } }, '2001:db8:1234:5678::9')],
  ['NotIpAddress', 'allowed', tagged({ NotIpAddress: { 'aws:PrincipalTag/team': '203.0.113.0/24' } }, '198.51.100.1')],
  ['a range that is none holds nothing', 'denied', tagged({ IpAddress: { 'aws:PrincipalTag/team': ['203.0.113.0/33', 'here'] } }, '203.0.113.9')],
  ['the fields of an ARN are checked separately', 'denied', tagged({ ArnLike: { 'aws:PrincipalTag/team': 'arn:aws:*:us-east-1:*:x' } }, 'arn:aws:s3:eu:us-east-1:1:x')],
  ['each may have wildcards', 'allowed', tagged({ ArnLike: { 'aws:PrincipalTag/team': 'arn:aws:s?s:*:111111111111:*' } }, QUEUE_A)],
  ['ArnEquals does the same', 'allowed', tagged({ ArnEquals: { 'aws:PrincipalTag/team': 'arn:aws:sqs:*:111111111111:*' } }, QUEUE_A)],
  ['what is no ARN is like none', 'denied', tagged({ ArnLike: { 'aws:PrincipalTag/team': QUEUE_A } }, 'jobs')],
  ['several operators: all must hold', 'denied', tagged({ StringLike: { 'aws:PrincipalTag/team': '*' }, StringNotEquals: { 'aws:PrincipalTag/team': 'a' } }, 'a')],
  ['several values: any', 'allowed', tagged({ StringEquals: { 'aws:PrincipalTag/team': ['a', 'b'] } }, 'b')],
  ['several values of a negated operator: none', 'denied', tagged({ StringNotEquals: { 'aws:PrincipalTag/team': ['a', 'b'] } }, 'b')],
]);

const all = (values?: readonly string[]): Call => tagged({ 'ForAllValues:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, values);
const one = (values?: readonly string[]): Call => tagged({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['a', 'b'] } }, values);

table(`${IAM}reference_policies_condition-single-vs-multi-valued-context-keys.html`, [
  ['ForAllValues: every value of the request matches', 'allowed', all(['a', 'b'])],
  ['one that does not', 'denied', all(['a', 'c'])],
  ['it returns true if there are no keys', 'allowed', all()],
  ['or the value resolves to a null dataset', 'allowed', all([])],
  // the page once had an empty string among the null datasets, and has it no more; the simulator compares it as a text too
  ['an empty string is a value', 'denied', all([''])],
  ['ForAnyValue: at least one matches', 'allowed', one(['c', 'b'])],
  ['none does', 'denied', one(['c'])],
  ['it returns false if there are no keys', 'denied', one()],
  ['or a null dataset', 'denied', one([])],
  ['ForAnyValue of a negated operator: at least one that is none of them', 'allowed', tagged({ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'a' } }, ['a', 'b'])],
  ['ForAllValues of a negated operator: each is none of them', 'denied', tagged({ 'ForAllValues:StringNotEquals': { 'aws:TagKeys': 'a' } }, ['a', 'b'])],
]);

table(`${IAM}reference_policies_elements_notaction.html and reference_policies_elements_notresource.html`, [
  ['actions are not case sensitive', 'allowed', { identity: [allow({ Action: 'SQS:sendmessage' })] }],
  ['NotAction: all actions but these', 'allowed', { identity: [{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] }],
  ['not these', 'denied', { identity: [{ Effect: 'Allow', NotAction: ['iam:*', 'sqs:Send*'], Resource: '*' }] }],
  ['NotResource: all resources but these', 'denied', { identity: [allow(), deny({ NotResource: QUEUE_B })] }],
  ['not these', 'allowed', { identity: [allow(), deny({ NotResource: [QUEUE_A, QUEUE_B] })] }],
]);

const object = (resource: string, team?: string): Call => ({
  action: 's3:GetObject', resource: 'arn:aws:s3:::uploads/team-a/1', resourceAccount: A, identity: [allow({ Resource: resource })], context: { 'aws:PrincipalTag/team': team },
});

table(`${IAM}reference_policies_variables.html`, [
  ['a variable is replaced by the value', 'allowed', object('arn:aws:s3:::uploads/${aws:PrincipalTag/team}/*', 'team-a')],
  ['of this request', 'denied', object('arn:aws:s3:::uploads/${aws:PrincipalTag/team}/*', 'team-b')],
  ['nothing is like a variable without a value', 'denied', object('arn:aws:s3:::uploads/${aws:PrincipalTag/team}*')],
  ['a default value', 'allowed', object('arn:aws:s3:::uploads/${aws:PrincipalTag/team, \'team-a\'}/*')],
  ['a value has no wildcards', 'denied', object('arn:aws:s3:::uploads/${aws:PrincipalTag/team}/1', '*')],
  ['${*} is an asterisk', 'denied', object('arn:aws:s3:::uploads/${*}')],
  ['${$} and ${?} are these characters', 'allowed', { ...object('arn:aws:s3:::uploads/${$}${?}'), resource: 'arn:aws:s3:::uploads/$?' }],
  ['variables in ARN conditions', 'allowed', tagged({ ArnLike: { 'aws:PrincipalTag/team': 'arn:aws:s3:::${aws:PrincipalTag/none, \'x\'}' } }, 'arn:aws:s3:::x')],
  ['variables in string conditions', 'allowed', tagged({ StringLike: { 'aws:PrincipalTag/team': '${aws:PrincipalTag/team}' } }, 'a')],
]);
