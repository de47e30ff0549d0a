/** What the process ends with; a contract for scripts. */
export enum ExitCode {
  FINE = 0,
  /** There are findings of the severity that fails, the call is denied, access was gained. */
  FOUND = 1,
  /** The command line is wrong, or what it names cannot be read. */
  USAGE = 2,
}

/** A message for the person at the terminal, without a stack trace. */
export class UsageError extends Error {}
