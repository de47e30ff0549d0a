import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput, AssumeRoleCommandOutput } from '@aws-sdk/client-sts';
import { AUTHORIZERS } from './authorizers';
import { Sandbox } from './sandbox';
import { send } from './send';
import type { SessionCredentials } from '../../src/sandbox/credentials';
import type { Cloud, RoleModel } from '../support/cloud';

const CALLER = 'arn:aws:iam::111111111111:role/checkout';
const READER = 'arn:aws:iam::222222222222:role/readers/orders-reader';
const OTHER = 'arn:aws:iam::222222222222:role/other';
/** Asks for an external id, a tag and a source identity. */
const CAREFUL = 'arn:aws:iam::222222222222:role/careful';
/** Trusts the sessions of the careful role. */
const NEXT = 'arn:aws:iam::222222222222:role/next';
/** Trusts checkout to assume it, and nothing more. */
const PLAIN = 'arn:aws:iam::222222222222:role/plain';
/** Trusts checkout with everything, which checkout itself may not do. */
const OPEN = 'arn:aws:iam::222222222222:role/open';

const EVERYTHING = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
const TAGGED = { StringEquals: { 'aws:RequestTag/Project': 'reports' } };

/** checkout may assume all roles, and not all of them trust it. */
const CLOUD: Cloud = {
  functions: [],
  resourcePolicies: [],
  roles: [
    role(CALLER, [], [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [READER, OTHER, OPEN] }, { Effect: 'Allow', Action: EVERYTHING, Resource: [CAREFUL, PLAIN] }]),
    role(READER, [{ Effect: 'Allow', Principal: { AWS: CALLER }, Action: 'sts:AssumeRole' }]),
    role(OTHER, [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }]),
    role(CAREFUL, [
      { Effect: 'Allow', Principal: { AWS: CALLER }, Action: 'sts:AssumeRole', Condition: { StringEquals: { 'sts:ExternalId': 'one', 'sts:SourceIdentity': 'alice', ...TAGGED.StringEquals } } },
      { Effect: 'Allow', Principal: { AWS: CALLER }, Action: 'sts:TagSession', Condition: TAGGED },
      { Effect: 'Allow', Principal: { AWS: CALLER }, Action: 'sts:SetSourceIdentity', Condition: { StringEquals: { 'sts:SourceIdentity': 'alice' } } },
    ]),
    role(NEXT, [{
      Effect: 'Allow',
      Principal: { AWS: CAREFUL },
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      Condition: { StringEquals: { 'aws:PrincipalTag/Project': 'reports', 'aws:SourceIdentity': 'alice' } },
    }]),
    role(PLAIN, [{ Effect: 'Allow', Principal: { AWS: CALLER }, Action: 'sts:AssumeRole' }]),
    role(OPEN, [{ Effect: 'Allow', Principal: { AWS: CALLER }, Action: EVERYTHING }]),
  ],
};

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

describe.each(AUTHORIZERS)('STS decided by %s', (_name, authorizerOf) => {

  let sandbox: Sandbox;

  beforeAll(async () => { sandbox = await Sandbox.start({ cloud: CLOUD, authorizer: authorizerOf(CLOUD) }); });
  afterAll(async () => sandbox.stop());

  function client(credentials: Omit<SessionCredentials, 'expiration'> = sandbox.credentialsFor(CALLER)): STSClient {
    return new STSClient({ endpoint: sandbox.endpoint, region: 'eu-west-1', credentials });
  }

  async function assume(input: Partial<AssumeRoleCommandInput>, sts = client()) {
    return sts.send(new AssumeRoleCommand({ RoleArn: READER, RoleSessionName: 'checkout', ...input }));
  }

  test('AssumeRole gives credentials of the role that trusts the caller', async () => {
    const output = await assume({ DurationSeconds: 900 });
    const { Credentials, AssumedRoleUser } = output;
    expect(AssumedRoleUser).toEqual({
    // a session's ARN leaves out the path of its role
      Arn: 'arn:aws:sts::222222222222:assumed-role/orders-reader/checkout',
      AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:checkout$/),
    });
    const seconds = (Credentials!.Expiration!.getTime() - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(890);
    expect(seconds).toBeLessThanOrEqual(900);

    expect(await clientWith(output).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '222222222222',
      Arn: AssumedRoleUser!.Arn,
      UserId: AssumedRoleUser!.AssumedRoleId,
    });
  });

  test('AssumeRole fails when the role does not trust the caller', async () => {
    await expect(assume({ RoleArn: OTHER })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: `User: arn:aws:sts::111111111111:assumed-role/checkout/sandbox is not authorized to perform: sts:AssumeRole on resource: ${OTHER}`,
      $metadata: { httpStatusCode: 403 },
    });
    expect(sandbox.invocations[sandbox.invocations.length - 1]).toMatchObject({ caller: CALLER, action: 'sts:AssumeRole', resource: OTHER, allowed: false });
  });

  test('AssumeRole fails when the role does not exist', async () => {
    await expect(assume({ RoleArn: `${OTHER}-two` })).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  /** All that the careful role asks for. */
  const CARE: Partial<AssumeRoleCommandInput> = { RoleArn: CAREFUL, ExternalId: 'one', Tags: [{ Key: 'Project', Value: 'reports' }], SourceIdentity: 'alice' };

  /** The last decisions, oldest first. */
  function decisions(count: number): string[] {
    return sandbox.invocations.slice(-count).map(({ action, allowed, reason }) => allowed ? `${action} is allowed` : `${action}: ${reason}`);
  }

  /** A client with the credentials that an AssumeRole gave. */
  function clientWith(output: AssumeRoleCommandOutput): STSClient {
    return client(credentialsOf(output));
  }

  function credentialsOf({ Credentials }: AssumeRoleCommandOutput): Omit<SessionCredentials, 'expiration'> {
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
    return { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! };
  }

  test('AssumeRole with an external id, a tag and a source identity is decided three times', async () => {
    expect(await assume(CARE)).toMatchObject({ SourceIdentity: 'alice', AssumedRoleUser: { Arn: 'arn:aws:sts::222222222222:assumed-role/careful/checkout' } });
    expect(decisions(3)).toEqual(EVERYTHING.map((action) => `${action} is allowed`));
  });

  test.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['without the external id', { ExternalId: undefined }],
    ['with another external id', { ExternalId: 'two' }],
    ['without the tag', { Tags: undefined }],
    ['with another tag value', { Tags: [{ Key: 'Project', Value: 'payroll' }] }],
    ['without the source identity', { SourceIdentity: undefined }],
    ['with another source identity', { SourceIdentity: 'bob' }],
  ])('AssumeRole of a role that asks for them is denied %s', async (_, input) => {
    await expect(assume({ ...CARE, ...input })).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('to perform: sts:AssumeRole on') });
    expect(decisions(1)).toEqual(['sts:AssumeRole: no role trust policy allows the sts:AssumeRole action']);
  });

  describe.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['sts:TagSession', { Tags: [{ Key: 'Project', Value: 'reports' }] }],
    ['sts:SetSourceIdentity', { SourceIdentity: 'alice' }],
  ])('AssumeRole without %s', (action, input) => {
    test.each([
      ['in the trust policy', PLAIN, `${action}: no role trust policy allows the ${action} action`],
      ['in the identity policy', OPEN, `${action}: no identity-based policy allows the ${action} action`],
    ])('%s is denied', async (_, roleArn, decision) => {
      await expect(assume({ ...input, RoleArn: roleArn })).rejects.toMatchObject({
        name: 'AccessDenied',
        message: `User: arn:aws:sts::111111111111:assumed-role/checkout/sandbox is not authorized to perform: ${action} on resource: ${roleArn}`,
      });
      expect(decisions(2)).toEqual(['sts:AssumeRole is allowed', decision]);
    });
  });

  describe('the session of an assumed role', () => {
    test('calls on as that role, with its tags and its source identity', async () => {
      const careful = clientWith(await assume(CARE));
      const { AssumedRoleUser, SourceIdentity } = await assume({ RoleArn: NEXT, RoleSessionName: 'second' }, careful);
      expect(AssumedRoleUser!.Arn).toBe('arn:aws:sts::222222222222:assumed-role/next/second');
      expect(SourceIdentity).toBe('alice');
      expect(sandbox.invocations.slice(-2).map(({ caller, action }) => [caller, action])).toEqual([[CAREFUL, 'sts:AssumeRole'], [CAREFUL, 'sts:SetSourceIdentity']]);
    });

    test('cannot change its source identity', async () => {
      const careful = clientWith(await assume(CARE));
      await expect(assume({ RoleArn: NEXT, SourceIdentity: 'bob' }, careful)).rejects.toMatchObject({ name: 'AccessDenied', message: expect.stringContaining('cannot be changed') });
    });

    test('does not hand its tags on', async () => {
      const second = clientWith(await assume({ RoleArn: NEXT }, clientWith(await assume(CARE))));
      await expect(assume({ RoleArn: NEXT }, second)).rejects.toMatchObject({ name: 'AccessDenied' });
    });

    test('ends after assumedRoleSeconds, whatever was asked for', async () => {
      const short = await Sandbox.start({ cloud: CLOUD, authorizer: authorizerOf(CLOUD), assumedRoleSeconds: 1 });
      const sts = (credentials: Omit<SessionCredentials, 'expiration'>) => new STSClient({ endpoint: short.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
      try {
        const assumed = await assume({ DurationSeconds: 3600 }, sts(short.credentialsFor(CALLER)));
        const session = sts(credentialsOf(assumed));
        expect(assumed.Credentials!.Expiration!.getTime()).toBeLessThanOrEqual(Date.now() + 1000);
        expect(await session.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '222222222222' });
        await new Promise((resolve) => { setTimeout(resolve, 1000); });
        await expect(session.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: expect.stringMatching('ExpiredToken') });
        // only assumed roles are cut short
        expect(await sts(short.credentialsFor(CALLER)).send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '111111111111' });
      } finally {
        await short.stop();
      }
    });
  });

  test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ['the external id is too short', { ExternalId: 'x' }, "at 'externalId'"],
    ['the source identity has a space', { SourceIdentity: 'a b' }, "at 'sourceIdentity'"],
    ['a tag has no key', { Tags: [{ Key: '', Value: 'x' }] }, "at 'tags.member.1.Key'"],
    ['there are too many tags', { Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })) }, 'less than or equal to 50'],
    ['it has a policy by ARN', { PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }] }, 'parameter PolicyArns'],
    ['tags are to be handed on', { TransitiveTagKeys: ['Project'] }, 'parameter TransitiveTagKeys'],
    ['it names a device', { SerialNumber: '123456789', TokenCode: '123456' }, 'parameter SerialNumber'],
    ['the role ARN is none', { RoleArn: 'orders-reader' }, "at 'roleArn'"],
    ['the session name has a space', { RoleSessionName: 'a b' }, "at 'roleSessionName'"],
    ['the session is too short', { DurationSeconds: 899 }, 'greater than or equal to 900'],
    ['the session is longer than role chaining allows', { DurationSeconds: 3601 }, '1 hour session limit'],
    ['it has a session policy, which the Authorizer cannot see', { Policy: '{}' }, 'parameter Policy'],
  ])('AssumeRole fails when %s', async (_, input, message) => {
    await expect(assume(input)).rejects.toMatchObject({ name: 'ValidationError', message: expect.stringContaining(message) });
  });

  test('AssumeRole fails when two tags have one key', async () => {
    await expect(assume({ Tags: [{ Key: 'Project', Value: 'a' }, { Key: 'project', Value: 'b' }] })).rejects.toMatchObject({
      name: 'InvalidParameterValue',
      message: expect.stringContaining('Duplicate tag keys'),
    });
  });

  test('GetCallerIdentity shows the session', async () => {
    const credentials = sandbox.credentialsFor(CALLER, { sessionName: 'morning' });
    expect(await client(credentials).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Account: '111111111111',
      Arn: 'arn:aws:sts::111111111111:assumed-role/checkout/morning',
    });
  });

  test('fails when STS is asked for something else', async () => {
    await expect(client().send(new GetSessionTokenCommand({}))).rejects.toMatchObject({
      name: 'InvalidAction',
      message: 'Could not find operation GetSessionToken for version 2011-06-15',
    });
  });

  test('fails when STS is asked for nothing', async () => {
    const credentials = sandbox.credentialsFor(CALLER);
    const answer = await send(sandbox.endpoint, credentials, 'sts', '/', 'Version=2011-06-15', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(answer).toMatchObject({ status: 400, body: expect.stringContaining('<Code>MissingAction</Code>') });
  });
});
