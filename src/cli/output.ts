import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { paintFor, widthOf } from './io';
import type { Io } from './io';
import type { Page } from '../access/report/text/columns';
import { withoutColour } from '../access/report/text/paint';

export type Format = 'table' | 'json' | 'markdown' | 'sarif' | 'html';

export interface OutputOptions {
  readonly format: Format;
  readonly output?: string;
  /** False with --no-color. */
  readonly color: boolean;
}

/** One way to write each format that a command knows. */
export interface Formats extends Readonly<Partial<Record<Exclude<Format, 'table'>, () => string>>> {
  readonly table: (page: Page) => string;
}

/** Writes the answer to stdout, or into a file. */
export function writeAnswer(formats: Formats, { format, output, color }: OutputOptions, io: Io): void {
  const toFile = output !== undefined && output !== '-';
  const page: Page = { columns: widthOf(io), paint: toFile ? withoutColour : paintFor(io.stdout, io, color) };
  const text = `${(format === 'table' ? formats.table(page) : formats[format]!()).trimEnd()}\n`;
  if (!toFile) {
    io.stdout.write(text);
    return;
  }
  const path = resolve(io.cwd, output);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  io.stderr.write(`written to ${output}\n`);
}

/** JSON for programs: two spaces, so that people can read it too. */
export function json(view: object): () => string {
  return () => JSON.stringify(view, undefined, 2);
}
