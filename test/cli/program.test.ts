import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cli } from './run';
import { endOnBrokenPipe, paintFor, processIo, widthOf } from '../../src/cli/io';
import type { Io, Output } from '../../src/cli/io';
import { run } from '../../src/cli/program';
import { Progress } from '../../src/cli/progress';
import { SAMPLE, writeAssembly } from '../access/report/sample-assembly';

const output = (isTTY: boolean, columns?: number): Output & { readonly texts: string[] } => {
  const texts: string[] = [];
  return { isTTY, columns, texts, write: (text) => { texts.push(text); } };
};

const io = (stdout: Output, env: Record<string, string> = {}, stderr = output(false)): Io => ({ stdout, stderr, env, cwd: '/' });

describe('help and usage', () => {
  test('--help goes to stdout, names every command and fits into 80 columns', async () => {
    const { code, out, err } = await cli(['--help']);
    expect([code, err]).toEqual([0, '']);
    for (const command of ['check', 'access', 'explain', 'who-can', 'handover', 'diff', 'sandbox']) { expect(out).toMatch(new RegExp(`^  ${command}`, 'm')); }
    const [commands] = out.split('Examples:');
    expect(commands.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('no command at all shows the help', async () => {
    const { code, err } = await cli([]);
    expect(code).toBe(0);
    expect(err).toContain('Usage: cdk-cross-account-lambda');
  });

  test('--version', async () => {
    expect(await cli(['--version'])).toEqual({ code: 0, out: '0.0.0\n', err: '' });
  });

  test('coloured where somebody looks', async () => {
    expect((await cli(['nope'], { isTTY: true })).err).toContain('unknown command');
  });

  test.each([
    [['chek'], 'Did you mean check?'],
    [['check', '--format', 'pdf'], 'Allowed choices are table, json, markdown, sarif, html'],
    [['access', '--format', 'sarif'], 'Allowed choices are table, json, markdown, html'],
    [['who-can'], "missing required argument 'target'"],
    [['check', 'a', 'b'], 'too many arguments'],
    [['sandbox', '--port', 'http'], 'Expected a number from 0 to 65535'],
    [['sandbox', '--port', '70000'], 'Expected a number from 0 to 65535'],
  ])('%j is a usage error', async (args, message) => {
    const { code, err, out } = await cli(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test('the sandbox gets its options', async () => {
    const { code, err } = await cli(['sandbox', 'nowhere-at-all', '--port', '0', '--context', 'x']);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: /);
  });

  test('an error of ours shows where with DEBUG, one of the user does not', async () => {
    const broken = { ...io(output(false)), cwd: undefined as unknown as string };
    const stderr = output(false);
    expect(await run(['check'], { ...broken, stderr, env: { DEBUG: '1' } })).toBe(2);
    expect(stderr.texts.join('')).toContain('\n    at ');
    expect((await cli(['check', 'nowhere'], { env: { DEBUG: '1' } })).err).not.toContain('\n    at ');
  });
});

describe('io', () => {
  test.each([
    ['the terminal', output(true, 133), {}, 133],
    ['COLUMNS for a pipe', output(false), { COLUMNS: '100' }, 100],
    ['80 for a pipe', output(false), {}, 80],
    ['80 for nonsense', output(false), { COLUMNS: 'wide' }, 80],
    ['40 at least', output(true, 10), {}, 40],
  ])('width: %s', (_, stdout, env, width) => {
    expect(widthOf(io(stdout, env as Record<string, string>))).toBe(width);
  });

  test.each([
    ['a terminal', true, {}, true, true],
    ['a pipe', false, {}, true, false],
    ['--no-color', true, { FORCE_COLOR: '1' }, false, false],
    ['NO_COLOR', true, { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    ['an empty NO_COLOR', true, { NO_COLOR: '' }, true, true],
    ['FORCE_COLOR', false, { FORCE_COLOR: '1' }, true, true],
    ['FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, true, false],
    ['a dumb terminal', true, { TERM: 'dumb' }, true, false],
  ])('colours: %s', (_, isTTY, env, wanted, coloured) => {
    const stdout = output(isTTY);
    expect(paintFor(stdout, io(stdout, env as Record<string, string>), wanted)('red', 'x')).toBe(coloured ? '\u001b[31mx\u001b[39m' : 'x');
  });

  test('the io of this process', () => {
    const written = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
    const own = processIo();
    own.stdout.write('hello');
    expect(written).toHaveBeenCalledWith('hello');
    written.mockRestore();
    expect(own).toMatchObject({ cwd: process.cwd(), env: process.env });
    expect(own.stdout.isTTY).toBe(process.stdout.isTTY === true);
    expect(own.stderr.columns).toBe(process.stderr.columns);
  });

  test('a closed pipe ends the process, another error is one', () => {
    const stream = new EventEmitter() as unknown as NodeJS.WritableStream;
    const exit = jest.fn();
    endOnBrokenPipe(stream, exit);
    stream.emit('error', Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    expect(exit).toHaveBeenCalledTimes(1);
    expect(() => stream.emit('error', new Error('disk full'))).toThrow('disk full');
  });
});

describe('progress', () => {
  test('speaks on a terminal after half a second, and leaves nothing', () => {
    const stderr = output(true);
    let now = 0;
    const progress = new Progress(io(output(false), {}, stderr), () => now);
    progress.step('reading');
    expect(stderr.texts).toEqual([]);
    now = 600;
    progress.step('deciding');
    progress.end();
    progress.end();
    expect(stderr.texts).toEqual(['\r\u001b[2Kdeciding …', '\r\u001b[2K']);
  });

  test('what is known to be long is said at once; a pipe hears nothing', () => {
    const [terminal, pipe] = [output(true), output(false)];
    for (const stderr of [terminal, pipe]) { new Progress(io(output(false), {}, stderr)).long('reading the templates'); }
    expect(terminal.texts).toEqual(['\r\u001b[2Kreading the templates …']);
    expect(pipe.texts).toEqual([]);
  });
});

test('main runs the command line of its process and sets the exit code', async () => {
  const { argv, exitCode } = process;
  const written = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  try {
    process.argv = ['node', 'main.js', '--version'];
    jest.isolateModules(() => { createRequire(__filename)('../../src/cli/main'); });
    await new Promise((done) => setImmediate(done));
    expect(written).toHaveBeenCalledWith('0.0.0\n');
    expect(process.exitCode).toBe(0);
  } finally {
    written.mockRestore();
    process.argv = argv;
    process.exitCode = exitCode;
  }
});

describe('the process', () => {
  const root = join(__dirname, '..', '..');
  const start = (args: readonly string[]) => spawn(process.execPath, ['--import', 'tsx', join(root, 'src', 'cli', 'main.ts'), ...args], { cwd: root, env: { ...process.env, NODE_OPTIONS: '' } });

  test('writes to stdout and ends with the code; a reader that goes away is no error', async () => {
    const assembly = writeAssembly(SAMPLE);
    const whole = start(['check', assembly]);
    const out: string[] = [];
    const ended = async (child: ReturnType<typeof start>) => new Promise<number | null>((done) => child.on('close', done));
    whole.stdout.on('data', (data: Buffer) => out.push(data.toString()));
    expect(await ended(whole)).toBe(1);
    expect(out.join('')).toContain('error missing-half-invoke');
    const asked = start(['explain', assembly, '--error', '-', '--format', 'json']);
    const answer: string[] = [];
    asked.stdout.on('data', (data: Buffer) => answer.push(data.toString()));
    asked.stdin.end('You are not authorized. Encoded authorization failure message: abc');
    expect(await ended(asked)).toBe(0);
    expect(JSON.parse(answer.join(''))).toMatchObject({ error: { encoded: true } });
    const impatient = start(['access', assembly, '--format', 'html']);
    impatient.stdout.destroy();
    const err: string[] = [];
    impatient.stderr.on('data', (data: Buffer) => err.push(data.toString()));
    await ended(impatient);
    expect(err.join('')).not.toContain('EPIPE');
    rmSync(assembly, { recursive: true });
  }, 60_000);
});
