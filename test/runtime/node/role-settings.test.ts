import { assumedRoleCredentials } from '../../../src/runtime/node';
import { roleSettings } from '../../../src/runtime/node/role-settings';

const READER = 'arn:aws:iam::222222222222:role/team/reader';
const before = process.env;

afterEach(() => { process.env = before; });

function withVariables(variables: Record<string, string>): void {
  process.env = { AWS_LAMBDA_FUNCTION_NAME: 'checkout', ...variables };
}

test('every variable of a role is read', () => {
  withVariables({
    READER_ROLE_ARN: READER,
    READER_EXTERNAL_ID: 'id-1',
    READER_SESSION_NAME: 'reports',
    READER_ROLE_REGION: 'us-east-1',
    READER_SESSION_SECONDS: '900',
    READER_SOURCE_IDENTITY: 'alice',
    READER_SESSION_TAGS: '{"Project":"reports"}',
  });
  const all = {
    roleArn: READER,
    externalId: 'id-1',
    sessionName: 'reports',
    region: 'us-east-1',
    sessionSeconds: 900,
    sourceIdentity: 'alice',
    sessionTags: { Project: 'reports' },
  };
  expect(roleSettings('READER')).toEqual(all);
  // the only role needs no name
  expect(roleSettings(undefined)).toEqual(all);
});

test('an empty variable counts as not set, and the session is named after the function', () => {
  withVariables({ READER_ROLE_ARN: READER, READER_EXTERNAL_ID: '', READER_SESSION_NAME: '', WRITER_ROLE_ARN: '' });
  expect(roleSettings(undefined)).toEqual({ roleArn: READER, sessionName: 'checkout' });
});

test('the variable that the SDK has for itself is no role', () => {
  withVariables({ READER_ROLE_ARN: READER, AWS_ROLE_ARN: READER });
  expect(roleSettings(undefined)).toEqual({ roleArn: READER, sessionName: 'checkout' });
});

test('a role may be described without variables', () => {
  withVariables({});
  expect(roleSettings({ roleArn: READER, externalId: 'id-1' })).toEqual({ roleArn: READER, externalId: 'id-1', sessionName: 'checkout' });
});

test.each([
  ['a name that is too long', 'f'.repeat(65), 'f'.repeat(64)],
  ['a name that is too short', 'f', 'f-'],
  ['characters that STS refuses', 'check out:1', 'check-out-1'],
])('%s is made fit for a session', (_, functionName, sessionName) => {
  withVariables({ AWS_LAMBDA_FUNCTION_NAME: functionName });
  expect(roleSettings({ roleArn: READER }).sessionName).toBe(sessionName);
});

const ROLE = { READER_ROLE_ARN: READER };

test.each<[string, Record<string, string>, string | undefined, string]>([
  ['there is no role', {}, undefined, 'no role to assume is in the environment; expected a variable like READER_ROLE_ARN; role.grants.assume(fn) sets it; or pass { role: { roleArn } }'],
  ['there are several roles', { ...ROLE, AUDIT_ROLE_ARN: READER }, undefined,
    'no role is named, and the environment has several, got ["AUDIT","READER"]; expected the prefix of one of them; write { role: \'AUDIT\' }'],
  ['the named role is not there', { ...ROLE, AUDIT_ROLE_ARN: READER }, 'WRITER',
    'WRITER_ROLE_ARN is not set; expected the ARN of the role to assume (roles in the environment: AUDIT, READER); role.grants.assume(fn) sets it'],
  ['the named role is not there, nor any', {}, 'WRITER',
    'WRITER_ROLE_ARN is not set; expected the ARN of the role to assume (roles in the environment: none); role.grants.assume(fn) sets it'],
  ['the ARN is none', { READER_ROLE_ARN: 'reader' }, 'READER',
    'READER_ROLE_ARN is not valid, got "reader"; expected the ARN of a role, arn:aws:iam::222222222222:role/reader; role.grants.assume(fn) sets a valid one'],
  ['the duration is no number', { ...ROLE, READER_SESSION_SECONDS: '15m' }, 'READER',
    'READER_SESSION_SECONDS is not valid, got "15m"; expected a whole number from 900 to 3600; role.grants.assume(fn) sets a valid one'],
  ['the duration is too short', { ...ROLE, READER_SESSION_SECONDS: '899' }, 'READER',
    'READER_SESSION_SECONDS is not valid, got 899; expected a whole number from 900 to 3600; role.grants.assume(fn) sets a valid one'],
  ['the duration is too long', { ...ROLE, READER_SESSION_SECONDS: '3601' }, 'READER',
    'READER_SESSION_SECONDS is not valid, got 3601; expected a whole number from 900 to 3600; role.grants.assume(fn) sets a valid one'],
  ['the session name is refused by STS', { ...ROLE, READER_SESSION_NAME: 'a b' }, 'READER',
    'READER_SESSION_NAME is not valid, got "a b"; expected 2 to 64 letters, digits and _+=,.@-; role.grants.assume(fn) sets a valid one'],
  ['the source identity is refused by STS', { ...ROLE, READER_SOURCE_IDENTITY: 'a' }, 'READER',
    'READER_SOURCE_IDENTITY is not valid, got "a"; expected 2 to 64 letters, digits and _+=,.@-; role.grants.assume(fn) sets a valid one'],
  ...['{', '[]', 'null', '1', '{"a":1}'].map((tags): [string, Record<string, string>, string, string] => [`the tags are ${tags}`,
    { ...ROLE, READER_SESSION_TAGS: tags }, 'READER',
    `READER_SESSION_TAGS is no object of texts, got ${JSON.stringify(tags)}; expected {"Project":"reports"}; role.grants.assume(fn) sets it; do not set it by hand`]),
])('an error says when %s', (_, variables, prefix, message) => {
  withVariables(variables);
  // as soon as the function starts, not at the first call
  expect(() => assumedRoleCredentials(prefix)).toThrow(new Error(message));
});

test('an error says when nothing can name the session', () => {
  withVariables({ ...ROLE, AWS_LAMBDA_FUNCTION_NAME: '' });
  expect(() => roleSettings('READER')).toThrow(new Error('READER_SESSION_NAME is not set, and outside Lambda there is no function name; expected a name for the session, which CloudTrail shows; set READER_SESSION_NAME or AWS_LAMBDA_FUNCTION_NAME'));
});

test('an error about a described role names its field', () => {
  expect(() => roleSettings({ roleArn: READER, sessionSeconds: 60 })).toThrow(/^sessionSeconds is not valid, got 60; /);
});
