import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version as cdkVersion } from 'aws-cdk-lib/package.json';
import { loadMistakes, loadRights } from './load';
import { findings as ownFindings } from './ours';
import type { ScoredApp } from './parts';
import type { Pair, Right, Tool } from './score';
import type { Synthesized } from './synthesize';
import { synthesize } from './synthesize';
import { table } from './table';
import { awsCdkLib, cdkNag, cfnLint, guard } from './tools';

const DOCUMENT = join(__dirname, '../../docs/score.md');
const BEGIN = '<!-- score:begin -->';
const END = '<!-- score:end -->';

/**
 * Scores the mistaken and the right apps and prints the table; `--write` puts it into docs/score.md.
 *
 * `--keep DIR` leaves the cloud assemblies there, to be looked at.
 */
async function main(args: string[]): Promise<void> {
  const kept = args.includes('--keep') ? args[args.indexOf('--keep') + 1] : undefined;
  const root = kept ?? mkdtempSync(join(tmpdir(), 'score-'));
  try {
    const apps: Synthesized[] = [];
    const make = (name: string, build: ScoredApp['build']): string => {
      const directory = join(root, name);
      mkdirSync(directory, { recursive: true });
      apps.push(synthesize(build, directory));
      return directory;
    };
    const pairs = loadMistakes().map(({ app: mistake }): Pair => ({
      mistake,
      wrong: make(mistake.id, (app) => mistake.build(app)),
      repaired: make(`${mistake.id}-repaired`, (app) => mistake.build(app, true)),
    }));
    const rights = loadRights().map(({ file, app }): Right => ({
      app,
      directory: make(`right-${file.replace('.ts', '')}`, (cdkApp) => app.build(cdkApp)),
    }));
    failIfRefused(apps, pairs);
    // cfn-lint is a process of its own and takes as long as all the others
    const linting = cfnLint(apps);
    const tools: Tool[] = [
      { name: 'aws-cdk-lib', findings: awsCdkLib(apps) },
      { name: 'cdk-nag', findings: cdkNag(apps) },
      { name: 'Guard', findings: guard(apps) },
      { name: 'cfn-lint', findings: await linting },
      { name: 'this library', findings: new Map(apps.map(({ directory }) => [directory, own(directory)])), own: true },
    ];
    failIfSilent(tools);
    const text = `With aws-cdk-lib ${cdkVersion}.\n\n${table(tools, pairs, rights)}`;
    console.log(text);
    if (args.includes('--write')) { write(text); }
  } finally {
    if (!kept) { rmSync(root, { recursive: true }); }
  }
}

const own = (directory: string) => ownFindings(directory).map(({ ruleId }) => ({ rule: ruleId, where: '' }));

/** An app that is meant to be right must synthesize. */
function failIfRefused(apps: Synthesized[], pairs: Pair[]): void {
  const wrong = new Set(pairs.map((pair) => pair.wrong));
  for (const { directory, said } of apps.filter((app) => !wrong.has(app.directory))) {
    const refusal = said.find(({ rule }) => rule === 'refused at synthesis');
    if (refusal) { throw new Error(`${directory} is meant to be right: ${refusal.where}`); }
  }
}

/** Each of the other tools has something to say of some app, if it ran at all. */
function failIfSilent(tools: Tool[]): void {
  for (const { name, findings } of tools.filter((tool) => !tool.own)) {
    if ([...findings.values()].every((found) => found.length === 0)) { throw new Error(`${name} found nothing anywhere: it did not run`); }
  }
}

function write(text: string): void {
  const document = readFileSync(DOCUMENT, 'utf8');
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) { throw new Error(`${DOCUMENT} has no ${BEGIN} before ${END}`); }
  writeFileSync(DOCUMENT, `${document.slice(0, begin + BEGIN.length)}\n${text}\n${document.slice(end)}`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
