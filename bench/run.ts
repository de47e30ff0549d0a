import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAccess } from './access';
import { measurePlugin } from './access-plugin';
import { measureCallers } from './callers';
import { installedCdkLib, validatingCdkLib } from './cdk-lib';
import type { CdkLib } from './cdk-lib';
import { measureHelper } from './helper';
import { printAccess, printCallers, printHelper, printPlugin, printScale, printSeries, printTargets, printTriggers } from './report';
import { measureSeries } from './series';
import type { Series, SeriesPlan } from './series';
import { checkTargets } from './targets';
import { measureTriggers } from './triggers';
import { VARIANTS } from './wirings';

const RESULTS = join(__dirname, 'results');
/** Where the compiler, jest and git do not look. */
const CACHE = join(__dirname, '../node_modules/.cache/bench');
const USAGE = `npm run bench -- [options]

  --n 1,100,1000                pairs; validation is on only for 100 unless you say which
  --rounds 5                    rounds of each series; default 5, and 3 where one takes long
  --validation off|on|both      aws-cdk-lib's built-in validation; default both
  --check                       exit code 1 if a target is not met or not measured`;

interface Options {
  readonly pairs: number[];
  readonly validatedPairs: number[];
  readonly rounds?: number;
  readonly check: boolean;
}

/** Undefined, with the reason on the console, where the command line makes no sense. */
function readOptions(): Options | undefined {
  try {
    return parseOptions();
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return undefined;
  }
}

function parseOptions(): Options {
  const { values } = parseArgs({
    options: {
      n: { type: 'string' },
      rounds: { type: 'string' },
      validation: { type: 'string', default: 'both' },
      check: { type: 'boolean', default: false },
    },
  });
  const { validation } = values;
  if (!['off', 'on', 'both'].includes(validation)) { throw new Error(`--validation is off, on or both, not ${validation}`); }
  const pairs = values.n?.split(',').map((n) => positive('--n', n));
  return {
    pairs: validation === 'on' ? [] : pairs ?? [1, 100, 1000],
    validatedPairs: validation === 'off' ? [] : pairs ?? [100],
    rounds: values.rounds === undefined ? undefined : positive('--rounds', values.rounds),
    check: values.check,
  };
}

function positive(option: string, value: string): number {
  if (!/^[1-9]\d{0,4}$/.test(value)) { throw new Error(`${option} takes numbers from 1 to 99999, not '${value}'`); }
  return Number(value);
}

/** Undefined, with the reason on the console, where a validating aws-cdk-lib can neither be found nor installed. */
function findValidatingCdkLib(): CdkLib | undefined {
  try {
    return validatingCdkLib(CACHE);
  } catch (error) {
    console.log(`Built-in validation NOT MEASURED: aws-cdk-lib ${installedCdkLib().version} has none, and a newer one could not be installed. ${(error as Error).message}`);
    return undefined;
  }
}

/** The permissions variant differs from ours in one resource type only: not measured where a round takes long. */
function planSeries({ pairs, validatedPairs, rounds }: Options): SeriesPlan[] {
  const brief = VARIANTS.filter((variant) => variant !== 'ours-permissions');
  const plans: SeriesPlan[] = pairs.map((n) => ({
    n,
    validation: false,
    cdkLib: installedCdkLib(),
    rounds: rounds ?? (n < 1000 ? 5 : 3),
    variants: n < 1000 ? VARIANTS : brief,
  }));
  const cdkLib = validatedPairs.length > 0 ? findValidatingCdkLib() : undefined;
  if (!cdkLib) { return plans; }
  for (const n of validatedPairs) {
    // off and on with one aws-cdk-lib, or the difference would be that of two versions
    for (const validation of [false, true]) {
      plans.push({ n, validation, cdkLib, rounds: rounds ?? 2, variants: brief });
    }
  }
  return plans;
}

async function main(options: Options): Promise<void> {
  const started = new Date();
  console.log(`Node.js ${process.version}, ${cpus().length} CPUs, recommended feature flags; variants in turns, one process each; imports and a first app with one pair excluded`);
  const all: Series[] = [];
  for (const plan of planSeries(options)) {
    const series = await measureSeries(plan, (text) => process.stderr.write(`${text}\n`));
    printSeries(series);
    all.push(series);
  }
  printScale(all);
  // this section counts characters
  process.env.CDK_VALIDATION = 'false';
  // of what aws-cdk-lib uses itself
  process.env.JSII_DEPRECATED = 'quiet';
  const callers = measureCallers([10, 64]);
  printCallers(callers);
  const triggers = measureTriggers();
  printTriggers(triggers);
  const helper = measureHelper();
  printHelper(helper);
  const access = measureAccess([100, 1000, 10000], 3);
  printAccess(access);
  const validating = findValidatingCdkLib();
  const plugin = [installedCdkLib(), ...validating ? [validating] : []].map((cdkLib) => measurePlugin(cdkLib, 1000, 2));
  printPlugin(plugin);
  const targets = checkTargets(all, callers, helper, access, plugin);
  printTargets(targets);
  save(started, { node: process.version, series: all, callers, triggers, helper, access, plugin, targets });
  if (options.check && targets.some(({ met }) => met !== true)) { process.exitCode = 1; }
}

function save(started: Date, results: object): void {
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${started.toISOString().replace(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ started, ...results }, null, 2)}\n`);
  console.log(`\n${relative(process.cwd(), file)} written, ${((Date.now() - started.getTime()) / 1000).toFixed(0)} s`);
}

const options = readOptions();
if (options) { void main(options); } else { process.exitCode = 2; }
