import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { fromIni } from '@aws-sdk/credential-providers';
import { ORDERS_LIVE, writeShop } from './shop-assembly';
import type { Shop } from './shop-assembly';
import { sandboxCommand } from '../../src/cli/commands/sandbox';
import type { SandboxOptions } from '../../src/cli/commands/sandbox';
import { UsageError } from '../../src/cli/exit-code';
import type { DeploymentOptions } from '../../src/sandbox/deployment';
import { pythonWithBoto3 } from '../support/python';

// processes load an SDK, and every reload waits for the next look at the manifest
jest.setTimeout(60_000);

const REPOSITORY = join(__dirname, '..', '..');
const roots: string[] = [];
afterAll(() => roots.forEach((root) => rmSync(root, { recursive: true, force: true })));

function shop(props: Shop = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'shop-'));
  roots.push(directory);
  writeShop(directory, props);
  return directory;
}

/** The command within this process. */
function start(options: SandboxOptions, reading: DeploymentOptions = {}) {
  const texts = { out: '', err: '' };
  const end = new AbortController();
  const io = {
    stdout: { write: (text: string) => { texts.out += text; }, isTTY: false },
    stderr: { write: (text: string) => { texts.err += text; }, isTTY: false },
    env: {},
    cwd: '/',
  };
  const code = sandboxCommand(options, reading, io, end.signal);
  return { texts, code, end: () => end.abort() };
}

async function run(options: SandboxOptions, reading: DeploymentOptions = {}) {
  const { texts, code } = start(options, reading);
  return { code: await code, ...texts };
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 50_000;
  while (!condition()) {
    if (Date.now() > deadline) { throw new Error(`waited in vain for ${condition}`); }
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  }
}

describe('--invoke', () => {
  test('runs a function, and logs each decision', async () => {
    const { code, out, err } = await run({ assembly: shop(), invoke: 'Checkout/Function', payload: '{"item":"tea"}' });
    expect(JSON.parse(out)).toEqual({ answer: 'ordered', pid: expect.any(Number) });
    expect(code).toBe(0);
    expect(err.split('\n').map((line) => line.slice(9))).toEqual([
      'ALLOWED developer (111111111111) → Checkout/Function (111111111111) lambda:InvokeFunction: the identity-based policy allows it',
      '[checkout] ordering tea',
      'ALLOWED Checkout/Function (111111111111) → Orders/Function:live (222222222222) lambda:InvokeFunction: the identity-based policy and the resource-based policy allow it',
      '',
    ]);
  });

  test('ends with 1 when the function fails, whose error is what AWS says', async () => {
    const { code, out, err } = await run({ assembly: shop({ resourceHalf: false }), invoke: 'checkout' });
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      errorType: 'AccessDeniedException',
      errorMessage: `User: arn:aws:sts::111111111111:assumed-role/checkout/checkout is not authorized to perform: lambda:InvokeFunction on resource: ${ORDERS_LIVE} because no resource-based policy allows the lambda:InvokeFunction action`,
    });
    expect(err).toContain('DENIED  Checkout/Function (111111111111) → Orders/Function:live (222222222222) lambda:InvokeFunction: no resource-based policy allows it\n');
  });

  test.each([
    ['a role that may', 'Checkout/Function/ServiceRole', ORDERS_LIVE, 0, '"ordered"'],
    ['a role that may not', 'Orders/Function/ServiceRole', 'checkout', 1, 'assumed-role/orders/sandbox is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:eu-west-1:111111111111:function:checkout because'],
  ])('--as calls as %s', async (_, as, invoke, code, text) => {
    const ran = await run({ assembly: shop(), invoke, as });
    expect(ran.code).toBe(code);
    expect(ran.out).toContain(text);
  });

  test('says what is not known', async () => {
    const assembly = shop();
    writeFileSync(join(assembly, 'Orders.template.json'), '{');
    const ran = await run({ assembly, invoke: 'checkout', log: 'json' });
    expect(JSON.parse(ran.err.split('\n')[0])).toMatchObject({ event: 'unknown', path: 'Orders', what: expect.stringContaining('Orders.template.json') });
  });

  test('fails when there is no such function or role', async () => {
    const assembly = shop();
    await expect(run({ assembly, invoke: 'nothing' })).rejects.toThrow(new UsageError('no function nothing in the assembly; it has: Checkout/Function, Orders/Function'));
    await expect(run({ assembly, invoke: 'orders', as: 'nobody' })).rejects.toThrow(UsageError);
  });

  test('ends when it is told to', async () => {
    const { code, end } = start({ assembly: shop({ answer: 'late' }), invoke: 'checkout' });
    end();
    expect(await code).toBe(1);
  });
});

test('fails when the port is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as AddressInfo;
  await expect(run({ assembly: shop(), port })).rejects.toThrow(`port ${port} is in use; expected a free one: choose another, or leave it out`);
  taken.close();
  await expect(run({ assembly: shop(), port: 99_999 })).rejects.toThrow('99999');
});

test('fails when there is no assembly', async () => {
  await expect(run({ assembly: '/nowhere' })).rejects.toThrow('no cloud assembly in /nowhere');
});

test.each<[SandboxOptions, string]>([
  [{ payload: '{}' }, '--payload belongs to --invoke: write the function to invoke too'],
  [{ as: 'checkout' }, '--as belongs to --invoke'],
  [{ invoke: 'orders', payload: '{' }, '--payload is no JSON: '],
])('%j is refused before anything starts', async (options, message) => {
  await expect(run({ assembly: '/nowhere', ...options })).rejects.toThrow(message);
});

test('an assembly without an env must be told where it is', async () => {
  const assembly = shop({ environment: 'aws://unknown-account/unknown-region' });
  await expect(run({ assembly, invoke: 'orders' })).rejects.toThrow('stack Orders has no env, and the sandbox must know where it is deployed: give --env 111111111111/eu-west-1');
  const { code, out } = await run({ assembly, invoke: 'orders' }, { env: { account: '222222222222', region: 'eu-west-1' } });
  expect([code, out]).toEqual([0, '"ordered"\n']);
});

test.each(['x', '=value'])('fails when a condition key is written as %s', async (context) => {
  await expect(run({ assembly: shop(), context: [context] })).rejects.toThrow('expected KEY=VALUE, such as aws:PrincipalOrgID=o-a1b2c3d4e5');
});

test('requests have the condition keys that are given', async () => {
  const assembly = shop();
  const file = join(assembly, 'Orders.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  template.Resources.Permission.Properties.PrincipalOrgID = 'o-a1b2c3d4e5';
  template.Resources.Permission.Properties.Principal = '*';
  writeFileSync(file, JSON.stringify(template));
  expect((await run({ assembly, invoke: 'checkout' })).err).toContain('lambda:InvokeFunction: it depends on aws:PrincipalOrgID');
  expect(await run({ assembly, invoke: 'checkout', context: ['aws:PrincipalOrgID=o-a1b2c3d4e5'] })).toMatchObject({ code: 0 });
});

describe('serving', () => {
  test('says how to call, in text', async () => {
    const { texts, code, end } = start({ assembly: shop() });
    await until(() => texts.out.includes('Ctrl-C'));
    const { 1: endpoint } = /^(http:\/\/127\.0\.0\.1:\d+) serves Lambda Invoke, STS AssumeRole and GetCallerIdentity for accounts 111111111111, 222222222222\n/.exec(texts.out)!;
    const { 1: config } = /export AWS_CONFIG_FILE=(\S+)/.exec(texts.out)!;
    expect(texts.out).toContain('  Checkout/Function  arn:aws:lambda:eu-west-1:111111111111:function:checkout\n');
    expect(texts.out).toContain('  developer-111111111111  arn:aws:iam::111111111111:role/sandbox/developer\n');
    expect(texts.out).toContain('  Orders/Function/ServiceRole  role of Orders/Function\n');
    expect(texts.out).toContain(' aws lambda invoke --profile developer-111111111111 --function-name checkout ');
    expect(texts.out).toContain(`export AWS_ENDPOINT_URL=${endpoint}\n`);
    // nobody else on this machine may use them
    expect((statSync(config).mode % 0o1000).toString(8)).toBe('600');
    end();
    expect(await code).toBe(0);
    expect(existsSync(config)).toBe(false);
    await expect(fetch(endpoint)).rejects.toThrow('fetch failed');
  });

  test('takes over what is synthesized anew, and goes on with what was there when that cannot be read', async () => {
    const assembly = shop();
    const { texts, code, end } = start({ assembly, color: true });
    await until(() => texts.out.includes('Ctrl-C'));
    const { 1: credentialsFile } = /export AWS_SHARED_CREDENTIALS_FILE=(\S+)/.exec(texts.out)!;
    const before = readFileSync(credentialsFile, 'utf8');
    writeShop(assembly, { answer: 'anew' });
    await until(() => texts.out.includes(' reloaded: 2 stacks, 2 functions\n'));
    // whoever has them goes on with them
    expect(readFileSync(credentialsFile, 'utf8')).toBe(before);
    const manifest = join(assembly, 'manifest.json');
    const content = readFileSync(manifest);
    writeFileSync(manifest, '{');
    await until(() => / not reloaded, the assembly before goes on: .*manifest\.json/.test(texts.out));
    // a stack that cannot be read is not there, which is said
    writeFileSync(join(assembly, 'Orders.template.json'), '{');
    writeFileSync(manifest, content);
    await until(() => / not known Orders: .*Orders\.template\.json is no CloudFormation template/.test(texts.out));
    end();
    expect(await code).toBe(0);
  });

  test('tells programs of a new synthesis', async () => {
    const assembly = shop();
    const { texts, code, end } = start({ assembly, log: 'json' });
    await until(() => texts.out.includes('\n'));
    const last = () => JSON.parse(texts.out.trimEnd().split('\n').pop()!);
    writeFileSync(join(assembly, 'manifest.json'), '{');
    await until(() => last().event === 'not reloaded');
    expect(last().error).toContain('manifest.json');
    writeShop(assembly);
    await until(() => last().event === 'reloaded');
    expect(last()).toMatchObject({ stacks: 2, functions: 2 });
    end();
    await code;
  });

  test('of many roles only some are shown', async () => {
    const assembly = shop();
    const file = join(assembly, 'Checkout.template.json');
    const template = JSON.parse(readFileSync(file, 'utf8'));
    for (let i = 0; i < 20; i++) {
      template.Resources[`Role${i}`] = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } };
      template.Resources[`Bucket${i}`] = { Type: 'AWS::S3::Bucket' };
    }
    writeFileSync(file, JSON.stringify(template));
    const { texts, code, end } = start({ assembly });
    await until(() => texts.out.includes('Ctrl-C'));
    expect(texts.out).toMatch(/\n {2}and 4 more in \S+credentials\n/);
    const { 1: credentialsFile } = /export AWS_SHARED_CREDENTIALS_FILE=(\S+)/.exec(texts.out)!;
    expect(readFileSync(credentialsFile, 'utf8').match(/^\[.*\]$/gm)).toHaveLength(24);
    end();
    await code;
  });

  test('ends with the process', async () => {
    const [before, after] = [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
    const texts: string[] = [];
    const output = { write: (text: string) => { texts.push(text); }, isTTY: false };
    const code = sandboxCommand({ assembly: shop() }, {}, { stdout: output, stderr: output, env: {}, cwd: '/' });
    await until(() => texts.length > 0);
    process.emit('SIGTERM');
    expect(await code).toBe(0);
    expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).toEqual([before, after]);
  });

  test('an assembly without functions shows how to use a profile', async () => {
    const assembly = shop();
    for (const stack of ['Checkout', 'Orders']) { writeFileSync(join(assembly, `${stack}.template.json`), '{}'); }
    const { texts, code, end } = start({ assembly });
    await until(() => texts.out.includes('Ctrl-C'));
    end();
    await code;
    expect(texts.out).toContain('  aws sts get-caller-identity --profile developer-111111111111\n');
  });

  describe('profiles', () => {
    const EXPECTED = { Account: '111111111111', Arn: 'arn:aws:sts::111111111111:assumed-role/checkout/sandbox' };
    const PROFILE = 'Checkout/Function/ServiceRole';
    const NODE = `
      const { GetCallerIdentityCommand, STSClient } = require('@aws-sdk/client-sts');
      new STSClient({ profile: '${PROFILE}' }).send(new GetCallerIdentityCommand({})).then(({ Account, Arn }) => console.log(JSON.stringify({ Account, Arn })));`;
    const PYTHON = `
import boto3, json
answer = boto3.Session(profile_name="${PROFILE}").client("sts").get_caller_identity()
print(json.dumps({"Account": answer["Account"], "Arn": answer["Arn"]}))`;

    test.each<[string, string | undefined, string[], string[]]>([
      ['the SDK for JavaScript', process.execPath, ['-e', NODE], ['AWS_ENDPOINT_URL']],
      ['the SDK for JavaScript with AWS_PROFILE', process.execPath, ['-e', NODE], ['AWS_PROFILE']],
      ['boto3', pythonWithBoto3(), ['-c', PYTHON], []],
    ])('are what %s needs', async (_, program, args, variables) => {
      if (program === undefined) { return; }
      const { texts, code, end } = start({ assembly: shop(), log: 'json' });
      await until(() => texts.out.includes('\n'));
      const { configFile, credentialsFile, endpoint } = JSON.parse(texts.out);
      const all: Record<string, string> = { AWS_ENDPOINT_URL: endpoint, AWS_PROFILE: PROFILE };
      const env = {
        PATH: process.env.PATH,
        AWS_CONFIG_FILE: configFile,
        AWS_SHARED_CREDENTIALS_FILE: credentialsFile,
        ...Object.fromEntries(variables.map((name) => [name, all[name]])),
      };
      const { stdout } = await promisify(execFile)(program, args, { cwd: REPOSITORY, env });
      end();
      await code;
      expect(JSON.parse(stdout)).toEqual(EXPECTED);
    });
  });
});

interface Line {
  readonly event: string;
  readonly [field: string]: unknown;
}

test('as a process of its own it takes over what is synthesized anew, and ends cleanly', async () => {
  const assembly = shop();
  const args = ['--import', 'tsx', join('src', 'cli', 'main.ts'), 'sandbox', assembly, '--log', 'json'];
  const child = spawn(process.execPath, args, { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<[number | null, string | null]>((resolve) => { child.on('exit', (code, signal) => resolve([code, signal])); });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => { text += part; });
  const lines = () => text.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Line);
  const event = async (name: string, count = 1) => {
    await until(() => lines().filter((line) => line.event === name).length >= count);
    return lines().filter((line) => line.event === name)[count - 1];
  };
  try {
    const { endpoint, configFile, credentialsFile } = await event('ready') as Line & Record<string, string>;
    const credentials = fromIni({ profile: 'developer-111111111111', configFilepath: configFile, filepath: credentialsFile });
    const client = new LambdaClient({ endpoint, region: 'eu-west-1', credentials });
    const checkout = async () => JSON.parse(Buffer.from((await client.send(new InvokeCommand({ FunctionName: 'checkout', Payload: '{"item":"tea"}' }))).Payload!).toString());

    const { answer, pid } = await checkout();
    expect(answer).toBe('ordered');
    expect(await event('log')).toMatchObject({ function: 'checkout', text: 'ordering tea\n' });
    expect(await event('decision', 2)).toMatchObject({
      verdict: 'allowed',
      caller: 'arn:aws:iam::111111111111:role/checkout',
      session: 'arn:aws:sts::111111111111:assumed-role/checkout/checkout',
      function: 'arn:aws:lambda:eu-west-1:111111111111:function:checkout',
      action: 'lambda:InvokeFunction',
      resource: ORDERS_LIVE,
    });

    writeShop(assembly, { answer: 'ordered anew' });
    expect(await event('reloaded')).toMatchObject({ stacks: 2, functions: 2 });
    const second = await checkout();
    expect(second.answer).toBe('ordered anew');
    expect(second.pid).not.toBe(pid);

    writeFileSync(join(assembly, 'manifest.json'), '{');
    expect((await event('not reloaded')).error).toContain('manifest.json');
    expect((await checkout()).answer).toBe('ordered anew');

    // as a synthesis that begins with an empty directory
    rmSync(assembly, { recursive: true });
    writeShop(assembly, { resourceHalf: false });
    await event('reloaded', 2);
    const denied = await checkout();
    expect(denied).toMatchObject({ errorType: 'AccessDeniedException' });
    expect(await event('decision', lines().filter((line) => line.event === 'decision').length)).toMatchObject({ verdict: 'denied', resource: ORDERS_LIVE });

    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(existsSync(configFile)).toBe(false);
    for (const process_ of [pid, second.pid]) { expect(() => process.kill(process_, 0)).toThrow('ESRCH'); }
  } finally {
    child.kill('SIGKILL');
  }
});
