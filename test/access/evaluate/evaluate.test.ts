import { A, allow, B, decide, deny, outcomeOf, QUEUE_A, QUEUE_B, ROLE, to, USER, type Call } from './call';
import { evaluatorOf } from '../../../src/access/evaluate/evaluate';
import type { FunctionModel } from '../../../src/access/model/function';
import { generated, open } from '../../../src/access/values/unknown';

const FUNCTION = `arn:aws:lambda:eu-west-1:${B}:function:orders`;
const LIVE = `${FUNCTION}:live`;
const INVOKE = { action: 'lambda:InvokeFunction', resource: LIVE, identity: [allow()] };
const FOREIGN = `arn:aws:iam::${B}:role/reader`;

describe('Lambda\'s choice of policy', () => {
  test.each<[string, string, Call]>([
    ['an alias has its own', 'allowed', { ...INVOKE, policies: { [LIVE]: [to(ROLE)] } }],
    ['that of another alias says nothing', 'denied', { ...INVOKE, policies: { [`${FUNCTION}:other`]: [to(ROLE)] } }],
    ['that of an alias says nothing of the function', 'denied', { ...INVOKE, resource: FUNCTION, policies: { [LIVE]: [to(ROLE)] } }],
    ['$LATEST has the function\'s', 'allowed', { ...INVOKE, resource: `${FUNCTION}:$LATEST`, policies: { [FUNCTION]: [to(ROLE)] } }],
    ['the function\'s may govern its aliases or not', 'depends', { ...INVOKE, policies: { [FUNCTION]: [to(ROLE, { Resource: `${FUNCTION}:*` })] } }],
    ['it does not where it names the function only', 'denied', { ...INVOKE, policies: { [FUNCTION]: [to(ROLE, { Resource: FUNCTION })] } }],
    ['it does not matter where the alias has one that allows', 'allowed', { ...INVOKE, policies: { [FUNCTION]: [to(ROLE)], [LIVE]: [to(ROLE)] } }],
    ['what it denies is denied', 'denied', { ...INVOKE, policies: { [FUNCTION]: [deny({ Principal: '*' })], [LIVE]: [to(ROLE)] } }],
    ['the policy\'s resource is compared with the qualifier', 'denied', { ...INVOKE, policies: { [LIVE]: [to(ROLE, { Resource: FUNCTION })] } }],
  ])('%s: %s', (_, outcome, call) => { expect(outcomeOf(call)).toBe(outcome); });

  test('what it depends on is said', () => {
    const { dependsOn, layers } = decide({ ...INVOKE, policies: { [FUNCTION]: [to(ROLE)] } });
    expect(dependsOn).toEqual([`whether the policy of ${FUNCTION} governs calls of its aliases and versions`]);
    expect(layers.map(({ layer, outcome }) => [layer, outcome])).toEqual([['resource policy', 'depends'], ['identity policy', 'allows']]);
  });
});

describe('which policy is asked', () => {
  const bucket = 'arn:aws:s3:::uploads';
  const api = `arn:aws:execute-api:eu-west-1:${A}:abc123`;
  const table = `arn:aws:dynamodb:eu-west-1:${A}:table/orders`;
  const role = { caller: ROLE, resourceAccount: A };
  test.each<[string, string, Call]>([
    ['an object has its bucket\'s', 'allowed', { ...role, action: 's3:GetObject', resource: `${bucket}/a/b`, policies: { [bucket]: [to(ROLE)] } }],
    ['a method has its API\'s', 'allowed', { ...role, action: 'execute-api:Invoke', resource: `${api}/prod/GET/x`, policies: { [api]: [to(ROLE)] } }],
    ['an index has its table\'s', 'allowed', { ...role, action: 'dynamodb:Query', resource: `${table}/index/i`, policies: { [table]: [to(ROLE)] } }],
    ['a stream does not', 'denied', { ...role, action: 'dynamodb:GetRecords', resource: `${table}/stream/s`, policies: { [table]: [to(ROLE)] } }],
    ['a consumer of a Kinesis stream has its own', 'denied', {
      ...role, action: 'kinesis:SubscribeToShard', resource: 'arn:aws:kinesis:eu-west-1:1:stream/s/consumer/c:1', policies: { 'arn:aws:kinesis:eu-west-1:1:stream/s': [to(ROLE)] },
    }],
  ])('%s: %s', (_, outcome, call) => { expect(outcomeOf(call)).toBe(outcome); });
});

describe('what another app has', () => {
  const functions = new Map<string, FunctionModel>();
  const stacks = [{ name: 'S', id: 'S', account: A, region: 'eu-west-1', partition: 'aws', templateFile: '', dependsOn: [] }];
  test.each<[string, Call, string]>([
    ['a role that is called', { action: 'sts:AssumeRole', resource: FOREIGN, identity: [allow()] }, `the trust policy of ${FOREIGN}, which is not in these templates`],
    ['a role that calls', { identity: 'none known', policy: [] }, `the policies of ${ROLE}, which is not in these templates`],
    ['a function', { ...INVOKE, cloud: { functions } }, `the resource policy of ${LIVE}, which is not in these templates`],
    ['a queue', { resource: QUEUE_B, identity: [allow()], cloud: { stacks } }, `the resource policy of ${QUEUE_B}, which is not in these templates`],
    ['a key in an account of these templates, as each of theirs has a policy', {
      action: 'kms:Decrypt', resource: `arn:aws:kms:eu-west-1:${A}:key/1`, identity: [allow()], cloud: { stacks },
    }, `the resource policy of arn:aws:kms:eu-west-1:${A}:key/1, which is not in these templates`],
    ['a managed policy', { unknownPolicies: ['Shared'] }, 'the policy Shared, which is not in these templates'],
  ])('%s is not known', (_, call, what) => {
    expect(decide(call)).toMatchObject({ outcome: 'depends', dependsOn: [what], reason: `it depends on ${what}` });
  });

  test('what is known to be missing denies all the same', () => {
    expect(outcomeOf({ ...INVOKE, identity: [], cloud: { functions } })).toBe('denied');
    expect(outcomeOf({ resource: QUEUE_B, identity: 'none known', policy: [] })).toBe('denied');
    expect(outcomeOf({ caller: ROLE, identity: [deny()], unknownPolicies: ['Shared'] })).toBe('denied');
    expect(outcomeOf({ resource: QUEUE_A, cloud: { stacks } })).toBe('denied');
  });

  test('a policy that stands in another account only is none', () => {
    const call = (misplaced: boolean): Call => ({ resource: QUEUE_B, identity: [allow()], policy: [], cloud: { stacks }, writers: [misplaced] });
    expect(outcomeOf(call(true))).toBe('depends');
    expect(outcomeOf(call(false))).toBe('denied');
  });
});

describe('what is not known before deployment', () => {
  const team = open('parameter Team of Source');
  const bucket = open('parameter Bucket of Source');
  const suffix = generated('Jobs of Source', 'x');
  const account = open('account of Source');
  const key = 'aws:PrincipalTag/team';
  const on = (condition: Record<string, unknown>, values = 'a'): Call => ({ identity: [allow({ Condition: condition })], context: { [key]: values } });
  test.each<[string, string, Call, string[]]>([
    ['a key', 'depends', { identity: [allow({ Condition: { StringEquals: { [key]: 'a' } } })] }, [key]],
    ['a key that decides nothing', 'allowed', { identity: [allow(), allow({ Condition: { StringEquals: { [key]: 'a' } } })] }, []],
    ['a key of a deny', 'depends', { identity: [allow(), deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] }, ['aws:SecureTransport']],
    ['a key of a deny, denied anyhow', 'denied', { identity: [deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] }, []],
    ['the value of a policy', 'depends', on({ StringEquals: { [key]: team } }), ['parameter Team of Source']],
    ['one in which it cannot be', 'denied', on({ StringEquals: { [key]: `b${team}` } }), []],
    ['ignoring case', 'depends', on({ StringEqualsIgnoreCase: { [key]: `A${team}` } }), ['parameter Team of Source']],
    ['the value of a number', 'depends', on({ NumericEquals: { [key]: team } }), ['parameter Team of Source']],
    ['the value of Null', 'depends', on({ Null: { [key]: team } }), ['parameter Team of Source']],
    ['a variable', 'depends', { ...on({}), identity: [allow({ Resource: `${QUEUE_A}\${aws:PrincipalTag/other}` })] }, ['aws:PrincipalTag/other']],
    ['a variable in a text that has unknown parts', 'depends', {
      identity: [allow({ Resource: 'arn:aws:s3:::${aws:PrincipalTag/other}/*' })], resource: `arn:aws:s3:::${bucket}/*`, resourceAccount: A, context: { 'aws:PrincipalTag/other': 'a' },
    }, ['parameter Bucket of Source']],
    ['a negated variable without value', 'depends', {
      ...on({ StringNotEquals: { [key]: '${aws:PrincipalTag/none}' } }), context: { [key]: 'a', 'aws:PrincipalTag/none': undefined },
    }, ['the variable in ${aws:PrincipalTag/none}, which has no value']],
    ['NotResource with one', 'depends', {
      identity: [allow({ NotResource: 'arn:aws:s3:::${aws:PrincipalTag/team}' })], context: { [key]: undefined },
    }, ['the variable in arn:aws:s3:::${aws:PrincipalTag/team}, which has no value']],
    ['an unknown operator', 'depends', on({ StringMatches: { [key]: 'a' } }), ['the condition operator StringMatches']],
    ['an ARN operator with no ARN', 'depends', on({ ArnLike: { [key]: '*' } }, QUEUE_A), ['what an ARN operator does with *, which is no ARN']],
    ['an ARN with an open part', 'depends', on({ ArnLike: { [key]: `arn:aws:sqs:eu-west-1:${account}:jobs` } }, QUEUE_A), ['account of Source']],
    ['an ARN that is open', 'depends', on({ ArnLike: { [key]: bucket } }, QUEUE_A), ['parameter Bucket of Source']],
    ['an ARN that cannot be it', 'denied', on({ ArnLike: { [key]: `arn:aws:sns:eu-west-1:${account}:jobs` } }, QUEUE_A), []],
    ['an ARN whose open part is the same', 'allowed', on({ ArnLike: { [key]: `arn:aws:sqs:*:${account}:jobs` } }, `arn:aws:sqs:eu-west-1:${account}:jobs`), []],
    ['an open part that may hold several fields', 'depends', on({ ArnLike: { [key]: `arn:aws:${bucket}:jobs` } }, QUEUE_A), ['parameter Bucket of Source']],
    ['a generated name is that resource\'s', 'allowed', { identity: [allow({ Resource: `arn:aws:sqs:eu-west-1:${A}:${suffix}` })], resource: `arn:aws:sqs:eu-west-1:${A}:${suffix}` }, []],
    ['a principal', 'depends', { policy: [to(open('parameter Who of Source'))] }, ['parameter Who of Source']],
    ['the account of the caller', 'depends', { caller: `arn:aws:iam::${account}:role/r`, identity: [allow()], policy: [] }, ['account of Source']],
    ['where it changes nothing', 'allowed', { caller: `arn:aws:iam::${account}:role/r`, identity: [allow()], policy: [to('*')] }, []],
    ['the owner of a bucket', 'depends', { resource: 'arn:aws:s3:::uploads', action: 's3:ListBucket', identity: [allow()] }, ['the account of arn:aws:s3:::uploads']],
    ['the session', 'depends', { policy: [to(`arn:aws:sts::${A}:assumed-role/checkout/nightly`)] }, ['the session name of checkout']],
    ['a canonical user', 'depends', { policy: [to({ CanonicalUser: '79a5' })] }, ['the canonical user 79a5']],
    ['a canonical user and a service', 'denied', { caller: 's3.amazonaws.com', policy: [to({ CanonicalUser: '79a5' })] }, []],
    ['a whole statement', 'depends', { policy: [], identity: [open('transform of Source') as unknown as Record<string, unknown>] }, ['transform of Source']],
    ['a whole statement, which may deny too', 'depends', { identity: [allow(), open('transform of Source') as unknown as Record<string, unknown>] }, ['transform of Source']],
  ])('%s: %s', (_, outcome, call, labels) => {
    const { outcome: found, dependsOn } = decide(call);
    expect([found, dependsOn]).toEqual([outcome, labels]);
  });
});

describe('reasons in AWS\'s words', () => {
  const sqs = 'sqs:SendMessage';
  test.each<[string, Call]>([
    [`no identity-based policy allows the ${sqs} action`, {}],
    [`no resource-based policy allows the ${sqs} action`, { resource: QUEUE_B, identity: [allow()], policy: [] }],
    [`no resource-based policy allows the ${sqs} action`, { resource: QUEUE_B, policy: [] }],
    [`no identity-based policy allows the ${sqs} action`, { resource: QUEUE_B, policy: [to(ROLE)] }],
    [`no resource-based policy allows the ${sqs} action`, { caller: 's3.amazonaws.com', policy: [] }],
    ['no role trust policy allows the sts:AssumeRole action', { action: 'sts:AssumeRole', resource: FOREIGN, identity: [allow()], policy: [to(USER)] }],
    [`no permissions boundary allows the ${sqs} action`, { identity: [allow()], boundary: [] }],
    [`no session policy allows the ${sqs} action`, { identity: [allow()], session: [] }],
    [`no service control policy allows the ${sqs} action`, { identity: [allow()], scps: [[]] }],
    [`no VPC endpoint policy allows the ${sqs} action`, { identity: [allow()], endpoint: [] }],
    ['with an explicit deny in an identity-based policy', { identity: [deny()] }],
    ['with an explicit deny in a resource-based policy', { policy: [deny({ Principal: '*' })] }],
    ['with an explicit deny in a service control policy', { identity: [allow()], scps: [[deny()]] }],
    ['with an explicit deny in a resource control policy', { identity: [allow()], rcps: [[deny({ Principal: '*' })]] }],
    [`the identity-based policy allows the ${sqs} action`, { identity: [allow()] }],
    [`the identity-based policy and the resource-based policy allow the ${sqs} action`, { resource: QUEUE_B, identity: [allow()], policy: [to(ROLE)] }],
    ['it depends on parameter Who of Source', { policy: [to(open('parameter Who of Source'))] }],
  ])('%s', (reason, call) => { expect(decide(call).reason).toBe(reason); });
});

test('without surroundings nothing is around', () => {
  const evaluator = evaluatorOf({ identities: new Map(), resourcePolicies: new Map() });
  const caller = { kind: 'service', service: 's3.amazonaws.com' } as const;
  const { layers } = evaluator.decide({ caller, action: 'sqs:SendMessage', resourceArn: QUEUE_A, resourceAccount: A, context: new Map() });
  expect(layers.map(({ layer, outcome }) => [layer, outcome])).toEqual([['resource policy', 'silent']]);
});

describe('the layers of a verdict', () => {
  test('are all that were asked, in IAM\'s order, with the statements that decide', () => {
    const { layers } = decide({
      resource: QUEUE_B,
      identity: [allow({ Sid: 'Sends' }), allow({ Sid: 'Other', Action: 's3:*' }), deny({ Sid: 'No', Action: 'sqs:Send*' })],
      boundary: [allow({ Sid: 'Bound' })],
      policy: [to(ROLE, { Sid: 'In' }), to(USER, { Sid: 'Ann' })],
      session: [],
      scps: [[allow({ Sid: 'Scp' })]],
      rcps: [[allow({ Sid: 'Rcp', Principal: '*' })]],
      endpoint: [allow({ Sid: 'Way', Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } })],
    });
    const sids = layers.map(({ layer, outcome, statements, dependsOn }) => [layer, outcome, statements.map(({ source }) => source.sid), dependsOn]);
    expect(sids).toEqual([
      ['resource control policy', 'allows', ['Rcp'], []],
      ['service control policy', 'allows', ['Scp'], []],
      ['endpoint policy', 'depends', ['Way'], ['aws:PrincipalOrgID']],
      ['resource policy', 'allows', ['In'], []],
      ['identity policy', 'denies', ['No'], []],
      ['permissions boundary', 'allows', ['Bound'], []],
      ['session policy', 'silent', [], []],
    ]);
  });
});
