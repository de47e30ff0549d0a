import { existsSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { UsageError } from './exit-code';
import { contextKeys } from './input-options';
import type { InputOptions, TemplateGroup } from './input-options';
import type { Io } from './io';
import { Progress } from './progress';
import { check } from '../access/check';
import type { Report } from '../access/check';
import { evaluatorOf } from '../access/evaluate/evaluate';
import type { Surroundings } from '../access/evaluate/evaluator';
import type { LinkOptions } from '../access/links/links-of';
import type { Cloud } from '../access/model/cloud';
import type { Known } from '../access/queries/decide-call';
import type { ReadOptions } from '../access/read/options';
import { cloudOf, cloudOfTemplates } from '../access/read/read-cloud';
import { readPolicyFiles } from '../access/read/resources/scp';
import type { TemplateFile } from '../access/read/template-file';

/** What a command works on. */
export interface Input {
  readonly report: Report;
  /** For questions about calls that the templates do not speak of. */
  readonly known: Known;
  /** The file of a template on this machine. */
  fileOf(template: string): string;
}

/** From this size on reading takes longer than people wait without wondering: some 20 MB a second. */
const LARGE_BYTES = 10_000_000;

/** Reads an assembly or templates, decides every call and asks every rule. */
export function readInput(assembly: string | undefined, options: InputOptions, io: Io): Input {
  const progress = new Progress(io);
  try {
    const { directory, cloud } = readCloudOf(assembly, options, io, progress);
    const keys = contextKeys(options.context);
    const linkOptions: LinkOptions = { surroundings: surroundingsOf(options, io), keys: () => keys };
    progress.step(`deciding the calls of ${cloud.stacks.length} stacks`);
    const report = check(cloud, linkOptions);
    progress.step('writing');
    return { report, known: { cloud, links: report.links, evaluatorOf, options: linkOptions }, fileOf: (template) => resolve(directory, template) };
  } finally {
    progress.end();
  }
}

function readCloudOf(assembly: string | undefined, options: InputOptions, io: Io, progress: Progress): { directory: string; cloud: Cloud } {
  const [defaults, ...templates] = options.groups;
  const read: ReadOptions = { stacks: options.stack, env: options.env, parameters: parametersOf(options) };
  if (templates.length > 0) {
    if (assembly !== undefined) { throw new UsageError(`both an assembly (${assembly}) and --template are given; write one of them`); }
    return { directory: process.cwd(), cloud: cloudOfTemplates(templates.map((group) => templateOf(group, defaults, io)), read) };
  }
  if (Object.keys(defaults).length > 0) { throw new UsageError('--account, --region and --stack-name belong to a --template; for the stacks of an assembly that have no env, write --env account/region'); }
  const directory = resolve(io.cwd, assembly ?? 'cdk.out');
  if (!existsSync(directory)) { throw new UsageError(`there is no ${assembly ?? 'cdk.out'} here; run "cdk synth" first, or name the directory of the assembly`); }
  if (statSync(directory).isFile()) { throw new UsageError(`${assembly} is a file; expected the directory of an assembly, or --template ${assembly} --account … --region …`); }
  if (isLarge(directory)) { progress.long('reading the templates'); }
  return { directory, cloud: cloudOf(directory, read) };
}

/** The tree that CDK writes beside the templates grows with them. */
function isLarge(directory: string): boolean {
  return ['manifest.json', 'tree.json'].some((file) => (statSync(resolve(directory, file), { throwIfNoEntry: false })?.size ?? 0) > LARGE_BYTES);
}

function templateOf(group: TemplateGroup, defaults: TemplateGroup, io: Io): TemplateFile {
  const { file = '', account, region, stackName } = { ...defaults, ...group };
  const missing = account === undefined ? '--account' : region === undefined ? '--region' : undefined;
  if (account === undefined || region === undefined) { throw new UsageError(`${missing} is missing for --template ${file}: the same template means other ARNs elsewhere`); }
  // shown as it can be written on the command line
  return { path: relative(process.cwd(), resolve(io.cwd, file)), account, region, stackName };
}

export function parametersOf({ parameter = [] }: Pick<InputOptions, 'parameter'>): Record<string, Record<string, string>> {
  const values: Record<string, Record<string, string>> = {};
  for (const { stack, name, value } of parameter) { values[stack] = { ...values[stack], [name]: value }; }
  return values;
}

/** What templates do not have, from files. */
export function surroundingsOf({ scp, rcp }: Pick<InputOptions, 'scp' | 'rcp'>, io: Io): Surroundings {
  if (!scp && !rcp) { return {}; }
  const policies = (files: readonly string[]) => readPolicyFiles(files.map((file) => resolve(io.cwd, file)));
  return { ...scp && { serviceControlPolicies: policies(scp) }, ...rcp && { resourceControlPolicies: policies(rcp) } };
}
