import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

let found: { readonly command?: string } | undefined;

/**
 * The Python that runs functions: `PYTHON`, that of a `.venv` in the working directory, or `python3`.
 *
 * Lambda's has the AWS SDK, so one that has boto3 comes first; undefined where there is no Python at all.
 */
export function findPython(): string | undefined {
  const { PYTHON } = process.env;
  found ??= { command: choosePython([...PYTHON ? [PYTHON] : [], join(process.cwd(), '.venv', 'bin', 'python'), 'python3']) };
  return found.command;
}

export function choosePython(candidates: readonly string[]): string | undefined {
  return candidates.find((command) => runs(command, 'import boto3')) ?? candidates.find((command) => runs(command, ''));
}

function runs(command: string, program: string): boolean {
  return spawnSync(command, ['-c', program], { stdio: 'ignore' }).status === 0;
}
