import { GetObjectCommand, HeadObjectCommand, ListBucketsCommand, ListObjectsCommand, ListObjectsV2Command, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { AUTHORIZERS } from './authorizers';
import { Sandbox } from './sandbox';
import { withRole } from '../support/change-cloud';

const READER = 'arn:aws:iam::222222222222:role/reader';
const GETTER = 'arn:aws:iam::222222222222:role/getter';
const STRANGER = 'arn:aws:iam::111111111111:role/stranger';
const ODD_KEY = 'años/a b+c&d=e (1)<x>~\u{1f600}.txt';

const EVERYTHING = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
const NOBODY = { functions: [], roles: [], resourcePolicies: [] };
const CLOUD = withRole(withRole(withRole(NOBODY,
  READER, { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }, { Effect: 'Allow', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::reports' }),
GETTER, { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' }),
STRANGER, EVERYTHING);

describe.each(AUTHORIZERS)('S3 decided by %s', (_name, authorizerOf) => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    const objects = { '2026/may.txt': 'sold: 3', '2026/june.txt': 'sold: 5', '2025/may.txt': 'sold: 1', [ODD_KEY]: 'söld & <none>' };
    sandbox = await Sandbox.start({
      cloud: CLOUD,
      authorizer: authorizerOf(CLOUD),
      buckets: { reports: { account: '222222222222', objects }, empty: { account: '222222222222', objects: {} } },
    });
  });
  afterAll(async () => sandbox.stop());

  /** An SDK client as it comes: only its endpoint and credentials are ours. */
  function client(roleArn = READER, config: S3ClientConfig = {}): S3Client {
    return new S3Client({ endpoint: sandbox.endpoint, region: 'eu-west-1', credentials: sandbox.credentialsFor(roleArn), maxAttempts: 1, ...config });
  }

  async function get(key: string, s3 = client(), bucket = 'reports'): Promise<string> {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Body!.transformToString();
  }

  function denied(role: string, action: string, resource: string, half: string) {
    const session = `arn:aws:sts::${role.split(':')[4]}:assumed-role/${role.split('/')[1]}/sandbox`;
    return {
      name: 'AccessDenied',
      message: `User: ${session} is not authorized to perform: ${action} on resource: "${resource}" because no ${half}-based policy allows the ${action} action`,
      $metadata: { httpStatusCode: 403 },
    };
  }

  describe('GetObject', () => {
    test.each([['2026/may.txt', 'sold: 3'], [ODD_KEY, 'söld & <none>']])('gives %s', async (key, text) => {
      expect(await get(key)).toBe(text);
      expect(sandbox.invocations[sandbox.invocations.length - 1]).toEqual({
        caller: READER, action: 's3:GetObject', resource: `arn:aws:s3:::reports/${key}`, allowed: true, reason: expect.any(String),
      });
    });

    test('tells what the object is', async () => {
      expect(await client().send(new GetObjectCommand({ Bucket: 'reports', Key: '2026/may.txt' }))).toMatchObject({
        ContentLength: 7, ETag: '"2ffaf871208a3ed127c8f499e63eead6"', LastModified: new Date('2026-01-01T00:00:00Z'),
      });
    });

    test('is denied in another account, for the bucket has no policy', async () => {
      await expect(get('2026/may.txt', client(STRANGER))).rejects.toMatchObject(denied(STRANGER, 's3:GetObject', 'arn:aws:s3:::reports/2026/may.txt', 'resource'));
      expect(sandbox.invocations[sandbox.invocations.length - 1]).toMatchObject({ caller: STRANGER, action: 's3:GetObject', allowed: false });
    });

    test('is denied without an identity policy', async () => {
      await expect(get('a.txt', client(), 'empty')).rejects.toMatchObject(denied(READER, 's3:GetObject', 'arn:aws:s3:::empty/a.txt', 'identity'));
    });

    test('of a key that is not there fails with NoSuchKey for who may list', async () => {
      await expect(get('2024/may.txt')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    });

    test('of a key that is not there is denied to who may not list', async () => {
      await expect(get('2024/may.txt', client(GETTER))).rejects.toMatchObject(denied(GETTER, 's3:ListBucket', 'arn:aws:s3:::reports', 'identity'));
    });

    test('of a bucket that is not there fails', async () => {
      await expect(get('a.txt', client(), 'nothing')).rejects.toMatchObject({ name: 'NoSuchBucket', $metadata: { httpStatusCode: 404 } });
    });
  });

  describe('ListObjectsV2', () => {
    test('gives all objects in the order of S3', async () => {
      const { Contents, KeyCount, IsTruncated } = await client().send(new ListObjectsV2Command({ Bucket: 'reports' }));
      expect(Contents!.map(({ Key, Size }) => [Key, Size])).toEqual([['2025/may.txt', 7], ['2026/june.txt', 7], ['2026/may.txt', 7], [ODD_KEY, 14]]);
      expect(KeyCount).toBe(4);
      expect(IsTruncated).toBe(false);
      expect(sandbox.invocations[sandbox.invocations.length - 1]).toMatchObject({ caller: READER, action: 's3:ListBucket', resource: 'arn:aws:s3:::reports', allowed: true });
    });

    test('gives the objects below a prefix', async () => {
      const { Contents, Prefix } = await client().send(new ListObjectsV2Command({ Bucket: 'reports', Prefix: '2026/' }));
      expect(Contents!.map(({ Key }) => Key)).toEqual(['2026/june.txt', '2026/may.txt']);
      expect(Prefix).toBe('2026/');
    });

    test('gives the objects after a key, page by page', async () => {
      const pages: (string | undefined)[][] = [];
      for await (const { Contents } of paginateListObjectsV2({ client: client(), pageSize: 2 }, { Bucket: 'reports', StartAfter: '2025/may.txt' })) {
        pages.push((Contents ?? []).map(({ Key }) => Key));
      }
      expect(pages).toEqual([['2026/june.txt', '2026/may.txt'], [ODD_KEY]]);
    });

    test('encodes keys when asked to', async () => {
      const { Contents } = await client().send(new ListObjectsV2Command({ Bucket: 'reports', Prefix: 'a', EncodingType: 'url' }));
      expect(decodeURIComponent(Contents![0].Key!)).toBe(ODD_KEY);
      expect(Contents![0].Key).toContain('a%C3%B1os/a%20b');
    });

    test('is denied without an identity policy', async () => {
      await expect(client(GETTER).send(new ListObjectsV2Command({ Bucket: 'reports' }))).rejects
        .toMatchObject(denied(GETTER, 's3:ListBucket', 'arn:aws:s3:::reports', 'identity'));
    });

    test('is denied in another account', async () => {
      await expect(client(STRANGER).send(new ListObjectsV2Command({ Bucket: 'reports' }))).rejects
        .toMatchObject(denied(STRANGER, 's3:ListBucket', 'arn:aws:s3:::reports', 'resource'));
    });
  });

  test('a range of an object is refused, and not answered in full', async () => {
    await expect(client().send(new GetObjectCommand({ Bucket: 'reports', Key: '2026/may.txt', Range: 'bytes=0-1' }))).rejects
      .toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('not the header range') });
  });

  test('a version of an object is refused', async () => {
    await expect(client().send(new GetObjectCommand({ Bucket: 'reports', Key: '2026/may.txt', VersionId: '1' }))).rejects
      .toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('not the parameter versionId') });
  });

  test('a listing with a delimiter is refused', async () => {
    await expect(client().send(new ListObjectsV2Command({ Bucket: 'reports', Delimiter: '/' }))).rejects
      .toMatchObject({ name: 'NotImplemented', message: expect.stringContaining('not the parameter delimiter') });
  });

  test('other operations are refused', async () => {
    await expect(client().send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(client().send(new ListObjectsCommand({ Bucket: 'reports' }))).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(client().send(new HeadObjectCommand({ Bucket: 'reports', Key: '2026/may.txt' }))).rejects.toMatchObject({ $metadata: { httpStatusCode: 501 } });
  });

  describe('fails as S3 does when', () => {
    test.each([
      ['the secret is wrong', () => ({ ...sandbox.credentialsFor(READER), secretAccessKey: 'wrong' }), 'SignatureDoesNotMatch'],
      ['the access key is unknown', () => ({ ...sandbox.credentialsFor(READER), accessKeyId: 'ASIAUNKNOWN' }), 'InvalidAccessKeyId'],
      ['the session has expired', () => ({ ...sandbox.credentialsFor(READER, { expiration: new Date(Date.now() - 1) }), expiration: undefined }), 'ExpiredToken'],
    ])('%s', async (_, credentials, name) => {
      await expect(get('2026/may.txt', client(READER, { credentials: credentials() }))).rejects.toMatchObject({ name });
    });
  });
});
