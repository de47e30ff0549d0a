import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { writeAssembly } from './access-app';

/** What one process measured of reading an assembly and checking it. */
export interface AccessMeasurement {
  /** CPU time of all threads for reading, from the first file to the model. */
  readonly readMs: number;
  /** The same with the verdicts and the rules. */
  readonly cpuMs: number;
  /** Largest resident set of the whole process. */
  readonly peakMiB: number;
  /** That of the process before it reads anything. */
  readonly baseMiB: number;
  readonly calls: number;
  readonly denied: number;
  readonly findings: number;
}

/** The check of one app; figures are medians over the rounds. */
export interface AccessResult extends AccessMeasurement {
  readonly links: number;
  readonly cpuMsByRound: readonly number[];
}

/** Measures the access check as plain JavaScript, which is what is published, in a process of its own for each round. */
export function measureAccess(sizes: readonly number[], rounds: number): AccessResult[] {
  const temp = mkdtempSync(join(tmpdir(), 'bench-access-'));
  try {
    const child = compile(join(__dirname, '..'));
    return sizes.map((links) => {
      const assembly = join(temp, String(links));
      mkdirSync(assembly);
      writeAssembly(links, join(temp, `pattern-${links}`), assembly);
      const runs = Array.from({ length: rounds }, () => JSON.parse(execFileSync(process.execPath, [child, assembly], { encoding: 'utf8' })) as AccessMeasurement);
      rmSync(assembly, { recursive: true });
      const of = (field: keyof AccessMeasurement) => median(runs.map((run) => run[field]));
      return {
        links,
        readMs: of('readMs'),
        cpuMs: of('cpuMs'),
        peakMiB: of('peakMiB'),
        baseMiB: of('baseMiB'),
        calls: of('calls'),
        denied: of('denied'),
        findings: of('findings'),
        cpuMsByRound: runs.map(({ cpuMs }) => cpuMs),
      };
    });
  } finally {
    rmSync(temp, { recursive: true, force: true });
  }
}

/** Compiled file by file as the package is, and where its imports are found; one level below its data, which is read from there. */
function compile(root: string): string {
  const home = join(root, 'node_modules/.cache/bench/access');
  rmSync(home, { recursive: true, force: true });
  buildSync({
    entryPoints: ['src/access/**/*.ts', 'src/cli/compile-later.ts', 'bench/access-child.ts'].map((path) => join(root, path)),
    outbase: root,
    outdir: home,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'error',
  });
  symlinkSync(join(root, 'data'), join(home, 'data'));
  return join(home, 'bench/access-child.js');
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
