import { inColour, withoutColour } from '../access/report/text/paint';
import type { Paint } from '../access/report/text/paint';

/** One of the two outputs of a process. */
export interface Output {
  readonly isTTY: boolean;
  /** Of the terminal; undefined for a pipe. */
  readonly columns?: number;
  write(text: string): void;
}

/** All that a command needs of the process it runs in. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** The io of this process. */
export function processIo(): Io {
  const output = (stream: NodeJS.WriteStream): Output => ({
    write: (text) => { stream.write(text); },
    get isTTY() { return stream.isTTY === true; },
    get columns() { return stream.columns; },
  });
  return { stdout: output(process.stdout), stderr: output(process.stderr), env: process.env, cwd: process.cwd() };
}

/** A reader that has seen enough, such as `head`, closes the pipe: that is no error. */
export function endOnBrokenPipe(stream: NodeJS.WritableStream, exit: () => void): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') { throw error; }
    exit();
  });
}

const NARROWEST = 40;
const USUAL = 80;

/** The width to write for: the terminal's, COLUMNS, or that which fits everywhere. */
export function widthOf({ stdout, env }: Io): number {
  const given = Number(env.COLUMNS);
  const width = stdout.isTTY && stdout.columns !== undefined ? stdout.columns : Number.isInteger(given) && given > 0 ? given : USUAL;
  return Math.max(NARROWEST, width);
}

/**
 * Whether to write colours: NO_COLOR wins, then FORCE_COLOR, then whether somebody looks.
 *
 * @see https://no-color.org
 * @see https://force-color.org
 */
export function paintFor(output: Output, { env }: Io, wanted = true): Paint {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: term } = env;
  if (!wanted || (no !== undefined && no !== '') || force === '0' || force === 'false') { return withoutColour; }
  return (force !== undefined && force !== '') || (output.isTTY && term !== 'dumb') ? inColour : withoutColour;
}
