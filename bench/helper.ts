import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** What the helper for Node.js costs on top of a client that has its credentials. */
export interface HelperResult {
  /** Invocations with the helper after the warm-up. */
  readonly calls: number;
  /** The first one, which loads the SDK and assumes the role. */
  readonly firstCallMs: number;
  /** Medians of the rounds; each call goes to a server on this machine that answers at once. */
  readonly helperMs: number;
  readonly plainMs: number;
  readonly overheadMsByRound: number[];
  /** AssumeRole requests in the whole run. */
  readonly stsCalls: number;
}

/** In a process of its own: it sets the environment of a function. */
export function measureHelper(): HelperResult {
  const output = execFileSync(process.execPath, ['--require', 'tsx/cjs', join(__dirname, 'helper-child.ts')], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(output) as HelperResult;
}

/** The middle of the rounds: a single round says more about the machine. */
export function overheadMs({ overheadMsByRound }: HelperResult): number {
  return [...overheadMsByRound].sort((a, b) => a - b)[Math.floor(overheadMsByRound.length / 2)];
}
