import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { UsageError } from './exit-code';

/** One template given by hand. */
export interface TemplateGroup {
  readonly file?: string;
  readonly account?: string;
  readonly region?: string;
  readonly stackName?: string;
}

/** Where stacks without an env are deployed. */
export interface Environment {
  readonly account: string;
  readonly region: string;
}

/** The options with which every command says what it reads. */
export interface InputOptions {
  readonly stack?: readonly string[];
  readonly env?: Environment;
  readonly parameter?: readonly ParameterValue[];
  /** `key=value`: condition keys of every call of a role. */
  readonly context?: readonly string[];
  readonly scp?: readonly string[];
  readonly rcp?: readonly string[];
  /** The first is what holds for all templates. */
  readonly groups: readonly TemplateGroup[];
}

export interface ParameterValue {
  readonly stack: string;
  readonly name: string;
  readonly value: string;
}

/**
 * Adds `--template` and what belongs to it: `--account`, `--region` and `--stack-name` are those of the template before
 * them; before the first one they hold for all.
 *
 * @returns what to call, after parsing, for the options that belong together
 */
export function withTemplates(command: Command): () => readonly TemplateGroup[] {
  const groups: TemplateGroup[] = [{}];
  const setLast = (field: keyof TemplateGroup, check: (value: string) => string) => (value: string): string => {
    const checked = check(value);
    groups[groups.length - 1] = { ...groups[groups.length - 1], [field]: checked };
    return checked;
  };
  command
    .option('--template <file>', 'a CloudFormation or SAM template instead of an assembly; the next three belong to it (repeatable)', (file: string) => {
      groups.push({ file });
      return file;
    })
    .option('--account <id>', 'the account that the template is deployed to', setLast('account', account))
    .option('--region <region>', 'its region', setLast('region', region))
    .option('--stack-name <name>', 'its stack (default: the name of the file)', setLast('stackName', (name) => name));
  return () => groups;
}

/** Adds what holds for assemblies and templates. */
export function withReading(command: Command): Command {
  return command
    .option('--stack <name>', 'only this stack, by name or id (repeatable)', collect)
    .addOption(new Option('--env <account/region>', 'where stacks without an env are deployed').argParser(environment))
    .option('--parameter <Stack.Name=value>', 'the value of a parameter (repeatable)', (text: string, all: ParameterValue[] = []) => [...all, parameter(text)])
    .option('--context <key=value>', 'a condition key of every call of a role, such as aws:PrincipalOrgID=o-a1b2c3d4e5 (repeatable)', collect)
    .option('--scp <file>', 'service control policies, as JSON (repeatable)', collect)
    .option('--rcp <file>', 'resource control policies, as JSON (repeatable)', collect);
}

/** The condition keys that --context says. */
export function contextKeys(texts: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(texts.map((text) => {
    const [, key, value] = /^([\w:/.-]+)=(.*)$/s.exec(text) ?? [];
    if (key === undefined) { throw new UsageError(`--context ${text}: expected key=value, such as aws:PrincipalOrgID=o-a1b2c3d4e5`); }
    return [key, value];
  }));
}

function collect(value: string, all: readonly string[] = []): string[] {
  return [...all, value];
}

function account(value: string): string {
  if (!/^\d{12}$/.test(value)) { throw new InvalidArgumentError('An account id has twelve digits.'); }
  return value;
}

function region(value: string): string {
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(value)) { throw new InvalidArgumentError('Expected a region such as eu-west-1.'); }
  return value;
}

function environment(text: string): Environment {
  const [, id, name] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  if (id === undefined) { throw new InvalidArgumentError('Expected account/region, such as 111111111111/eu-west-1.'); }
  return { account: account(id), region: region(name) };
}

/** A stack's name has no dot, and its id no equals sign. */
function parameter(text: string): ParameterValue {
  const [, stack, name, value] = /^([^.=]+)\.([^.=]+)=(.*)$/s.exec(text) ?? [];
  if (stack === undefined) { throw new InvalidArgumentError('Expected Stack.Name=value, such as Orders.BucketName=uploads.'); }
  return { stack, name, value };
}
