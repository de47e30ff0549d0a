import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { compareCase, isUnexplained, type Comparison } from './compare';
import { caseOf } from './generate';
import { shrunk } from './shrink';

/*
 * Compares the evaluator with an independent one over generated cases:
 *
 *   npx tsx test/differential/run.ts --cases 100000 [--seed 1] [--processes 2]
 */
const { values } = parseArgs({
  options: { cases: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' }, processes: { type: 'string' }, part: { type: 'string' } },
});
const cases = Number(values.cases);
const seed = Number(values.seed);
const processes = Number(values.processes ?? availableParallelism());

/** What one process found. */
interface Found {
  readonly outcomes: Record<string, number>;
  readonly explained: Record<string, number>;
  readonly unexplained: Comparison[];
}

async function part(number: number): Promise<Found> {
  const found: Found = { outcomes: {}, explained: {}, unexplained: [] };
  for (let index = number; index < cases; index += processes) {
    const comparison = await compareCase(caseOf(seed, index));
    count(found.outcomes, comparison.ours);
    for (const name of comparison.explained) { count(found.explained, name); }
    if (isUnexplained(comparison)) { found.unexplained.push(comparison); }
  }
  return found;
}

async function all(): Promise<void> {
  const begin = Date.now();
  const parts = await Promise.all(Array.from({ length: processes }, (_, number) => inProcess(number)));
  const seconds = (Date.now() - begin) / 1000;
  const unexplained = parts.flatMap((found) => found.unexplained);
  console.log(`${cases} cases of seed ${seed} in ${seconds.toFixed(1)} s, ${Math.round(cases / seconds)} cases/s:`, total(parts.map(({ outcomes }) => outcomes)));
  console.log('explained disagreements:', total(parts.map(({ explained }) => explained)));
  console.log(`unexplained disagreements: ${unexplained.length}`);
  for (const group of new Set(unexplained.map(groupOf))) {
    const same = unexplained.filter((one) => groupOf(one) === group);
    const small = await smallest(same[0]);
    console.log(`\n${group} (${same.length}), for example ${same[0].given.seed}/${same[0].given.index}:\n${JSON.stringify(small)}`);
  }
  process.exitCode = unexplained.length > 0 ? 1 : 0;
}

/** Who calls what stays; the policies and the context lose what has nothing to do with it. */
async function smallest({ given, ours, theirs }: Comparison): Promise<unknown> {
  const { seed: _seed, index, caller, action, resource, resourceAccount, ...rest } = given;
  const fixed = { seed, index, caller, action, resource, resourceAccount };
  const differs = async (some: typeof rest): Promise<boolean> => {
    const again = await compareCase({ ...fixed, ...some });
    return again.ours === ours && again.theirs === theirs && isUnexplained(again);
  };
  return { ...fixed, ...await shrunk(rest, differs) };
}

function inProcess(number: number): Promise<Found> {
  return new Promise((resolve, reject) => {
    const child = fork(__filename, ['--part', String(number), '--cases', String(cases), '--seed', String(seed), '--processes', String(processes)]);
    child.once('message', (found) => resolve(found as Found));
    child.once('exit', (code) => reject(new Error(`process ${number} ended with ${code}`)));
  });
}

function groupOf({ given, ours, theirs }: Comparison): string {
  const layers = (['boundary', 'sessionPolicy', 'endpointPolicy'] as const).filter((layer) => given[layer]);
  const where = given.caller.kind === 'role' || given.caller.kind === 'user' ? given.caller.account === given.resourceAccount ? 'within' : 'across' : '';
  return [given.action, given.caller.kind, where, ...layers, `ours ${ours}, theirs ${theirs}`].join(' ');
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

function total(parts: readonly Record<string, number>[]): Record<string, number> {
  const sum: Record<string, number> = {};
  for (const one of parts) { for (const [name, number] of Object.entries(one)) { sum[name] = (sum[name] ?? 0) + number; } }
  return sum;
}

void (values.part === undefined ? all() : part(Number(values.part)).then((found) => process.send!(found)));
