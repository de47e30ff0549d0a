import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ALLOW_ALL, functionModel, TESTER_ROLE } from './function-model';
import { Sandbox } from './sandbox';

let sandbox: Sandbox;
let client: LambdaClient;

beforeAll(async () => {
  const functions = [
    ...['echo', 'environment', 'identity', 'callback', 'fails', 'exits', 'prints', 'missing', 'many', 'processId'].map((name) => functionModel(name)),
    functionModel('sleeps', { timeoutSeconds: 1 }),
    functionModel('nofile', { handler: 'nofile.handler' }),
    functionModel('ruby', { runtime: 'ruby3.4' }),
    functionModel('inline', { codeDirectory: undefined }),
  ];
  sandbox = await Sandbox.start({ cloud: { functions, roles: [], resourcePolicies: [] }, authorizer: ALLOW_ALL });
  client = new LambdaClient({ endpoint: sandbox.endpoint, region: 'eu-west-1', credentials: sandbox.credentialsFor(TESTER_ROLE) });
});
afterAll(async () => sandbox.stop());

async function invoke(FunctionName: string, event?: unknown) {
  // JSON.stringify(undefined) is undefined: no payload
  const { FunctionError, ExecutedVersion, Payload } = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
  return { FunctionError, ExecutedVersion, payload: JSON.parse(Buffer.from(Payload!).toString()) };
}

test('a handler gets its event and context', async () => {
  const { ExecutedVersion, payload } = await invoke('echo:live', { text: 'hi' });
  expect(ExecutedVersion).toBe('1');
  expect(payload).toEqual({
    event: { text: 'hi' },
    context: {
      functionName: 'echo',
      functionVersion: '1',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111111111111:function:echo:live',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    },
    remaining: expect.any(Number),
  });
  expect(payload.remaining).toBeGreaterThan(20_000);
  expect(payload.remaining).toBeLessThanOrEqual(30_000);
});

test('without a payload the event is an empty object', async () => {
  expect((await invoke('echo')).payload.event).toEqual({});
});

test('a handler sees its own environment and nothing of the host', async () => {
  process.env.SECRET_OF_THE_HOST = 'x';
  const { payload } = await invoke('environment');
  delete process.env.SECRET_OF_THE_HOST;
  expect(Object.keys(payload).sort()).toEqual([
    'AWS_ACCESS_KEY_ID', 'AWS_CONFIG_FILE', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_LAMBDA', 'AWS_ENDPOINT_URL_STS',
    'AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_REGION', 'AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SHARED_CREDENTIALS_FILE', 'NODE_PATH', 'PATH', 'TABLE',
  ]);
  expect(payload).toMatchObject({ TABLE: 'orders', AWS_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'environment' });
});

test('a handler has the credentials of its execution role', async () => {
  expect((await invoke('identity')).payload).toEqual({ Account: '111111111111', Arn: 'arn:aws:sts::111111111111:assumed-role/tester/identity' });
});

test('a handler may answer by callback', async () => {
  expect((await invoke('callback', { text: 'hi' })).payload).toBe('called back with hi');
});

test('what a handler prints is in the logs', async () => {
  await invoke('prints', { text: 'order received' });
  expect(sandbox.logs).toContain('[prints] order received');
});

test('an error of the handler is a function error with its trace', async () => {
  expect(await invoke('fails')).toMatchObject({
    FunctionError: 'Unhandled',
    payload: { errorType: 'RangeError', errorMessage: 'no such order', trace: expect.arrayContaining(['RangeError: no such order']) },
  });
});

test('a handler that takes too long is ended', async () => {
  const { FunctionError, payload } = await invoke('sleeps');
  expect(FunctionError).toBe('Unhandled');
  expect(payload).toEqual({
    errorType: 'Sandbox.Timedout',
    errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
  });
});

test('a handler that ends its process is a function error, and the next call gets a new process', async () => {
  for (let i = 0; i < 2; i++) {
    expect(await invoke('exits')).toMatchObject({
      FunctionError: 'Unhandled',
      payload: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 7') },
    });
  }
});

test.each([
  ['missing', 'Runtime.HandlerNotFound', 'index.missing is undefined or not exported'],
  ['nofile', 'Runtime.ImportModuleError', "Error: Cannot find module 'nofile'"],
])('a handler that cannot be loaded is a function error: %s', async (name, errorType, errorMessage) => {
  expect(await invoke(name)).toMatchObject({ FunctionError: 'Unhandled', payload: { errorType, errorMessage } });
});

test('concurrent calls run in processes of their own', async () => {
  const answers = await Promise.all(['a', 'b', 'c'].map(async (text) => invoke('echo', { text })));
  expect(answers.map(({ payload }) => payload.event.text)).toEqual(['a', 'b', 'c']);
});

test('a long event with every kind of line break comes and goes unchanged', async () => {
  const text = 'a\nb\r\u2028\u2029é'.repeat(100_000);
  expect((await invoke('echo', { text })).payload.event.text).toBe(text);
});

test('two hundred calls at once from one handler all arrive, in a few processes', async () => {
  const { payload } = await invoke('many', { functionName: 'processId', count: 200 });
  expect(payload.answers).toBe(200);
  // an environment that is idle again is taken before another one starts
  expect(payload.processes).toBeLessThan(50);
}, 60_000);

test.each([
  ['ruby', 'the sandbox runs Node.js and Python functions only'],
  ['inline', 'has code that is neither an asset of the assembly nor in its template'],
])('fails when the sandbox cannot run the function: %s', async (name, message) => {
  await expect(invoke(name)).rejects.toMatchObject({ name: 'InvalidParameterValueException', message: expect.stringContaining(message) });
});

test.each(['nothing', 'echo:next', 'echo:2'])('fails when the function, alias or version does not exist: %s', async (name) => {
  await expect(invoke(name)).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: `Function not found: arn:aws:lambda:eu-west-1:111111111111:function:${name}`,
    $metadata: { httpStatusCode: 404 },
  });
});

test('fails when the payload is not JSON', async () => {
  await expect(client.send(new InvokeCommand({ FunctionName: 'echo', Payload: '{' }))).rejects.toMatchObject({
    name: 'InvalidRequestContentException',
    message: expect.stringContaining('Could not parse request body into json'),
  });
});

test('stop ends every process, also one that is busy', async () => {
  const other = await Sandbox.start({ cloud: { functions: [functionModel('sleeps')], roles: [], resourcePolicies: [] }, authorizer: ALLOW_ALL });
  const otherClient = new LambdaClient({ endpoint: other.endpoint, region: 'eu-west-1', credentials: other.credentialsFor(TESTER_ROLE), maxAttempts: 1 });
  const pending = otherClient.send(new InvokeCommand({ FunctionName: 'sleeps' }));
  while (other.logs.length === 0) { await new Promise((resolve) => { setTimeout(resolve, 20); }); }
  const pid = Number(/\d+$/.exec(other.logs[0])![0]);
  await Promise.all([other.stop(), pending.catch((error: Error) => error)]);
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  await expect(fetch(other.endpoint)).rejects.toThrow('fetch failed');
});
