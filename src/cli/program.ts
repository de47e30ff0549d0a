import { isNativeError } from 'node:util/types';
import { Command, CommanderError, Option } from 'commander';
import type { OptionValues } from 'commander';
import { COMMANDS } from './commands';
import type { CommandDefinition } from './commands';
import { ExitCode, UsageError } from './exit-code';
import { withReading, withTemplates } from './input-options';
import { paintFor, widthOf } from './io';
import type { Io } from './io';
import { packageVersion } from './package-version';

const NAME = 'cdk-cross-account-lambda';

const EXAMPLES = `
Examples:
  $ npx cdk synth && npx ${NAME} check
  $ npx ${NAME} access --format html --output access.html
  $ npx ${NAME} explain --from Checkout/Function --to orders:live
  $ npx ${NAME} explain --error "User: arn:aws:sts::… is not authorized to perform: …"
  $ npx ${NAME} who-can Orders/Function
  $ npx ${NAME} diff main.out cdk.out --format markdown

Exit codes: 0 fine, 1 found (--fail-on) or denied (explain), 2 wrong usage or unreadable input.`;

/** Runs one command line, and says what the process ends with. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  let code: ExitCode = ExitCode.FINE;
  try {
    const program = programFor(io, (ended) => { code = ended; });
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // help and version end like that too
    if (error instanceof CommanderError) { return error.exitCode === 0 || args.length === 0 ? ExitCode.FINE : ExitCode.USAGE; }
    io.stderr.write(`${paintFor(io.stderr, io)('red', 'error')}: ${textOf(error, io)}\n`);
    return ExitCode.USAGE;
  }
}

/** What is wrong with the input is said in one sentence; DEBUG shows where our own code failed. */
function textOf(error: unknown, { env }: Io): string {
  if (!isNativeError(error)) { return String(error); }
  return env.DEBUG !== undefined && !(error instanceof UsageError) ? error.stack ?? error.message : error.message;
}

function programFor(io: Io, end: (code: ExitCode) => void): Command {
  const program = new Command(NAME)
    .description('Who can call what across AWS accounts, proved from the templates of any CDK app.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      writeOut: (text) => { io.stdout.write(text); },
      writeErr: (text) => { io.stderr.write(text); },
      getOutHelpWidth: () => Math.min(widthOf(io), 100),
      getErrHelpWidth: () => Math.min(widthOf(io), 100),
      getOutHasColors: () => paintFor(io.stdout, io)('red', 'x') !== 'x',
      getErrHasColors: () => paintFor(io.stderr, io)('red', 'x') !== 'x',
    })
    .configureHelp({ minWidthToWrap: 30, subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map((argument) => argument.required ? `<${argument.name()}>` : `[${argument.name()}]`)].join(' ') })
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', EXAMPLES);
  for (const definition of COMMANDS) { add(definition, program, io, end); }
  return program;
}

function add(definition: CommandDefinition, program: Command, io: Io, end: (code: ExitCode) => void): void {
  const command = program.command(definition.name).description(definition.description);
  for (const [name, what] of definition.args) { command.argument(name, what); }
  definition.options?.(command);
  const { formats } = definition;
  if (formats.length > 0) {
    command
      .addOption(new Option('-f, --format <format>', 'how the answer is written').choices(formats).default('table'))
      .option('-o, --output <file>', 'write it into a file')
      .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are obeyed too');
  }
  command.optionsGroup('What is read:');
  const groups = definition.templates ? withTemplates(command) : () => [{}];
  withReading(command);
  command.action(async () => {
    const options: OptionValues = { ...command.opts(), groups: groups() };
    end(await definition.run(command.args, options, io));
  });
}
