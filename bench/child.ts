import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Measurement } from './measurement';
import type { Variant } from './wirings';

/** What one process is to measure. */
export interface Job {
  readonly variant: Variant;
  readonly n: number;
  readonly validation: boolean;
  /** A TypeScript project file that leads imports to another aws-cdk-lib. */
  readonly tsconfig?: string;
}

/** Measures in a fresh process, so that no variant profits from what another has warmed up. */
export async function measureInChild({ variant, n, validation, tsconfig }: Job): Promise<Measurement> {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'measure.ts'), variant, String(n)], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CDK_VALIDATION: String(validation),
      ...tsconfig === undefined ? {} : { TSX_TSCONFIG_PATH: tsconfig },
    },
  });
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => { output += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors += text; });
  const [exitCode] = await once(child, 'close') as [number | null];
  if (exitCode !== 0) { throw new Error(`measuring ${variant} with ${n} pairs ended with ${exitCode}:\n${errors}`); }
  return JSON.parse(output) as Measurement;
}
