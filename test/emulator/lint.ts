import { basename } from 'node:path';
import type { Assembly } from './assemblies';
import type { Checks } from './checks';
import { runCfnLint } from './python';

/** Rules that do not count, and why. */
const EXCLUDED_RULES: Record<string, string> = {
  W3005: 'aws-cdk-lib writes DependsOn from a function to its role, although Fn::GetAtt implies it',
  W3010: 'an example names its availability zones, so that no credentials are needed to look them up',
};

interface Finding {
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Location: { readonly Path: (string | number)[] | null };
  readonly Rule: { readonly Id: string };
}

/** One check for each template; any finding fails it, whatever its level. */
export async function lintTemplates(checks: Checks, assemblies: Record<string, Assembly>): Promise<void> {
  checks.section('cfn-lint');
  for (const [rule, reason] of Object.entries(EXCLUDED_RULES)) { console.log(`  not counted: ${rule}, ${reason}`); }
  for (const [name, assembly] of Object.entries(assemblies)) {
    const files = assembly.templateFiles();
    await checks.check(`${name} has templates`, () => {
      if (files.length === 0) { throw new Error(`no *.template.json in ${assembly.directory}`); }
    });
    const findings = JSON.parse(await runCfnLint(['--format', 'json', '--', ...files])) as Finding[];
    for (const file of files) {
      await checks.check(`${name}/${basename(file)}`, () => {
        const counted = findings.filter((finding) => finding.Filename === file && !(finding.Rule.Id in EXCLUDED_RULES));
        if (counted.length > 0) { throw new Error(counted.map(line).join('\n')); }
      });
    }
  }
}

function line({ Rule, Level, Message, Location }: Finding): string {
  return `${Rule.Id} ${Level}: ${Message} (${Location.Path?.join('/') ?? 'template'})`;
}
