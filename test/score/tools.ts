import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Finding, Synthesized } from './synthesize';

/** Of a tool that is given all templates at once, in bytes. */
const MAX_OUTPUT = 2 ** 30;

/** The findings of one tool, by the directory of the app. */
export type Findings = Map<string, Finding[]>;

export function awsCdkLib(apps: Synthesized[]): Findings {
  return new Map(apps.map(({ directory, said }) => [directory, said]));
}

export function cdkNag(apps: Synthesized[]): Findings {
  return new Map(apps.filter(isWhole).map(({ app, directory }) => {
    const { violations } = new AwsSolutionsChecks(app).validateScope(app);
    return [directory, violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath = '' }) => ({ rule: ruleName, where: constructPath })))];
  }));
}

/** Guard with the rules of AWS Control Tower, all templates at once. */
export function guard(apps: Synthesized[]): Findings {
  const findings = none(apps);
  const { violations } = new CfnGuardValidator({ maxBuffer: MAX_OUTPUT }).validate({ templatePaths: templatesOf(apps) });
  for (const { ruleName, violatingResources } of violations) {
    for (const { templatePath = '', resourceLogicalId = '' } of violatingResources) {
      add(findings, templatePath, { rule: ruleName, where: resourceLogicalId });
    }
  }
  return findings;
}

interface LintFinding {
  readonly Filename: string;
  readonly Location: { readonly Path: (string | number)[] | null };
  readonly Rule: { readonly Id: string };
}

/** cfn-lint as it is without options, all templates at once. */
export async function cfnLint(apps: Synthesized[]): Promise<Findings> {
  const findings = none(apps);
  const linted = JSON.parse(await runCfnLint(['--format', 'json', '--', ...templatesOf(apps)])) as LintFinding[];
  for (const { Filename, Location, Rule } of linted) { add(findings, Filename, { rule: Rule.Id, where: (Location.Path ?? []).join('/') }); }
  return findings;
}

const CFN_LINT = join(__dirname, '../../.venv/bin/cfn-lint');

/** It has exit codes for each level of finding, so it is judged by its output. */
async function runCfnLint(args: string[]): Promise<string> {
  if (!existsSync(CFN_LINT)) { throw new Error('cfn-lint is not installed; `npm run test:emulator` installs it'); }
  const output = await new Promise<string>((resolve) => execFile(CFN_LINT, args, { maxBuffer: MAX_OUTPUT }, (_, stdout) => resolve(stdout)));
  if (!output.trim().startsWith('[')) { throw new Error(`cfn-lint did not run: ${output}`); }
  return output;
}

/** aws-cdk-lib refused the others: there is nothing to look at. */
const isWhole = ({ said }: Synthesized) => !said.some(({ rule }) => rule === 'refused at synthesis');
const templatesOf = (apps: Synthesized[]) => apps.filter(isWhole).flatMap(({ templates }) => templates);
const none = (apps: Synthesized[]): Findings => new Map(apps.map(({ directory }) => [directory, []]));

function add(findings: Findings, template: string, { rule, where }: Finding): void {
  for (const [directory, found] of findings) {
    if (template.startsWith(directory + sep)) { found.push({ rule, where: `${relative(directory, template)}/${where}` }); }
  }
}
