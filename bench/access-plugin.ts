import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { CdkLib } from './cdk-lib';

/** CPU milliseconds of building and synthesizing one app with the plugin and without it, by round. */
export interface PluginResult {
  readonly cdkLib: string;
  readonly pairs: number;
  readonly without: readonly number[];
  readonly with: readonly number[];
}

/** In turns, a process each; with built-in validation where there is one. */
export function measurePlugin({ version, tsconfig }: CdkLib, pairs: number, rounds: number): PluginResult {
  const once = (plugin: boolean): number => {
    const output = execFileSync(process.execPath, ['--import', 'tsx', join(__dirname, 'access-plugin-child.ts'), String(pairs), String(plugin)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, CDK_VALIDATION: 'true', ...tsconfig !== undefined && { TSX_TSCONFIG_PATH: tsconfig } },
    });
    return (JSON.parse(output) as { cpuMs: number }).cpuMs;
  };
  const results = Array.from({ length: rounds }, () => [once(false), once(true)] as const);
  return { cdkLib: version, pairs, without: results.map(([ms]) => ms), with: results.map(([, ms]) => ms) };
}

/** What the plugin adds to the synthesis; of rounds the fastest say most on a busy machine. */
export function shareOf({ without, with: plugin }: PluginResult): number {
  return Math.min(...plugin) / Math.min(...without) - 1;
}
