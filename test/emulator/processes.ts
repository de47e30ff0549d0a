import { spawn } from 'node:child_process';
import type { ChildProcess, SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

const interruption = new AbortController();

/** Ctrl-C or SIGTERM ends every process that was started here, and the awaiting step fails. */
export function endProcessesOnSignals(): void {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => interruption.abort(new Error(`ended by ${signal}`)));
  }
}

/** Why everything fails from now on, if it was a signal. */
export function interruptedBy(): Error | undefined {
  return interruption.signal.reason as Error | undefined;
}

export function start(command: string, args: string[], options: SpawnOptions): ChildProcess {
  return spawn(command, args, { ...options, signal: interruption.signal });
}

export interface Finished {
  readonly exitCode: number | null;
  /** Standard output and standard error as they came. */
  readonly output: string;
  readonly stdout: string;
}

export async function run(command: string, args: string[], options: SpawnOptions = {}): Promise<Finished> {
  const child = start(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let stdout = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    stdout += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => { output += text; });
  const [exitCode] = await once(child, 'close') as [number | null];
  return { exitCode, output, stdout };
}

export async function runOrFail(command: string, args: string[], options: SpawnOptions = {}): Promise<string> {
  const { exitCode, output, stdout } = await run(command, args, options);
  if (exitCode !== 0) { throw new Error(`${command} ${args.join(' ')} ended with ${exitCode}:\n${output}`); }
  return stdout;
}
