import { InvalidArgumentError, Option } from 'commander';
import type { Command, OptionValues } from 'commander';
import type { ExitCode } from './exit-code';
import type { Environment } from './input-options';
import type { Io } from './io';
import type { Format } from './output';

/** One command, as its help shows it. */
export interface CommandDefinition {
  readonly name: string;
  readonly description: string;
  readonly args: readonly (readonly [name: string, what: string])[];
  readonly formats: readonly Format[];
  /** Whether --template can take the place of an assembly. */
  readonly templates: boolean;
  readonly options?: (command: Command) => void;
  /** Loads what the command needs only now: --help needs none of it. */
  readonly run: (args: readonly string[], options: OptionValues, io: Io) => ExitCode | Promise<ExitCode>;
}

const ASSEMBLY = ['[assembly]', 'directory of the cloud assembly (default: cdk.out)'] as const;

/** Options are those that the definition above them declares, so their types are not checked again. */
type Options<F extends (...args: never[]) => unknown> = Parameters<F> extends [...unknown[], infer O, Io] ? O : never;

/* eslint-disable @typescript-eslint/no-require-imports */
export const COMMANDS: readonly CommandDefinition[] = [
  {
    name: 'check',
    description: 'findings, with an exit code for CI',
    args: [ASSEMBLY],
    formats: ['table', 'json', 'markdown', 'sarif', 'html'],
    templates: true,
    options: (command) => {
      command.addOption(new Option('--fail-on <severity>', 'the least severity that ends with exit code 1').choices(['error', 'warning', 'info', 'never']).default('error'));
    },
    run: ([assembly], options, io) => {
      const { check } = require('./commands/check') as typeof import('./commands/check');
      return check(assembly, options as Options<typeof check>, io);
    },
  },
  {
    name: 'access',
    description: 'every caller and what it calls, with the verdict and the statements that decide',
    args: [ASSEMBLY],
    formats: ['table', 'json', 'markdown', 'html'],
    templates: true,
    run: ([assembly], options, io) => {
      const { access } = require('./commands/access') as typeof import('./commands/access');
      return access(assembly, options as Options<typeof access>, io);
    },
  },
  {
    name: 'explain',
    description: 'why one call is allowed or denied, and what to write; or what lacks behind an error message of AWS',
    args: [ASSEMBLY],
    formats: ['table', 'json', 'markdown'],
    templates: true,
    options: (command) => {
      command
        .option('--from <caller>', 'a role, function, service or source: ARN, construct path, Stack/LogicalId or name')
        .option('--to <target>', 'what is called, in the same ways; a function with its qualifier: orders:live')
        .option('--action <action>', 'such as lambda:InvokeFunction (default: those that the templates speak of)')
        .option('--error <text>', "AWS's access-denied message; - reads it from stdin");
    },
    run: ([assembly], options, io) => {
      const { explain } = require('./commands/explain') as typeof import('./commands/explain');
      return explain(assembly, options as Options<typeof explain>, io);
    },
  },
  {
    name: 'who-can',
    description: 'everyone who can reach a target',
    args: [['<target>', 'ARN, construct path, Stack/LogicalId or name'], ASSEMBLY],
    formats: ['table', 'json', 'markdown'],
    templates: true,
    options: (command) => { command.option('--action <action>', 'such as sqs:SendMessage (default: the usual one of the target)'); },
    run: ([target, assembly], options, io) => {
      const { whoCan } = require('./commands/who-can') as typeof import('./commands/who-can');
      return whoCan(target, assembly, options as Options<typeof whoCan>, io);
    },
  },
  {
    name: 'handover',
    description: 'the halves that other teams must apply, ready to be pasted',
    args: [ASSEMBLY],
    formats: ['table', 'json', 'markdown'],
    templates: true,
    options: (command) => {
      command
        .addOption(new Option('--as <form>', 'one form only').choices(['all', 'policy', 'cli', 'cloudformation', 'cdk', 'terraform']).default('all'))
        .option('--to <account>', 'for the team of this account only');
    },
    run: ([assembly], options, io) => {
      const { handover } = require('./commands/handover') as typeof import('./commands/handover');
      return handover(assembly, options as Options<typeof handover>, io);
    },
  },
  {
    name: 'diff',
    description: 'access gained, changed and lost between two assemblies',
    args: [['<old>', 'directory of the assembly before'], ['<new>', 'directory of the assembly after']],
    formats: ['table', 'json', 'markdown'],
    templates: false,
    options: (command) => {
      command.addOption(new Option('--fail-on <change>', 'what ends with exit code 1').choices(['gained', 'lost', 'changed', 'any', 'never']).default('never'));
    },
    run: ([before, after], options, io) => {
      const { diff } = require('./commands/diff') as typeof import('./commands/diff');
      return diff(before, after, options as Options<typeof diff>, io);
    },
  },
  {
    name: 'sandbox',
    description: 'serves the functions and roles of an assembly on this machine, and decides every call',
    args: [ASSEMBLY],
    formats: [],
    templates: false,
    options: (command) => {
      command
        .addOption(new Option('--port <number>', 'on 127.0.0.1 (default: one that is free)').argParser(port))
        .addOption(new Option('--log <format>', 'how decisions are logged').choices(['text', 'json']).default('text'))
        .option('--invoke <function>', 'runs one function, prints its answer, and ends')
        .option('--payload <json>', 'its event (default: {})')
        .option('--as <caller>', 'who invokes it: a role by ARN, construct path or name')
        .option('--no-color', 'no colours');
    },
    run: async ([assembly], options, io) => {
      const { sandboxCommand } = require('./commands/sandbox') as typeof import('./commands/sandbox');
      const { parametersOf, surroundingsOf } = require('./input') as typeof import('./input');
      const organization = surroundingsOf(options, io);
      const env = options.env as Environment | undefined;
      return sandboxCommand({ assembly, ...options }, { env, parameters: parametersOf(options), organization }, io);
    },
  },
];

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) { throw new InvalidArgumentError('Expected a number from 0 to 65535.'); }
  return number;
}
