import type { AccessResult } from './access';
import { shareOf } from './access-plugin';
import type { PluginResult } from './access-plugin';
import type { CallersResult } from './callers';
import { LIMIT, MANY } from './callers';
import { overheadMs } from './helper';
import type { HelperResult } from './helper';
import type { Series } from './series';
import type { Variant } from './wirings';

/** A promise about speed or size, and what was measured. */
export interface TargetResult {
  readonly target: string;
  readonly measured: string;
  /** Undefined where this run did not measure it. */
  readonly met?: boolean;
  /** Whether the rounds lie on both sides of the limit: then the machine was too busy to tell. */
  readonly unsure?: boolean;
}

const LARGE = 1000;
const SMALL = 100;
const NOT_MEASURED = 'not measured in this run';

export function checkTargets(
  all: Series[], callers: CallersResult[], helper: HelperResult, access: AccessResult[], plugin: PluginResult[],
): TargetResult[] {
  return [
    checkWiring(find(all, LARGE), 'expert-l2', 0.40),
    checkWiring(find(all, LARGE), 'bare-l1', 1.25),
    checkScale(scaleRatio(all)),
    checkCallers(callers),
    checkHelper(helper),
    ...checkAccess(access),
    ...plugin.map(checkPlugin),
  ];
}

function checkWiring(series: Series | undefined, other: Variant, atMost: number): TargetResult {
  const target = `wiring at N = ${LARGE}: at most ${atMost.toFixed(2)} of ${other}`;
  const ours = series?.results.ours;
  const theirs = series?.results[other];
  if (!ours || !theirs) { return { target, measured: NOT_MEASURED }; }
  const value = ours.wiringMs / theirs.wiringMs;
  const rounds = ours.wiringMsByRound.map((ms, round) => ms / theirs.wiringMsByRound[round]);
  return {
    target,
    measured: `${value.toFixed(2)} (rounds: ${rounds.map((ratio) => ratio.toFixed(2)).join(', ')})`,
    met: value <= atMost,
    // a negative ratio says that the wiring was lost in the noise
    unsure: new Set(rounds.map((ratio) => ratio >= 0 && ratio <= atMost)).size > 1,
  };
}

function checkScale(value: number | undefined): TargetResult {
  const target = `time(${LARGE}) / time(${SMALL}): at most 9`;
  return value === undefined ? { target, measured: NOT_MEASURED } : { target, measured: value.toFixed(2), met: value <= 9 };
}

/** How the time of the whole app grows when it has ten times the pairs. */
export function scaleRatio(all: Series[], variant: Variant = 'ours'): number | undefined {
  const large = find(all, LARGE)?.results[variant];
  const small = find(all, SMALL)?.results[variant];
  return large && small && large.cpuMs / small.cpuMs;
}

/** Where one aws-cdk-lib was measured after another, the first: that of this checkout. */
function find(all: Series[], n: number): Series | undefined {
  return all.find((series) => series.n === n && !series.validation);
}

function checkCallers(callers: CallersResult[]): TargetResult {
  const [{ resources, characters }] = callers.filter(({ writer }) => writer === 'ours');
  return {
    target: `${MANY} callers on one function: at most 5 resources, inside the limit`,
    measured: `${resources} resources, ${characters} of ${LIMIT} characters`,
    met: resources <= 5 && characters <= LIMIT,
  };
}

function checkHelper(helper: HelperResult): TargetResult {
  const value = overheadMs(helper);
  return {
    target: 'helper for Node.js: at most 1 ms a call after the first, one AssumeRole for each lifetime',
    measured: `${value.toFixed(2)} ms, ${helper.stsCalls} AssumeRole for ${helper.calls} calls within one lifetime`,
    met: value <= 1 && helper.stsCalls === 1,
  };
}

/** Linear: ten times the links take at most twelve times the time, most of what is not linear being the start. */
function checkAccess(results: AccessResult[]): TargetResult[] {
  const of = (links: number) => results.find((result) => result.links === links)!;
  const [{ cpuMs, peakMiB, cpuMsByRound }, many] = [of(LARGE), of(10 * LARGE)];
  return [
    {
      target: `access check of ${LARGE} links: at most 1 s CPU and 250 MiB`,
      measured: `${(cpuMs / 1000).toFixed(2)} s, ${peakMiB.toFixed(0)} MiB`,
      met: cpuMs <= 1000 && peakMiB <= 250,
      unsure: new Set(cpuMsByRound.map((ms) => ms <= 1000)).size > 1,
    },
    { target: `access check, time(${10 * LARGE}) / time(${LARGE}): at most 12`, measured: (many.cpuMs / cpuMs).toFixed(2), met: many.cpuMs / cpuMs <= 12 },
  ];
}

function checkPlugin(result: PluginResult): TargetResult {
  const share = shareOf(result);
  return {
    target: `plugin, ${result.pairs} pairs, aws-cdk-lib ${result.cdkLib}: at most 10 % more synthesis`,
    measured: `${(share * 100).toFixed(1)} %`,
    met: share <= 0.10,
  };
}
