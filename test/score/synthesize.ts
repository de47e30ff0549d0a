import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';

/** What one tool says of one app: the rule, and the place in the app. */
export interface Finding {
  readonly rule: string;
  readonly where: string;
}

/** An app as the tools get it. */
export interface Synthesized {
  readonly app: App;
  readonly directory: string;
  /** Of all its stacks, also nested ones. */
  readonly templates: string[];
  /** What aws-cdk-lib says: a refusal, annotations, and findings of its own validation of templates. */
  readonly said: Finding[];
}

/** As `cdk init` makes an app, and with the only references between accounts that there are. */
const CONTEXT = {
  ...recommendedFlags,
  '@aws-cdk/core:defaultCrossStackReferences': 'weak',
  // findings are read from the report, for which synthesis must go on
  '@aws-cdk/core:failSynthOnValidationErrors': false,
  '@aws-cdk/core:annotationsInValidationReport': false,
};

export function synthesize(build: (app: App) => void, directory: string): Synthesized {
  const app = new App({ outdir: directory, context: CONTEXT, analyticsReporting: false });
  const said: Finding[] = [];
  const { exitCode } = process;
  const { error } = console;
  // aws-cdk-lib also prints its report; only that is kept back, as an error is thrown
  console.error = () => undefined;
  try {
    build(app);
    said.push(...messages(app.synth()), ...reported(directory));
  } catch (refusal) {
    said.push({ rule: 'refused at synthesis', where: (refusal as Error).message });
  } finally {
    console.error = error;
    process.exitCode = exitCode;
  }
  return { app, directory, templates: templatesIn(directory), said };
}

function messages(assembly: CloudAssembly): Finding[] {
  const own = assembly.stacks.flatMap((stack) => stack.messages
    .filter(({ level }) => level !== 'info')
    .map(({ id, level, entry }) => ({ rule: acknowledgement(String(entry.data)) ?? level, where: id })));
  return [...own, ...assembly.nestedAssemblies.flatMap(({ nestedAssembly }) => messages(nestedAssembly))];
}

const acknowledgement = (text: string) => /\[ack: ([^\]]+)\]$/.exec(text)?.[1];

interface Report {
  readonly pluginReports: {
    readonly violations: { readonly ruleName: string; readonly violatingConstructs: { readonly constructPath?: string }[] }[];
  }[];
}

/** The built-in validation of CloudFormation templates, which newer versions of aws-cdk-lib have. */
function reported(directory: string): Finding[] {
  const file = join(directory, 'validation-report.json');
  if (!existsSync(file)) { return []; }
  const { pluginReports } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  return pluginReports.flatMap(({ violations }) => violations.flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath = '' }) => ({ rule: ruleName, where: constructPath }))));
}

function templatesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => join(directory, file))
    .sort((a, b) => relative(directory, a).localeCompare(relative(directory, b), 'en'));
}
