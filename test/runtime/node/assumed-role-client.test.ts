import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { errorOf, FakeAws, stsError } from './fake-aws';
import { assumedRoleClient } from '../../../src/runtime/node';

const READER = 'arn:aws:iam::222222222222:role/reader';
const WRITER = 'arn:aws:iam::222222222222:role/writer';

let aws: FakeAws;

beforeAll(async () => { aws = await FakeAws.start(); });
beforeEach(() => aws.reset({ READER_ROLE_ARN: READER, READER_ROLE_REGION: 'us-east-1' }));
afterAll(async () => aws.stop());

test('it acts as the only role in the environment, in the region of the role', async () => {
  const client: LambdaClient = assumedRoleClient(LambdaClient);
  await client.send(new InvokeCommand({ FunctionName: 'orders' }));
  expect(aws.requests).toMatchObject([
    // STS is that of the function's own region
    { service: 'sts', region: 'eu-west-1', accessKeyId: 'ASIAOFTHEFUNCTION' },
    { service: 'lambda', region: 'us-east-1', accessKeyId: expect.stringMatching(/^ASIASESSION/) },
  ]);
});

test('two clients share a session', async () => {
  const clients = [assumedRoleClient(LambdaClient), assumedRoleClient(LambdaClient, { role: { roleArn: READER } }), assumedRoleClient(S3Client)];
  const credentials = await Promise.all(clients.map(async ({ config }) => config.credentials()));
  expect(new Set(credentials.map(({ accessKeyId }) => accessKeyId)).size).toBe(1);
});

test.each([
  ['the one in the configuration', { role: 'READER', region: 'ap-south-1' }, 'ap-south-1'],
  ['that of the described role', { role: { roleArn: READER, region: 'eu-north-1' } }, 'eu-north-1'],
  ["the function's, if the role has none", { role: { roleArn: READER } }, 'eu-west-1'],
])('its region is %s', async (_, config, region) => {
  expect(await assumedRoleClient(LambdaClient, config).config.region()).toBe(region);
});

test('the rest of the configuration is the client\'s', async () => {
  const client = assumedRoleClient(LambdaClient, { role: 'READER', maxAttempts: 7 });
  expect(await client.config.maxAttempts()).toBe(7);
});

test('a role that cannot be assumed is explained by the first call, after one attempt', async () => {
  process.env.WRITER_ROLE_ARN = WRITER;
  const message = `User: arn:aws:sts::111111111111:assumed-role/checkout/checkout is not authorized to perform: sts:AssumeRole on resource: ${WRITER}`;
  aws.onAssumeRole = () => stsError('AccessDenied', message);
  const error = await errorOf(assumedRoleClient(S3Client, { role: 'WRITER' }).config.credentials());
  expect(error).toMatchObject({ name: 'NotAllowedError', half: 'trust-or-identity', resource: WRITER });
  const sent = errorOf(assumedRoleClient(LambdaClient, { role: 'WRITER' }).send(new InvokeCommand({ FunctionName: 'orders' })));
  expect(await sent).toMatchObject({ name: 'NotAllowedError', half: 'trust-or-identity', resource: WRITER });
  expect(aws.requests.map(({ service }) => service)).toEqual(['sts', 'sts']);
});

test('the compiler refuses what the client would not take', () => {
  const wrong = [
    // @ts-expect-error a spelling mistake
    () => assumedRoleClient(S3Client, { maxAttemps: 5 }),
    // @ts-expect-error the credentials are those of the role
    () => assumedRoleClient(S3Client, { credentials: { accessKeyId: 'a', secretAccessKey: 'b' } }),
    // @ts-expect-error a setting of another client
    () => assumedRoleClient(LambdaClient, { forcePathStyle: true }),
    // @ts-expect-error the ARN is needed
    () => assumedRoleClient(S3Client, { role: { externalId: 'id-1' } }),
  ];
  const right = assumedRoleClient(S3Client, { forcePathStyle: true });
  expect(right.config.forcePathStyle).toBe(true);
  expect(wrong).toHaveLength(4);
});
