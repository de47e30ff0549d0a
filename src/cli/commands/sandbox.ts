import { resolve } from 'node:path';
import { AssemblySandbox } from '../../sandbox/assembly-sandbox';
import type { DeploymentOptions } from '../../sandbox/deployment';
import { JsonReporter } from '../../sandbox/json-reporter';
import type { Reporter } from '../../sandbox/reporter';
import { TextReporter } from '../../sandbox/text-reporter';
import { ExitCode, UsageError } from '../exit-code';
import { paintFor } from '../io';
import type { Io, Output } from '../io';

export interface SandboxOptions {
  /** The directory of the assembly. */
  readonly assembly?: string;
  /** 0: one that is free. */
  readonly port?: number;
  readonly log?: 'text' | 'json';
  /** A function to run once, by construct path, name or ARN, with or without `:alias`. */
  readonly invoke?: string;
  /** The event for it, as JSON. */
  readonly payload?: string;
  /** Who calls it, by construct path, name or ARN. */
  readonly as?: string;
  /** `KEY=VALUE`: condition keys that every request has. */
  readonly context?: readonly string[];
  readonly color?: boolean;
}

/**
 * Serves an assembly until the process is told to end, or runs one of its functions.
 *
 * @param reading where stacks without an env are, parameters, SCPs and RCPs
 * @param until ends the sandbox; by default SIGINT and SIGTERM do
 */
export async function sandboxCommand(options: SandboxOptions, reading: DeploymentOptions, io: Io, until?: AbortSignal): Promise<ExitCode> {
  if (until === undefined) { return untilProcessEnds(async (end) => sandboxCommand(options, reading, io, end)); }
  checkInvoke(options);
  const { assembly = 'cdk.out', port, invoke } = options;
  // the result of a function is for programs too, so everything else goes to the other output
  const reporter = reporterFor(options, invoke === undefined ? io.stdout : io.stderr, io);
  const ended = endOf(until);
  const props = { directory: resolve(io.cwd, assembly), port, reading: { ...reading, keys: keysOf(options) }, reporter };
  const sandbox = await AssemblySandbox.start(props).catch((error: Error) => { throw new UsageError(error.message); });
  try {
    if (invoke !== undefined) { return await Promise.race([run(sandbox, invoke, options, io), ended.then(() => ExitCode.FOUND)]); }
    sandbox.watch();
    reporter.ready(sandbox);
    await ended;
    return ExitCode.FINE;
  } finally {
    await sandbox.stop();
  }
}

/** Before anything is started: what would be ignored, or refused by the service that is served here. */
function checkInvoke({ invoke, payload, as: callAs }: SandboxOptions): void {
  if (invoke === undefined && (payload !== undefined || callAs !== undefined)) { throw new UsageError(`--${payload === undefined ? 'as' : 'payload'} belongs to --invoke: write the function to invoke too`); }
  try {
    JSON.parse(payload ?? '{}');
  } catch (error) {
    throw new UsageError(`--payload is no JSON: ${(error as Error).message}`);
  }
}

/** The function's answer, or AWS's refusal, is all that goes to stdout. */
async function run(sandbox: AssemblySandbox, functionName: string, { payload = '{}', as: callAs }: SandboxOptions, { stdout }: Io): Promise<ExitCode> {
  const answer = await sandbox.invoke({ functionName, payload, callAs }).catch((error: Error) => { throw new UsageError(error.message); });
  stdout.write(`${JSON.stringify(JSON.parse(answer.body), null, 2)}\n`);
  return answer.succeeded ? ExitCode.FINE : ExitCode.FOUND;
}

function reporterFor({ log, color }: SandboxOptions, output: Output, io: Io): Reporter {
  const write = (text: string) => output.write(text);
  return log === 'json' ? new JsonReporter(write) : new TextReporter(write, paintFor(output, io, color));
}

function keysOf({ context = [] }: SandboxOptions): Record<string, string> {
  return Object.fromEntries(context.map((text) => {
    const [, key, value] = /^([\w:/.-]+)=(.*)$/s.exec(text) ?? [];
    if (key === undefined) { throw new UsageError(`--context ${text}: expected KEY=VALUE, such as aws:PrincipalOrgID=o-a1b2c3d4e5`); }
    return [key, value];
  }));
}

async function endOf(until: AbortSignal): Promise<void> {
  return new Promise((done) => { until.addEventListener('abort', () => done()); });
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Does something with a signal that is given when the process is told to end. */
async function untilProcessEnds<T>(task: (until: AbortSignal) => Promise<T>): Promise<T> {
  const end = new AbortController();
  const listener = () => end.abort();
  SIGNALS.forEach((signal) => process.once(signal, listener));
  try {
    return await task(end.signal);
  } finally {
    SIGNALS.forEach((signal) => process.removeListener(signal, listener));
  }
}
