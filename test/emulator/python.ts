import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, runOrFail } from './processes';

/** What moto 5.2 and the first cfn-lint that knows `AWS::Lambda::ResourcePolicy` need. */
export const OLDEST_PYTHON = '3.10';
const REQUIREMENTS = join(__dirname, 'requirements.txt');
const VENV = join(__dirname, '..', '..', '.venv');
const VENV_BIN = join(VENV, process.platform === 'win32' ? 'Scripts' : 'bin');

export interface Python {
  readonly command: string;
  readonly version: string;
}

/** The Python that `PYTHON` names, or else `python3`, if it is new enough and can make virtual environments. */
export async function findPython(): Promise<Python | undefined> {
  const command = process.env.PYTHON ?? 'python3';
  try {
    const version = (await runOrFail(command, ['-c', 'import ensurepip, sys, venv; print("%d.%d.%d" % sys.version_info[:3])'])).trim();
    const newEnough = version.localeCompare(OLDEST_PYTHON, 'en', { numeric: true }) >= 0;
    return newEnough ? { command, version } : undefined;
  } catch {
    return undefined;
  }
}

/** Installs the requirements into `.venv/`, if that was not done for these requirements and this Python. */
export async function prepareVenv(python: Python): Promise<void> {
  const stamp = join(VENV, 'requirements.sha256');
  const wanted = createHash('sha256').update(readFileSync(REQUIREMENTS)).update(python.version).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) { return; }
  console.log('installing moto and cfn-lint into .venv/, once');
  rmSync(VENV, { recursive: true, force: true });
  await runOrFail(python.command, ['-m', 'venv', VENV]);
  await runOrFail(VENV_PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS]);
  // last: an installation that was interrupted is done again
  writeFileSync(stamp, wanted);
}

export const VENV_PYTHON = join(VENV_BIN, 'python');

/** cfn-lint has exit codes for each level of finding, so it is judged by its output. */
export async function runCfnLint(args: string[]): Promise<string> {
  const { stdout, output } = await run(join(VENV_BIN, 'cfn-lint'), args);
  if (!stdout.trim().startsWith('[')) { throw new Error(`cfn-lint did not run:\n${output}`); }
  return stdout;
}
