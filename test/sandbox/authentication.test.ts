import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { LambdaClientConfig } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Sandbox } from './sandbox';
import { send } from './send';
import type { Sent } from './send';
import type { Authorizer } from '../../src/sandbox/authorizer';
import type { SessionCredentials } from '../../src/sandbox/credentials';

const ROLE = 'arn:aws:iam::111111111111:role/checkout';
const FUNCTION = 'arn:aws:lambda:eu-west-1:222222222222:function:orders';
const ALLOW_ALL: Authorizer = { decide: async () => ({ allowed: true, reason: 'always' }) };

let sandbox: Sandbox;
let credentials: SessionCredentials;

beforeAll(async () => {
  // no function needs to exist: a request that is let in ends in ResourceNotFoundException
  sandbox = await Sandbox.start({ cloud: { functions: [], roles: [], resourcePolicies: [] }, authorizer: ALLOW_ALL });
  credentials = sandbox.credentialsFor(ROLE);
});
afterAll(async () => sandbox.stop());

// the SDK would correct its clock and try again
function lambda(config: LambdaClientConfig = {}): LambdaClient {
  return new LambdaClient({ endpoint: sandbox.endpoint, region: 'eu-west-1', credentials, maxAttempts: 1, ...config });
}

async function errorOfInvoke(client: LambdaClient): Promise<Error> {
  return client.send(new InvokeCommand({ FunctionName: FUNCTION })).then(() => { throw new Error('expected an error'); }, (error: Error) => error);
}

test('a request with the right signature is let in', async () => {
  expect(await errorOfInvoke(lambda())).toMatchObject({ name: 'ResourceNotFoundException', message: `Function not found: ${FUNCTION}` });
});

const MISMATCH = 'The request signature we calculated does not match the signature you provided.';
const UNKNOWN = 'The security token included in the request is invalid.';

describe.each([
  ['the secret is wrong', () => ({ ...credentials, secretAccessKey: 'wrong' }), MISMATCH, 'InvalidSignatureException', 'SignatureDoesNotMatch'],
  ['the access key is unknown', () => ({ ...credentials, accessKeyId: 'ASIAUNKNOWN' }), UNKNOWN, 'UnrecognizedClientException', 'InvalidClientTokenId'],
  ['the session token is missing', () => ({ ...credentials, sessionToken: undefined }), UNKNOWN, 'UnrecognizedClientException', 'InvalidClientTokenId'],
  ['the session token is wrong', () => ({ ...credentials, sessionToken: 'wrong' }), UNKNOWN, 'UnrecognizedClientException', 'InvalidClientTokenId'],
  ['the session has expired', () => ({ ...sandbox.credentialsFor(ROLE, { expiration: new Date(Date.now() - 1) }), expiration: undefined }), 'The security token included in the request is expired', 'ExpiredTokenException', 'ExpiredToken'],
])('fails when %s', (_, broken, message, lambdaCode, stsCode) => {
  test('in Lambda', async () => {
    const error = await errorOfInvoke(lambda({ credentials: broken() }));
    expect(error).toMatchObject({ name: lambdaCode, message: expect.stringContaining(message), $metadata: { httpStatusCode: 403 } });
  });

  test('in STS', async () => {
    const client = new STSClient({ endpoint: sandbox.endpoint, region: 'eu-west-1', credentials: broken(), maxAttempts: 1 });
    await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: expect.stringMatching(stsCode),
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 403 },
    });
  });
});

test.each([
  ['six minutes behind', -6, 'Signature expired: '],
  ['six minutes ahead', 6, 'Signature not yet current: '],
])('fails when the clock is %s', async (_, minutes, message) => {
  const error = await errorOfInvoke(lambda({ systemClockOffset: minutes * 60_000 }));
  expect(error).toMatchObject({ name: 'InvalidSignatureException', message: expect.stringContaining(message) });
});

test('takes a clock that is four minutes off', async () => {
  expect(await errorOfInvoke(lambda({ systemClockOffset: 4 * 60_000 }))).toMatchObject({ name: 'ResourceNotFoundException' });
});

describe('a request that was changed on its way', () => {
  const PATH = `/2015-03-31/functions/${encodeURIComponent(FUNCTION)}/invocations`;

  /** Signs one request, then sends what the test makes of it. */
  const sendChanged = async (change?: (request: Sent) => void, service = 'lambda') =>
    send(sandbox.endpoint, credentials, service, PATH, '{"quantity":1}', {}, change);

  test('is let in when nothing was changed', async () => {
    expect(await sendChanged()).toMatchObject({ status: 404, type: 'ResourceNotFoundException' });
  });

  test.each<[string, (request: Sent) => void]>([
    ['the payload', (request) => { request.body = '{"quantity":9}'; }],
    ['the payload and its stated hash', (request) => {
      request.body = '{}';
      request.headers['x-amz-content-sha256'] = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
    }],
    ['the stated hash to UNSIGNED-PAYLOAD', (request) => { request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'; }],
    ['the path', (request) => { request.path = request.path.replace('orders', 'refunds'); }],
    ['the query', (request) => { request.path += '?Qualifier=live'; }],
    ['an unsigned header that Lambda reads', (request) => { request.headers['x-amz-invocation-type'] = 'Event'; }],
  ])('fails when it is %s', async (_, change) => {
    expect(await sendChanged(change)).toMatchObject({ status: 403, type: 'InvalidSignatureException' });
  });

  test('fails when it was signed for another service', async () => {
    expect(await sendChanged(undefined, 'sts')).toMatchObject({
      type: 'InvalidSignatureException',
      body: JSON.stringify({ message: "Credential should be scoped to correct service: 'lambda'." }),
    });
  });

  test('fails when it has no signature', async () => {
    expect(await sendChanged(({ headers }) => { delete headers.authorization; })).toMatchObject({
      status: 403,
      type: 'MissingAuthenticationTokenException',
      body: '{"message":"Missing Authentication Token"}',
    });
  });

  test('fails when its signature is not version 4', async () => {
    expect(await sendChanged(({ headers }) => { headers.authorization = 'AWS key:signature'; })).toMatchObject({ type: 'IncompleteSignatureException' });
  });

  test('fails when its date is another than that of its scope', async () => {
    const yesterday = ({ headers }: Sent) => { headers.authorization = headers.authorization.replace(/\/\d{8}\//, '/20200101/'); };
    const body = expect.stringContaining("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20200101' != ");
    expect(await sendChanged(yesterday)).toMatchObject({ type: 'InvalidSignatureException', body });
  });

  test('fails when its date is none', async () => {
    const body = expect.stringContaining("Date must be in ISO-8601 'basic format'. Got 'today'.");
    expect(await sendChanged(({ headers }) => { headers['x-amz-date'] = 'today'; })).toMatchObject({ type: 'IncompleteSignatureException', body });
  });

  test('fails when its function name is not encoded', async () => {
    const answer = await send(sandbox.endpoint, credentials, 'lambda', '/2015-03-31/functions/%E0%A4%A/invocations', '{}');
    expect(answer).toMatchObject({ status: 400, type: 'ValidationException', body: expect.stringContaining("Value '%E0%A4%A' at 'functionName'") });
  });
});
