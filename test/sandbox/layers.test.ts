import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ALLOW_ALL, functionModel, TESTER_ROLE } from './function-model';
import { Sandbox } from './sandbox';
import { pythonWithBoto3 } from '../support/python';

const READER = 'arn:aws:iam::222222222222:role/reader';

const directory = mkdtempSync(join(tmpdir(), 'layers-test-'));
let sandbox: Sandbox | undefined;
afterEach(async () => sandbox?.stop());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The directory of a layer with these files. */
function layer(name: string, files: Record<string, string>): string {
  for (const [path, content] of Object.entries(files)) {
    const file = join(directory, name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return join(directory, name);
}

function libraryLayer(name: string): string {
  return layer(name, { 'nodejs/node_modules/from-layer/index.js': `exports.TEXT = '${name}';\n`, 'python/from_layer.py': `TEXT = "${name}"\n` });
}

async function run(handler: string, runtime: string, layers: string[], environment: Record<string, string> = {}, event: unknown = {}) {
  const functions = [functionModel(handler, { runtime, layers, environment })];
  sandbox = await Sandbox.start({ cloud: { functions, roles: [], resourcePolicies: [] }, authorizer: ALLOW_ALL });
  const client = new LambdaClient({ endpoint: sandbox.endpoint, region: 'eu-west-1', credentials: sandbox.credentialsFor(TESTER_ROLE) });
  const { Payload } = await client.send(new InvokeCommand({ FunctionName: handler, Payload: JSON.stringify(event) }));
  return JSON.parse(Buffer.from(Payload!).toString());
}

const LANGUAGES: [language: string, runtime: string][] = [['Node.js', 'nodejs22.x'], ...pythonWithBoto3() ? [['Python', 'python3.13'] as [string, string]] : []];

describe.each(LANGUAGES)('a layer of a %s function', (_, runtime) => {
  test('has libraries that the code may load', async () => {
    expect(await run('library', runtime, [libraryLayer('one')])).toBe('one');
  });

  test('lies over the layers before it', async () => {
    expect(await run('library', runtime, [libraryLayer('one'), libraryLayer('two')])).toBe('two');
    await sandbox!.stop();
    expect(await run('library', runtime, [libraryLayer('two'), libraryLayer('one')])).toBe('one');
  });

  test('that is missing has no libraries', async () => {
    expect(await run('library', runtime, [])).toMatchObject({ errorMessage: expect.stringMatching(/from.layer/) });
  });

  test('may have a file that a variable names', async () => {
    const first = layer('first', { 'settings/a.txt': '', 'settings/b.txt': '' });
    const second = layer('second', { 'settings/a.txt': '' });
    const variables = { A: '/opt/settings/a.txt', B: '/opt/settings/b.txt', C: '/opt/settings/c.txt', D: 'in /opt/settings/a.txt' };
    expect(await run('environment', runtime, [first, second], variables)).toMatchObject({
      ...variables,
      A: join(second, 'settings/a.txt'),
      B: join(first, 'settings/b.txt'),
    });
  });

  test('may have the configuration of the SDK, with a profile that assumes a role', async () => {
    const profile = ['[profile reader]', `role_arn = ${READER}`, 'credential_source = Environment', 'role_session_name = from-profile', ''].join('\n');
    const answer = await run('profile', runtime, [layer('config', { 'aws/config': profile })], { AWS_CONFIG_FILE: '/opt/aws/config' }, { profile: 'reader' });
    expect(answer).toBe('arn:aws:sts::222222222222:assumed-role/reader/from-profile');
    expect(sandbox!.invocations.slice(1)).toEqual([{ caller: TESTER_ROLE, action: 'sts:AssumeRole', resource: READER, allowed: true, reason: 'always' }]);
  });
});
