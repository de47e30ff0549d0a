import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ALLOW_ALL, functionModel, TESTER_ROLE } from './function-model';
import { Sandbox } from './sandbox';
import type { FunctionModel } from '../support/cloud';
import { pythonWithBoto3 } from '../support/python';

const HANDLERS = join(__dirname, 'handlers');
const describeWithPython = pythonWithBoto3() === undefined ? describe.skip : describe;

function python(name: string, props: Partial<FunctionModel> = {}): FunctionModel {
  return functionModel(name, { runtime: 'python3.13', ...props });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describeWithPython('a Python function', () => {
  const directory = mkdtempSync(join(tmpdir(), 'python-runtime-test-'));
  let sandbox: Sandbox;
  let client: LambdaClient;

  beforeAll(async () => {
    const functions = [
      ...['echo', 'environment', 'identity', 'fails', 'exits', 'prints', 'unserializable', 'missing', 'report', 'many', 'meets'].map((name) => python(name)),
      python('sleeps', { timeoutSeconds: 1 }),
      python('deep', { handler: 'nested/deep.handler' }),
      python('nofile', { handler: 'nofile.handler' }),
      python('broken', { handler: 'broken.handler' }),
      python('needsMissing', { handler: 'needs_missing.handler' }),
      python('nodot', { handler: 'handler' }),
    ];
    const buckets = { reports: { account: '111111111111', objects: { '2026/may.txt': 'sold: 3', 'a b+c%&é.txt': 'söld' } } };
    sandbox = await Sandbox.start({ cloud: { functions, roles: [], resourcePolicies: [] }, authorizer: ALLOW_ALL, buckets });
    client = new LambdaClient({ endpoint: sandbox.endpoint, region: 'eu-west-1', credentials: sandbox.credentialsFor(TESTER_ROLE) });
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  async function invoke(FunctionName: string, event: unknown = {}) {
    const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
    return { FunctionError, payload: JSON.parse(Buffer.from(Payload!).toString()) };
  }

  test('gets its event and context', async () => {
    const text = 'a\n\r\u2028é\u{1f600}';
    const { payload } = await invoke('echo:live', { text });
    expect(payload).toEqual({
      event: { text },
      context: {
        function_name: 'echo',
        function_version: '1',
        invoked_function_arn: 'arn:aws:lambda:eu-west-1:111111111111:function:echo:live',
        aws_request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      remaining: expect.any(Number),
      process: expect.any(Number),
    });
    expect(payload.remaining).toBeGreaterThan(20_000);
    expect(payload.remaining).toBeLessThanOrEqual(30_000);
  });

  test('runs in a process that is used again, and in another one while that is busy', async () => {
    const processOf = async () => (await invoke('echo')).payload.process as number;
    const first = await processOf();
    expect(await processOf()).toBe(first);
    // each waits for the other, so one process for both would end by its timeout
    const [one, two] = await Promise.all([['one', 'two'], ['two', 'one']].map(async ([name, other]) => invoke('meets', { directory, name, other })));
    expect([one, two]).toEqual([{ payload: expect.any(Number) }, { payload: expect.any(Number) }]);
    expect(one.payload).not.toBe(two.payload);
  });

  test('sees its own environment and nothing of the host', async () => {
    process.env.SECRET_OF_THE_HOST = 'x';
    const { payload } = await invoke('environment');
    delete process.env.SECRET_OF_THE_HOST;
    // LC_CTYPE is set by Python itself where there is no locale
    expect(Object.keys(payload).filter((name) => name !== 'LC_CTYPE').sort()).toEqual([
      'AWS_ACCESS_KEY_ID', 'AWS_CONFIG_FILE', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_LAMBDA', 'AWS_ENDPOINT_URL_STS',
      'AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_REGION', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SHARED_CREDENTIALS_FILE',
      'PATH', 'PYTHONPATH', 'TABLE',
    ]);
    expect(payload).toMatchObject({ TABLE: 'orders', AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-1', AWS_LAMBDA_FUNCTION_NAME: 'environment' });
  });

  test('has the credentials of its execution role', async () => {
    expect((await invoke('identity')).payload).toEqual({ Account: '111111111111', Arn: 'arn:aws:sts::111111111111:assumed-role/tester/identity' });
  });

  test('reads S3 with boto3 as it comes', async () => {
    expect((await invoke('report', { bucket: 'reports' })).payload).toEqual({ '2026/may.txt': 'sold: 3', 'a b+c%&é.txt': 'söld' });
    expect((await invoke('report', { bucket: 'nothing' })).payload).toMatchObject({ errorType: 'NoSuchBucket' });
  });

  test('may ask two hundred times at once', async () => {
    expect((await invoke('many', { count: 200 })).payload).toEqual({ answers: 200, accounts: ['111111111111'] });
  }, 60_000);

  test('may have its handler in a folder', async () => {
    expect((await invoke('deep')).payload).toBe('deep');
  });

  test('prints into the logs', async () => {
    await invoke('prints', { text: 'order received' });
    expect(sandbox.logs.filter((line) => line === '[prints] order received')).toHaveLength(2);
  });

  test('that raises is a function error with the lines of the function alone', async () => {
    const { FunctionError, payload } = await invoke('fails');
    expect(FunctionError).toBe('Unhandled');
    expect(payload).toEqual({
      errorType: 'LookupError',
      errorMessage: 'no such order',
      stackTrace: [expect.stringMatching(new RegExp(`^ {2}File "${join(HANDLERS, 'index.py')}", line \\d+, in fails\\n {4}raise LookupError`))],
    });
  });

  test('that takes too long is ended', async () => {
    expect(await invoke('sleeps')).toMatchObject({
      FunctionError: 'Unhandled',
      payload: { errorType: 'Sandbox.Timedout', errorMessage: expect.stringContaining('Task timed out after 1.00 seconds') },
    });
    const pid = Number(/\d+$/.exec(sandbox.logs.find((line) => line.startsWith('[sleeps] '))!)![0]);
    // fails by time if the process goes on
    while (isRunning(pid)) { await new Promise((resolve) => { setTimeout(resolve, 20); }); }
  });

  test('that ends its process is a function error, and the next call gets a new process', async () => {
    for (let i = 0; i < 2; i++) {
      expect(await invoke('exits')).toMatchObject({
        FunctionError: 'Unhandled',
        payload: { errorType: 'Runtime.ExitError', errorMessage: expect.stringContaining('exit status 7') },
      });
    }
  });

  test.each([
    ['missing', 'Runtime.HandlerNotFound', "Handler 'missing' missing on module 'index'"],
    ['nofile', 'Runtime.ImportModuleError', "Unable to import module 'nofile': No module named 'nofile'"],
    ['needsMissing', 'Runtime.ImportModuleError', "Unable to import module 'needs_missing': No module named 'a_module_that_is_not_there'"],
    ['broken', 'Runtime.UserCodeSyntaxError', expect.stringContaining("Syntax error in module 'broken': ")],
    ['nodot', 'Runtime.MalformedHandlerName', expect.stringContaining("Bad handler 'handler'")],
    ['unserializable', 'Runtime.MarshalError', 'Unable to marshal response: Object of type datetime is not JSON serializable'],
  ])('that cannot be loaded or understood is a function error: %s', async (name, errorType, errorMessage) => {
    expect(await invoke(name)).toMatchObject({ FunctionError: 'Unhandled', payload: { errorType, errorMessage } });
  });
});
