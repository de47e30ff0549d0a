import { errorOf, FakeAws, session, stsError } from './fake-aws';
import { assumedRoleCredentials } from '../../../src/runtime/node';
import type { AssumedRole } from '../../../src/runtime/node';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DENIED = 'User: arn:aws:sts::111111111111:assumed-role/checkout/checkout is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::222222222222:role/reader';

let aws: FakeAws;
let roles = 0;

beforeAll(async () => { aws = await FakeAws.start(); });
beforeEach(() => aws.reset());
afterEach(() => { jest.restoreAllMocks(); });
afterAll(async () => aws.stop());

/** Sessions are kept for the whole process: each test has a role of its own. */
function newRole(more: Partial<AssumedRole> = {}): AssumedRole {
  return { roleArn: `arn:aws:iam::222222222222:role/reader-${++roles}`, ...more };
}

/** Lets the clock show a later time from now on. */
function later(milliseconds: number): void {
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + milliseconds);
}

test('AssumeRole is asked with everything the role was given, in the region of the function', async () => {
  const role = newRole({
    externalId: 'id-1',
    sessionName: 'reports',
    region: 'us-east-1',
    sessionSeconds: 900,
    sourceIdentity: 'alice',
    sessionTags: { Project: 'reports', Area: 'sales' },
  });
  const credentials = await assumedRoleCredentials(role)();
  expect(credentials).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIASESSION\d+$/), secretAccessKey: 'secret', sessionToken: 'token' });
  expect(aws.requests).toMatchObject([{ service: 'sts', region: 'eu-west-1', accessKeyId: 'ASIAOFTHEFUNCTION' }]);
  expect(Object.fromEntries(aws.assumed[0])).toEqual({
    'Action': 'AssumeRole',
    'Version': '2011-06-15',
    'RoleArn': role.roleArn,
    'ExternalId': 'id-1',
    'RoleSessionName': 'reports',
    'DurationSeconds': '900',
    'SourceIdentity': 'alice',
    'Tags.member.1.Key': 'Area',
    'Tags.member.1.Value': 'sales',
    'Tags.member.2.Key': 'Project',
    'Tags.member.2.Value': 'reports',
  });
});

test('nothing is sent that the role was not given', async () => {
  const role = newRole();
  await assumedRoleCredentials(role)();
  expect(Object.fromEntries(aws.assumed[0])).toEqual({ Action: 'AssumeRole', Version: '2011-06-15', RoleArn: role.roleArn, RoleSessionName: 'checkout' });
});

test('200 parallel calls of several providers make one request', async () => {
  const role = newRole({ sessionTags: { a: '1', b: '2' } });
  const sameRole = { ...role, region: 'us-east-1', sessionTags: { b: '2', a: '1' } };
  const all = await Promise.all(Array.from({ length: 200 }, async (_, index) => assumedRoleCredentials(index % 2 ? role : sameRole)()));
  expect(new Set(all.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
  expect(aws.assumed).toHaveLength(1);
});

test.each<[string, Partial<AssumedRole>]>([
  ['external id', { externalId: 'id-2' }],
  ['session name', { sessionName: 'other' }],
  ['duration', { sessionSeconds: 1800 }],
  ['source identity', { sourceIdentity: 'bob' }],
  ['tags', { sessionTags: { a: '2' } }],
])('another %s is another session', async (_, difference) => {
  const role = newRole({ externalId: 'id-1', sessionTags: { a: '1' } });
  const one = await assumedRoleCredentials(role)();
  const other = await assumedRoleCredentials({ ...role, ...difference })();
  expect(other.accessKeyId).not.toBe(one.accessKeyId);
});

describe('a session is renewed', () => {
  test.each([
    ['of an hour, 5 minutes before its end', 3600, 55 * MINUTE],
    ['of a quarter of an hour, 2.5 minutes before its end', 900, 12.5 * MINUTE],
    ['of six seconds, a second before its end', 6, 5000],
  ])('%s', async (_, seconds, renewal) => {
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    aws.onAssumeRole = () => session(seconds);
    const provider = assumedRoleCredentials(newRole());
    const first = await provider();
    clock.mockReturnValue(start + renewal - 1);
    expect(await provider()).toBe(first);
    clock.mockReturnValue(start + renewal);
    const [second, same] = await Promise.all([provider(), provider()]);
    expect(second.accessKeyId).not.toBe(first.accessKeyId);
    expect(same).toBe(second);
    expect(aws.assumed).toHaveLength(2);
  });

  test('when the SDK insists', async () => {
    const provider = assumedRoleCredentials(newRole());
    const first = await provider();
    expect((await provider({ forceRefresh: true })).accessKeyId).not.toBe(first.accessKeyId);
    aws.onAssumeRole = () => stsError('AccessDenied', DENIED);
    expect(await errorOf(provider({ forceRefresh: true }))).toMatchObject({ name: 'NotAllowedError' });
  });

  test('after a quarter of an hour if STS does not say when it ends', async () => {
    aws.onAssumeRole = () => {
      const answer = session();
      return { ...answer, body: answer.body.replace(/<Expiration>.*<\/Expiration>/, '') };
    };
    const provider = assumedRoleCredentials(newRole());
    const first = await provider();
    expect(await provider()).toBe(first);
    later(13 * MINUTE);
    expect((await provider()).accessKeyId).not.toBe(first.accessKeyId);
  });
});

describe('a refusal', () => {
  beforeEach(() => { aws.onAssumeRole = () => stsError('AccessDenied', DENIED); });

  test('is explained, and not kept: the next call asks again', async () => {
    const provider = assumedRoleCredentials(newRole());
    expect(await errorOf(provider())).toMatchObject({
      name: 'NotAllowedError',
      half: 'trust-or-identity',
      action: 'sts:AssumeRole',
      resource: 'arn:aws:iam::222222222222:role/reader',
      cause: { name: 'AccessDenied', message: DENIED },
    });
    aws.onAssumeRole = () => session();
    await provider();
    expect(aws.assumed).toHaveLength(2);
  });

  test('of an early renewal lets the held credentials go on to their end, with an attempt now and then', async () => {
    aws.onAssumeRole = () => session();
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    const provider = assumedRoleCredentials(newRole());
    const first = await provider();
    aws.onAssumeRole = () => stsError('AccessDenied', DENIED);
    clock.mockReturnValue(start + 55 * MINUTE);
    // both wait for the attempt that fails
    expect(await Promise.all([provider(), provider()])).toEqual([first, first]);
    expect(aws.assumed).toHaveLength(2);
    clock.mockReturnValue(start + 55.4 * MINUTE);
    expect(await provider()).toBe(first);
    expect(aws.assumed).toHaveLength(2);
    clock.mockReturnValue(start + 55.5 * MINUTE);
    expect(await provider()).toBe(first);
    expect(aws.assumed).toHaveLength(3);
    clock.mockReturnValue(start + HOUR);
    expect(await errorOf(provider())).toMatchObject({ name: 'NotAllowedError' });
  });

  test('for another reason stays as it is', async () => {
    aws.onAssumeRole = () => stsError('ValidationError', '1 validation error detected', 400);
    expect(await errorOf(assumedRoleCredentials(newRole())())).toMatchObject({ name: 'ValidationError', message: '1 validation error detected' });
  });
});
