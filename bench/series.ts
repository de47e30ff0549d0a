import type { CdkLib } from './cdk-lib';
import { measureInChild } from './child';
import type { Measurement } from './measurement';
import type { Variant } from './wirings';

/** One table of the report: every variant, with the same number of pairs, under the same conditions. */
export interface Series {
  readonly n: number;
  readonly validation: boolean;
  readonly cdkLib: string;
  readonly rounds: number;
  readonly results: Partial<Record<Variant, Result>>;
}

/** A variant over all rounds; the figures are medians. */
export interface Result extends Measurement {
  /** CPU time of one link: the variant minus the app without wiring, by the number of pairs. */
  readonly wiringMs: number;
  /** The same within each round. */
  readonly wiringMsByRound: number[];
  readonly cpuMsByRound: number[];
  /** Slowest minus fastest round, as a share of the median: how far the figures can be trusted. */
  readonly spread: number;
}

export interface SeriesPlan {
  readonly n: number;
  readonly validation: boolean;
  readonly cdkLib: CdkLib;
  readonly rounds: number;
  readonly variants: readonly Variant[];
}

/** Measures the variants in turns, so that a slow minute of the machine meets them all. */
export async function measureSeries(plan: SeriesPlan, progress: (text: string) => void): Promise<Series> {
  const { n, validation, cdkLib, rounds, variants } = plan;
  const raw = new Map<Variant, Measurement[]>(variants.map((variant) => [variant, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const variant of variants) {
      progress(`N = ${n}, validation ${validation ? 'on' : 'off'}, aws-cdk-lib ${cdkLib.version}, round ${round} of ${rounds}: ${variant}`);
      raw.get(variant)!.push(await measureInChild({ variant, n, validation, tsconfig: cdkLib.tsconfig }));
    }
  }
  const base = raw.get('none')!;
  const results = Object.fromEntries([...raw].map(([variant, runs]) => [variant, summarize(runs, base, n)]));
  return { n, validation, cdkLib: cdkLib.version, rounds, results };
}

function summarize(runs: Measurement[], base: Measurement[], n: number): Result {
  const of = (field: keyof Measurement) => median(runs.map((run) => run[field]));
  const cpu = runs.map((run) => run.cpuMs);
  const baseCpu = base.map((run) => run.cpuMs);
  return {
    warmUpMs: of('warmUpMs'),
    cpuMs: of('cpuMs'),
    peakMiB: of('peakMiB'),
    resources: of('resources'),
    templateBytes: of('templateBytes'),
    wiringMs: (median(cpu) - median(baseCpu)) / n,
    wiringMsByRound: cpu.map((ms, round) => (ms - baseCpu[round]) / n),
    cpuMsByRound: cpu,
    spread: (Math.max(...cpu) - Math.min(...cpu)) / median(cpu),
  };
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
