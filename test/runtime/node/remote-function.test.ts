import { LambdaClient } from '@aws-sdk/client-lambda';
import { errorOf, FakeAws, lambdaError, stsError } from './fake-aws';
import { FunctionError, NotAllowedError, PayloadError, remoteFunction, ThrottledError } from '../../../src/runtime/node';

const READER = 'arn:aws:iam::222222222222:role/reader';
const ORDERS = 'arn:aws:lambda:us-east-1:222222222222:function:orders:live';
const INVOKE = `User: arn:aws:sts::111111111111:assumed-role/checkout/checkout is not authorized to perform: lambda:InvokeFunction on resource: ${ORDERS}`;
const TARGET = { ORDERS_TARGET_ARN: ORDERS, ORDERS_TARGET_REGION: 'us-east-1', AWS_MAX_ATTEMPTS: '1' };

let aws: FakeAws;

beforeAll(async () => { aws = await FakeAws.start(); });
beforeEach(() => aws.reset(TARGET));
afterAll(async () => aws.stop());

describe('a call', () => {
  test('goes to the ARN in its region, as the function itself, and gives the result', async () => {
    aws.onInvoke = () => ({ status: 200, body: '{"orderId":"order-1"}' });
    const orders = remoteFunction<{ item: string }, { orderId: string }>('ORDERS');
    const order: { orderId: string } = await orders.invoke({ item: 'tea' });
    expect(order).toEqual({ orderId: 'order-1' });
    expect(orders.arn).toBe(ORDERS);
    expect(aws.requests).toEqual([{
      service: 'lambda',
      region: 'us-east-1',
      accessKeyId: 'ASIAOFTHEFUNCTION',
      path: `/2015-03-31/functions/${ORDERS}/invocations`,
      invocationType: 'RequestResponse',
      body: '{"item":"tea"}',
    }]);
  });

  test('may be left to Lambda', async () => {
    aws.onInvoke = () => ({ status: 202, body: '' });
    expect(await remoteFunction('ORDERS').invokeAsync(null)).toBeUndefined();
    expect(aws.requests).toMatchObject([{ invocationType: 'Event', body: 'null' }]);
  });

  test('goes through a role, with one session and one client for all targets there', async () => {
    Object.assign(process.env, { READER_ROLE_ARN: READER, ORDERS_TARGET_ROLE: 'READER', STOCK_TARGET_ROLE: 'READER', STOCK_TARGET_ARN: `${ORDERS}2` });
    for (const prefix of ['ORDERS', 'STOCK']) { await remoteFunction(prefix).invoke({}); }
    expect(aws.requests.map(({ service, region }) => `${service} ${region}`)).toEqual(['sts eu-west-1', 'lambda us-east-1', 'lambda us-east-1']);
    const [, one, other] = aws.requests;
    expect(one.accessKeyId).toMatch(/^ASIASESSION/);
    expect(other.accessKeyId).toBe(one.accessKeyId);
    // that of STS, and one of Lambda
    expect(aws.connections).toBe(2);
  });

  test('is made 200 times at once with one session', async () => {
    Object.assign(process.env, { MANY_ROLE_ARN: `${READER}-many`, ORDERS_TARGET_ROLE: 'MANY' });
    const orders = remoteFunction('ORDERS');
    await Promise.all(Array.from({ length: 200 }, async () => orders.invoke({})));
    expect(aws.assumed).toHaveLength(1);
    expect(aws.requests).toHaveLength(201);
  });

  test('may use a client of your own', async () => {
    process.env.AWS_ACCESS_KEY_ID = 'ASIAOTHER';
    await remoteFunction('ORDERS', { client: new LambdaClient({ region: 'us-east-1' }) }).invoke({});
    expect(aws.requests).toMatchObject([{ accessKeyId: 'ASIAOTHER' }]);
  });
});

test.each<[string, Record<string, string>, string]>([
  ['the target is not there', { ORDERS_TARGET_ARN: '', STOCK_TARGET_ARN: ORDERS },
    'ORDERS_TARGET_ARN is not set; expected the ARN of the function to call (targets in the environment: STOCK); new CrossAccountInvoker(…, { function: fn, targets }) sets it'],
  ['the ARN is none', { ORDERS_TARGET_ARN: 'orders' },
    'ORDERS_TARGET_ARN is not valid, got "orders"; expected the ARN of a function, arn:aws:lambda:eu-west-1:222222222222:function:orders:live; new CrossAccountInvoker(…, { function: fn, targets }) sets it'],
  ['the region is another than that of the ARN', { ORDERS_TARGET_REGION: 'eu-west-1' },
    `ORDERS_TARGET_REGION contradicts ORDERS_TARGET_ARN, got "eu-west-1"; expected us-east-1, as in ${ORDERS}; new CrossAccountInvoker(…, { function: fn, targets }) sets both; do not set one by hand`],
  ['its role is not there', { ORDERS_TARGET_ROLE: 'WRITER', READER_ROLE_ARN: READER },
    'WRITER_ROLE_ARN is not set; expected the ARN of the role to assume (roles in the environment: READER); role.grants.assume(fn) sets it'],
])('an error says when %s', (_, variables, message) => {
  Object.assign(process.env, variables);
  expect(() => remoteFunction('ORDERS')).toThrow(new Error(message));
});

describe('what cannot be sent is not sent', () => {
  const circular: Record<string, unknown> = {};
  circular.self = circular;

  test.each([
    ['undefined', undefined, 'the event cannot be written as JSON: undefined has no form there; pass {} or null for no event'],
    ['a function', () => 1, 'the event cannot be written as JSON: function has no form there; pass {} or null for no event'],
    ['a bigint', { amount: 1n }, 'the event cannot be written as JSON: Do not know how to serialize a BigInt'],
    ['a circle', circular, expect.stringMatching(/^the event cannot be written as JSON: Converting circular structure to JSON/)],
  ])('%s', async (_, event, message) => {
    const error = await errorOf(remoteFunction('ORDERS').invoke(event));
    expect(error).toBeInstanceOf(PayloadError);
    expect(error).toMatchObject({ name: 'PayloadError', problem: 'event-not-json', message });
    expect(aws.requests).toEqual([]);
  });
});

describe('an error of Lambda is explained', () => {
  async function errorOfCall(): Promise<unknown> {
    return errorOf(remoteFunction('ORDERS').invoke({}));
  }

  test.each(['identity', 'resource'])('the %s half is missing', async (half) => {
    const message = `${INVOKE} because no ${half}-based policy allows the lambda:InvokeFunction action`;
    aws.onInvoke = () => lambdaError(403, 'AccessDeniedException', { Message: message });
    const error = await errorOfCall();
    expect(error).toBeInstanceOf(NotAllowedError);
    expect(error).toMatchObject({ half, action: 'lambda:InvokeFunction', resource: ORDERS, cause: { name: 'AccessDeniedException', message } });
  });

  test('the role cannot be assumed', async () => {
    const roleArn = `${READER}-locked`;
    Object.assign(process.env, { LOCKED_ROLE_ARN: roleArn, ORDERS_TARGET_ROLE: 'LOCKED' });
    aws.onAssumeRole = () => stsError('AccessDenied', `User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`);
    expect(await errorOfCall()).toMatchObject({ name: 'NotAllowedError', half: 'trust-or-identity', resource: roleArn, cause: { name: 'AccessDenied' } });
  });

  test('the role of the target is throttled', async () => {
    Object.assign(process.env, { BUSY_ROLE_ARN: `${READER}-busy`, ORDERS_TARGET_ROLE: 'BUSY' });
    aws.onAssumeRole = () => stsError('Throttling', 'Rate exceeded', 400);
    const error = await errorOfCall();
    expect(error).toBeInstanceOf(ThrottledError);
    expect(error).toMatchObject({ reason: 'Throttling', retryAfterSeconds: undefined, message: 'throttled (Throttling). AWS says: Rate exceeded' });
  });

  test('the function is throttled', async () => {
    aws.onInvoke = () => lambdaError(429, 'TooManyRequestsException',
      { Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded', message: 'Rate Exceeded.' }, { 'retry-after': '2' });
    const error = await errorOfCall();
    expect(error).toBeInstanceOf(ThrottledError);
    expect(error).toMatchObject({
      name: 'ThrottledError',
      reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      retryAfterSeconds: 2,
      message: 'throttled (ReservedFunctionConcurrentInvocationLimitExceeded), try again after 2 s. AWS says: Rate Exceeded.',
      cause: { name: 'TooManyRequestsException' },
    });
  });

  test.each([
    [413, 'RequestTooLargeException', 'event-too-large', 'the event is too large: Lambda takes 6 MB, and 1 MB for invokeAsync. AWS says: no'],
    [413, 'SerializedRequestEntityTooLargeException', 'event-too-large', 'the event is too large: Lambda takes 6 MB, and 1 MB for invokeAsync. AWS says: no'],
    [400, 'InvalidRequestContentException', 'event-not-json', 'Lambda cannot read the event as JSON. AWS says: no'],
  ])('%i %s', async (status, code, problem, message) => {
    aws.onInvoke = () => lambdaError(status, code, { message: 'no' });
    expect(await errorOfCall()).toMatchObject({ name: 'PayloadError', problem, message, cause: { name: code } });
  });

  test('every other one stays as it is', async () => {
    aws.onInvoke = () => lambdaError(404, 'ResourceNotFoundException', { Message: 'Function not found' });
    expect(await errorOfCall()).toMatchObject({ name: 'ResourceNotFoundException', message: 'Function not found', $metadata: { httpStatusCode: 404 } });
  });

  test('also what is no error', async () => {
    const client = new LambdaClient({ region: 'us-east-1' });
    client.middlewareStack.add(() => async () => Promise.reject('a text'), { step: 'initialize' });
    expect(await errorOf(remoteFunction('ORDERS', { client }).invoke({}))).toBe('a text');
  });
});

describe('a function that fails', () => {
  test.each([
    ['in Node.js', '{"errorType":"RangeError","errorMessage":"no such order","trace":["RangeError: no such order","    at handler"]}',
      { errorType: 'RangeError', errorMessage: 'no such order', trace: ['RangeError: no such order', '    at handler'], message: `${ORDERS} failed: RangeError: no such order` }],
    ['in Python', '{"errorType":"KeyError","errorMessage":"\'tea\'","stackTrace":["  File \\"index.py\\"\\n"]}',
      { errorType: 'KeyError', errorMessage: "'tea'", trace: ['  File "index.py"\n'] }],
    ['by a timeout', '{"errorMessage":"Task timed out after 3.00 seconds"}',
      { errorType: 'Unhandled', errorMessage: 'Task timed out after 3.00 seconds', trace: [] }],
    ['with a text', '"no"', { errorType: 'Unhandled', errorMessage: 'no', trace: [] }],
    ['with null', 'null', { errorType: 'Unhandled', errorMessage: 'null', trace: [] }],
    ['with no JSON', '<no>', { errorType: 'Unhandled', errorMessage: '<no>', trace: [] }],
    ['with an object of its own', '{}', { errorType: 'Unhandled', errorMessage: '', trace: [] }],
  ])('%s', async (_, body, fields) => {
    aws.onInvoke = () => ({ status: 200, headers: { 'x-amz-function-error': 'Unhandled' }, body });
    const error = await errorOf(remoteFunction('ORDERS').invoke({}));
    expect(error).toBeInstanceOf(FunctionError);
    expect(error).toMatchObject({ name: 'FunctionError', ...fields });
  });
});

test.each([
  ['<html>', `${ORDERS} did not answer with JSON: <html>`],
  ['', `${ORDERS} did not answer with JSON: `],
  ['x'.repeat(101), `${ORDERS} did not answer with JSON: ${'x'.repeat(100)}…`],
])('a result that is not JSON is an error: %s', async (body, message) => {
  aws.onInvoke = () => ({ status: 200, body });
  const error = await errorOf(remoteFunction('ORDERS').invoke({}));
  expect(error).toMatchObject({ name: 'PayloadError', problem: 'result-not-json', message, cause: { name: 'SyntaxError' } });
});
