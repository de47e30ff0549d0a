import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const VENV = join(__dirname, '..', '..', '.venv', 'bin', 'python');

let found: { readonly command?: string } | undefined;

/**
 * The Python that has the AWS SDK, as Lambda's has; undefined if there is none.
 *
 * Tests of Python code are skipped without it, unless the environment has REQUIRE_PYTHON set.
 */
export function pythonWithBoto3(): string | undefined {
  const { PYTHON, REQUIRE_PYTHON } = process.env;
  found ??= { command: choosePython([...PYTHON ? [PYTHON] : [], VENV, 'python3'], Boolean(REQUIRE_PYTHON)) };
  return found.command;
}

/** The first that has boto3; fails if there must be one. */
export function choosePython(candidates: string[], required: boolean): string | undefined {
  const chosen = candidates.find((command) => spawnSync(command, ['-c', 'import boto3'], { stdio: 'ignore' }).status === 0);
  if (chosen === undefined && required) {
    throw new Error(`REQUIRE_PYTHON is set, but none of these has boto3: ${candidates.join(', ')}; run pip install boto3, or set PYTHON`);
  }
  return chosen;
}
