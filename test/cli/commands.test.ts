import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cli } from './run';
import type { Ran } from './run';
import { CHECKOUT, ORDERS, PRICES, SAMPLE, fn, permission, role, writeAssembly } from '../access/report/sample-assembly';
import { schemaErrors } from '../access/report/schema';

let assembly: string;
let files: string;

beforeAll(() => {
  assembly = writeAssembly(SAMPLE);
  files = mkdtempSync(join(tmpdir(), 'cli-files-'));
});

afterAll(() => {
  for (const directory of [assembly, files]) { rmSync(directory, { recursive: true }); }
});

async function json(...args: string[]): Promise<{ ran: Ran; answer: Record<string, unknown> }> {
  const ran = await cli([...args, '--format', 'json']);
  return { ran, answer: JSON.parse(ran.out) as Record<string, unknown> };
}

const COMMANDS: readonly (readonly [string, string[], number])[] = [
  ['check', [], 1],
  ['access', [], 0],
  ['explain', ['--from', 'checkout', '--to', 'prices'], 1],
  ['who-can', ['orders:live'], 0],
  ['handover', [], 0],
];

describe('every command', () => {
  test.each(COMMANDS)('%s writes JSON of the documented schema', async (command, args, code) => {
    const { ran, answer } = await json(command, ...args, assembly);
    expect(schemaErrors(answer)).toEqual([]);
    expect(answer).toMatchObject({ version: 1, command });
    expect(ran.code).toBe(code);
    expect(ran.out).not.toContain('⟦');
  });

  test.each(COMMANDS)('%s fits into 80 columns but for what is to be pasted, and has colours only where somebody looks', async (command, args) => {
    const { out } = await cli([command, ...args, assembly], { env: { COLUMNS: '80' } });
    const long = out.split('\n').filter((line) => [...line].length > 80);
    // statements, commands, code and addresses stay whole
    expect(long.filter((line) => !/^\s*["'}]|^aws |https:\/\/|^const |^\w+: '|^ {2}\w+: |^ {2,}\w+ += |^ {4,}"/.test(line))).toEqual([]);
    expect(out).not.toContain('\u001b');
    const seen = await cli([command, ...args, assembly], { isTTY: true, columns: 140 });
    expect(seen.out).toContain('\u001b[');
  });

  test.each(COMMANDS)('%s writes Markdown into a file and says so', async (command, args, code) => {
    const ran = await cli([command, ...args, assembly, '--format', 'markdown', '--output', `sub/${command}.md`], { cwd: files, isTTY: true });
    expect(ran).toEqual({ code, out: '', err: expect.stringContaining(`written to sub/${command}.md`) });
    expect(readFileSync(join(files, 'sub', `${command}.md`), 'utf8')).toMatch(/^##/);
  });

  test('table into a file has no colours, not even on a terminal', async () => {
    await cli(['access', assembly, '-o', 'access.txt'], { cwd: files, isTTY: true, env: { FORCE_COLOR: '1' } });
    expect(readFileSync(join(files, 'access.txt'), 'utf8')).not.toContain('\u001b');
  });
});

describe('check', () => {
  test.each([['error', 1], ['never', 0]])('--fail-on %s ends with %s', async (failOn, code) => {
    expect((await cli(['check', assembly, '--fail-on', failOn])).code).toBe(code);
  });

  test('ends with 0 where nothing is found', async () => {
    const directory = writeAssembly({ Alone: { account: '111111111111', resources: { Role: role('alone', []) } } });
    const { code, out } = await cli(['check', directory]);
    expect(code).toBe(0);
    expect(out).toContain('no findings');
    rmSync(directory, { recursive: true });
  });

  test('SARIF has addresses relative to the directory of the command, and the line of the resource', async () => {
    const { out } = await cli(['check', '.', '--format', 'sarif'], { cwd: assembly });
    const [{ results }] = (JSON.parse(out) as { runs: { results: { locations: { physicalLocation: object }[] }[] }[] }).runs;
    const places = results.map(({ locations: [{ physicalLocation }] }) => physicalLocation);
    const line = readFileSync(join(assembly, 'Target.template.json'), 'utf8').split('\n').findIndex((text) => text.includes('"OpenForAll":')) + 1;
    expect(places).toContainEqual({ artifactLocation: { uri: 'Target.template.json' }, region: { startLine: line } });
    const elsewhere = await cli(['check', assembly, '--format', 'sarif'], { cwd: files });
    expect(elsewhere.out).toContain(`"uri": "file://${assembly}/Target.template.json"`);
  });

  test('HTML is one page', async () => {
    expect((await cli(['check', assembly, '--format', 'html'])).out).toMatch(/^<!doctype html>/i);
    expect((await cli(['access', assembly, '--format', 'html'])).out).toMatch(/^<!doctype html>/i);
  });
});

describe('explain', () => {
  test('says what lacks behind a message of AWS, and ends with 0: the message was the denial', async () => {
    const text = `User: arn:aws:sts::111111111111:assumed-role/checkout/i-1 is not authorized to perform: lambda:InvokeFunction on resource: ${PRICES} because no resource-based policy allows the lambda:InvokeFunction action`;
    const { ran, answer } = await json('explain', '--error', text, assembly);
    expect(ran.code).toBe(0);
    expect(schemaErrors(answer)).toEqual([]);
    expect(answer).toMatchObject({ remarks: ['the templates say the same'], calls: [{ from: CHECKOUT, to: PRICES, outcome: 'denied' }] });
  });

  test.each([
    [[], 'write either --from and --to, or --error'],
    [['--from', 'a', '--error', 'x'], 'write either'],
    [['--to', 'prices'], '--from is missing'],
    [['--from', 'checkout'], '--to is missing'],
    [['--from', 'checkout', '--to', 'prices', '--action', 'invoke'], '--action invoke: expected a service and one of its actions, such as lambda:InvokeFunction'],
    [['--from', 'chekout', '--to', 'prices'], "nothing here is called 'chekout'; the closest names are:\n  arn:aws:iam::111111111111:role/checkout"],
  ])('%j is a usage error', async (args, message) => {
    const { code, err } = await cli(['explain', ...args, assembly]);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});

describe('handover', () => {
  test('--to and --as choose', async () => {
    const { out } = await cli(['handover', assembly, '--to', '444444444444', '--as', 'terraform']);
    expect(out).toContain('resource "aws_lambda_permission" "billing"');
    expect(out).not.toContain('333333333333');
    expect(out).not.toContain('aws lambda');
  });

  test('says if there is nothing', async () => {
    expect((await cli(['handover', assembly, '--to', '999999999999'])).out).toMatch(/^nothing to hand over to this account; there is something for 333333333333,\n444444444444/);
  });
});

describe('diff', () => {
  let closed: string;

  beforeAll(() => {
    const { OpenForAll, ...resources } = SAMPLE.Target.resources;
    expect(OpenForAll).toBeDefined();
    closed = writeAssembly({ ...SAMPLE, Target: { ...SAMPLE.Target, resources: { ...resources, PricesForCheckout: permission('prices', { Principal: CHECKOUT }) } } });
  });

  afterAll(() => rmSync(closed, { recursive: true }));

  test('access gained and lost', async () => {
    const { ran, answer } = await json('diff', assembly, closed);
    expect(schemaErrors(answer)).toEqual([]);
    expect(answer).toMatchObject({
      summary: { gained: 1, changed: 0, lost: 1 },
      changes: [
        { change: 'gained', kind: 'call', from: CHECKOUT, to: PRICES, after: { outcome: 'allowed' } },
        { change: 'lost', kind: 'public', from: 'anyone', action: 'lambda:InvokeFunction', at: { path: 'Target/OpenForAll' } },
      ],
    });
    expect(ran.code).toBe(0);
  });

  test.each([['gained', 1], ['changed', 0], ['lost', 1], ['any', 1]])('--fail-on %s ends with %s', async (failOn, code) => {
    expect((await cli(['diff', assembly, closed, '--fail-on', failOn])).code).toBe(code);
  });

  test('the same assembly differs in nothing', async () => {
    const { out, code } = await cli(['diff', assembly, assembly, '--fail-on', 'any']);
    expect(out).toBe('no access is gained, changed or lost\n');
    expect(code).toBe(0);
    expect((await cli(['diff', assembly, assembly, '-f', 'markdown'])).out).toContain('No access is gained');
  });
});

describe('templates', () => {
  const caller = { Resources: { Role: role('caller', [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: ORDERS }]) } };
  const target = { Parameters: { Name: { Type: 'String' } }, Resources: { FnRole: role('worker', []), Orders: { ...fn('x'), Properties: { ...fn('x').Properties, FunctionName: { Ref: 'Name' } } } } };

  beforeAll(() => {
    writeFileSync(join(files, 'caller.json'), JSON.stringify(caller));
    writeFileSync(join(files, 'orders.template.json'), JSON.stringify(target));
  });

  test('several, each with its account, region and stack; values before the first hold for all', async () => {
    const { out, err, code } = await cli(['access', '--region', 'eu-west-1', '--template', 'caller.json', '--account', '111111111111', '--template', 'orders.template.json',
      '--account', '222222222222', '--stack-name', 'Shop', '--parameter', 'Shop.Name=orders', '--format', 'json'], { cwd: files });
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ links: [{ from: 'arn:aws:iam::111111111111:role/caller', to: ORDERS, outcome: 'denied', toAt: { path: 'Shop/Orders', stack: 'Shop' } }] });
  });

  test.each([
    [['--template', 'caller.json', '--region', 'eu-west-1'], '--account is missing for --template caller.json'],
    [['--template', 'caller.json', '--account', '111111111111'], '--region is missing for --template caller.json'],
    [['--template', 'caller.json', '--account', '11', '--region', 'eu-west-1'], 'twelve digits'],
    [['--template', 'caller.json', '--account', '111111111111', '--region', 'Ireland'], 'Expected a region'],
    [['--account', '111111111111'], 'belong to a --template'],
    [['somewhere', '--template', 'caller.json'], 'both an assembly (somewhere) and --template'],
    [['caller.json'], 'caller.json is a file'],
    [[], 'there is no cdk.out here; run "cdk synth" first'],
    [['.'], 'no cloud assembly in'],
    [['--env', 'eu-west-1'], 'Expected account/region'],
    [['--parameter', 'Name=x'], 'Expected Stack.Name=value'],
    [['--context', 'x', 'assembly'], 'expected key=value'],
    [['--scp', 'caller.json', 'assembly'], 'caller.json'],
  ])('%j is a usage error', async (args, message) => {
    const { code, err, out } = await cli(['check', ...args.map((arg) => arg === 'assembly' ? assembly : arg)], { cwd: files });
    expect(err.replace(/\s+/g, ' ')).toContain(message);
    expect(code).toBe(2);
    expect(out).toBe('');
  });
});

describe('what templates do not have', () => {
  test('an SCP denies, and the chain names it', async () => {
    writeFileSync(join(files, 'scp.json'), JSON.stringify({ Version: '2012-10-17', Statement: { Sid: 'NoLambda', Effect: 'Deny', Action: 'lambda:*', Resource: '*' } }));
    const { code, out } = await cli(['explain', '--from', 'checkout', '--to', 'orders:live', assembly, '--scp', 'scp.json', '--rcp', 'scp.json'], { cwd: files });
    expect(code).toBe(1);
    expect(out).toContain('service control policy denies');
    expect(out).toContain('remove or narrow the Deny NoLambda in');
  });

  test('a condition key of every call', async () => {
    const { answer } = await json('access', assembly, '--context', 'sts:ExternalId=reports');
    expect(answer.links).toContainEqual(expect.objectContaining({ action: 'sts:AssumeRole', outcome: 'allowed' }));
  });

  test('stacks without an env', async () => {
    const directory = writeAssembly({ Somewhere: { account: 'unknown-account', resources: { Role: role('somebody', [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::222222222222:role/x' }]) } } });
    const { out } = await cli(['access', directory, '--env', '111111111111/eu-west-1', '-f', 'json']);
    expect(JSON.parse(out)).toMatchObject({ links: [{ fromAccount: '111111111111' }] });
    rmSync(directory, { recursive: true });
  });
});
