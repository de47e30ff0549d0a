import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import type { SessionCredentials } from './credentials';
import { Sandbox } from './sandbox';
import { Oracle } from '../oracle/oracle';
import type { Cloud, RoleModel } from '../support/cloud';

const CALLER = 'arn:aws:iam::111111111111:role/checkout';
const READER = 'arn:aws:iam::222222222222:role/readers/orders-reader';
const OTHER = 'arn:aws:iam::222222222222:role/other';

/** checkout may assume both roles, and only the reader trusts it. */
const CLOUD: Cloud = {
  functions: [],
  resourcePolicies: [],
  roles: [
    role(CALLER, [], [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: [READER, OTHER] }]),
    role(READER, [{ Effect: 'Allow', Principal: { AWS: CALLER }, Action: 'sts:AssumeRole' }]),
    role(OTHER, [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }]),
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

let sandbox: Sandbox;

beforeAll(async () => { sandbox = await Sandbox.start({ cloud: CLOUD, authorizer: new Oracle(CLOUD) }); });
afterAll(async () => sandbox.stop());

function client(credentials: Omit<SessionCredentials, 'expiration'> = sandbox.credentialsFor(CALLER)): STSClient {
  return new STSClient({ endpoint: sandbox.endpoint, region: 'eu-west-1', credentials });
}

async function assume(input: Partial<AssumeRoleCommandInput>) {
  return client().send(new AssumeRoleCommand({ RoleArn: READER, RoleSessionName: 'checkout', ...input }));
}

test('AssumeRole gives credentials of the role that trusts the caller', async () => {
  const { Credentials, AssumedRoleUser } = await assume({ DurationSeconds: 900 });
  expect(AssumedRoleUser).toEqual({
    // a session's ARN leaves out the path of its role
    Arn: 'arn:aws:sts::222222222222:assumed-role/orders-reader/checkout',
    AssumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:checkout$/),
  });
  const seconds = (Credentials!.Expiration!.getTime() - Date.now()) / 1000;
  expect(seconds).toBeGreaterThan(890);
  expect(seconds).toBeLessThanOrEqual(900);

  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials!;
  const assumed = client({ accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: SessionToken! });
  expect(await assumed.send(new GetCallerIdentityCommand({}))).toMatchObject({
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

test.each<[string, Partial<AssumeRoleCommandInput>, string]>([
  ['the role ARN is none', { RoleArn: 'orders-reader' }, "at 'roleArn'"],
  ['the session name has a space', { RoleSessionName: 'a b' }, "at 'roleSessionName'"],
  ['the session is too short', { DurationSeconds: 899 }, 'greater than or equal to 900'],
  ['the session is longer than role chaining allows', { DurationSeconds: 3601 }, '1 hour session limit'],
  ['it has a session policy, which the Authorizer cannot see', { Policy: '{}' }, 'parameter Policy'],
])('AssumeRole fails when %s', async (_, input, message) => {
  await expect(assume(input)).rejects.toMatchObject({ name: 'ValidationError', message: expect.stringContaining(message) });
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
