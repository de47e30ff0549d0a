import Table from 'cli-table3';
import type { AccessResult } from './access';
import { shareOf } from './access-plugin';
import type { PluginResult } from './access-plugin';
import type { CallersResult } from './callers';
import { LIMIT, MANY } from './callers';
import { overheadMs } from './helper';
import type { HelperResult } from './helper';
import type { Result, Series } from './series';
import { scaleRatio } from './targets';
import type { TargetResult } from './targets';
import type { TriggersResult } from './triggers';
import { VARIANTS } from './wirings';

export function printSeries(series: Series): void {
  const { n, validation, cdkLib, rounds, results } = series;
  console.log(`\nN = ${n} pairs, built-in validation ${validation ? 'ON' : 'off'}, aws-cdk-lib ${cdkLib}, medians of ${rounds} rounds`);
  const table = newTable('variant', 'CPU ms', 'spread', 'wiring ms/link', 'of expert L2', 'of bare L1', 'peak MiB', 'resources/pair', 'template bytes/pair');
  for (const variant of VARIANTS) {
    const result = results[variant];
    if (!result) { continue; }
    const wired = variant !== 'none';
    table.push([
      variant,
      result.cpuMs.toFixed(0),
      `${(result.spread * 100).toFixed(0)} %`,
      wired ? result.wiringMs.toFixed(2) : '',
      wired ? ratio(result, results['expert-l2']) : '',
      wired ? ratio(result, results['bare-l1']) : '',
      result.peakMiB.toFixed(0),
      result.resources / n,
      (result.templateBytes / n).toFixed(0),
    ]);
  }
  console.log(table.toString());
  console.log(`CPU time of the first app in a process, not contained above: ${results.none!.warmUpMs.toFixed(0)} ms`);
}

export function printScale(all: Series[]): void {
  const table = newTable('variant', 'time(1000) / time(100)');
  for (const variant of VARIANTS) {
    const value = scaleRatio(all, variant);
    if (value !== undefined) { table.push([variant, value.toFixed(2)]); }
  }
  if (table.length > 0) { console.log(`\nScale, validation off\n${table.toString()}`); }
}

export function printCallers(results: CallersResult[]): void {
  console.log(`\nRole callers of one function, whose policy may have ${thousands(LIMIT)} characters as Lambda stores it`);
  const table = newTable('written by', 'role name', 'callers that fit', `resources for ${MANY}`, `characters for ${MANY}`, 'deploys');
  for (const { writer, roleNameLength, fit, resources, characters } of results) {
    table.push([writer, `${roleNameLength} characters`, fit, resources, thousands(characters), characters <= LIMIT ? 'yes' : 'no']);
  }
  console.log(table.toString());
  console.log('Resources are those of the whole stack: function, role, version, alias and what lets the callers in, without the log group.');
}

export function printTriggers(results: TriggersResult[]): void {
  console.log('\nMany sources of one account on one function of another; statements are what lets them call');
  const table = newTable('sources', 'written by', 'statements', 'characters', 'in the right account', 'resources', 'CPU ms');
  for (const { sources, writer, statements, characters, rightAccount, resources, cpuMs } of results) {
    table.push([sources, writer, statements, thousands(characters), rightAccount ? 'yes' : 'NO', resources, cpuMs.toFixed(0)]);
  }
  console.log(table.toString());
}

export function printHelper(helper: HelperResult): void {
  console.log(`\nThe helper for Node.js: ${thousands(helper.calls)} calls through a role, to a server on this machine that answers at once`);
  const table = newTable('first call', 'each call', 'without the helper', 'overhead', 'AssumeRole requests');
  table.push([
    `${helper.firstCallMs.toFixed(0)} ms`,
    `${helper.helperMs.toFixed(2)} ms`,
    `${helper.plainMs.toFixed(2)} ms`,
    `${overheadMs(helper).toFixed(2)} ms`,
    helper.stsCalls,
  ]);
  console.log(table.toString());
}

export function printAccess(results: AccessResult[]): void {
  console.log('\nThe access check of apps with ten links in each pair of stacks, a process each, modules loaded before');
  const table = newTable('links', 'reading, CPU ms', 'with verdicts and rules', 'rounds', 'peak MiB', 'calls', 'findings');
  for (const { links, readMs, cpuMs, cpuMsByRound, peakMiB, calls, findings } of results) {
    table.push([thousands(links), readMs.toFixed(0), cpuMs.toFixed(0), cpuMsByRound.map((ms) => ms.toFixed(0)).join(', '), peakMiB.toFixed(0), thousands(calls), findings]);
  }
  console.log(table.toString());
}

export function printPlugin(results: PluginResult[]): void {
  console.log('\nSynthesis of the app with the plugin; built-in validation on where aws-cdk-lib has it');
  const table = newTable('aws-cdk-lib', 'pairs', 'without, CPU ms', 'with', 'share');
  for (const result of results) {
    const list = (rounds: readonly number[]) => rounds.map((ms) => ms.toFixed(0)).join(', ');
    table.push([result.cdkLib, result.pairs, list(result.without), list(result.with), `${(shareOf(result) * 100).toFixed(1)} %`]);
  }
  console.log(table.toString());
}

export function printTargets(targets: TargetResult[]): void {
  const table = newTable('target', 'measured', 'verdict');
  for (const result of targets) { table.push([result.target, result.measured, verdict(result)]); }
  console.log(`\nTargets, validation off\n${table.toString()}`);
  console.log('Wiring is a small difference of two large figures: where the rounds disagree, repeat on a quiet machine, with --rounds 9.');
}

function verdict({ met, unsure }: TargetResult): string {
  if (met === undefined) { return ''; }
  return `${met ? 'met' : 'NOT MET'}${unsure ? ', unsure' : ''}`;
}

function ratio(result: Result, other: Result | undefined): string {
  if (!other) { return ''; }
  // a variant that seems to cost less than nothing was measured on too busy a machine
  return result.wiringMs > 0 && other.wiringMs > 0 ? (result.wiringMs / other.wiringMs).toFixed(2) : 'noise';
}

function thousands(value: number): string {
  return value.toLocaleString('en-US');
}

/** No colours: the output is pasted into files and issues. */
function newTable(...head: string[]): InstanceType<typeof Table> {
  return new Table({ head, style: { head: [], border: [] }, colAligns: ['left', ...head.slice(1).map(() => 'right' as const)] });
}
