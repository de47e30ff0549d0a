import { diffAccess } from '../../access/queries/diff';
import type { AccessChange } from '../../access/queries/diff';
import { diffMarkdown } from '../../access/report/markdown/change-markdown';
import { diffText } from '../../access/report/text/diff-text';
import { diffView } from '../../access/report/views/change-views';
import { ExitCode } from '../exit-code';
import { readInput } from '../input';
import type { InputOptions } from '../input-options';
import type { Io } from '../io';
import { json, writeAnswer } from '../output';
import type { OutputOptions } from '../output';

export interface DiffOptions extends InputOptions, OutputOptions {
  readonly failOn: AccessChange['change'] | 'any' | 'never';
}

/** The access gained and lost between two assemblies. */
export function diff(before: string, after: string, options: DiffOptions, io: Io): ExitCode {
  const changes = diffAccess(readInput(before, options, io).known, readInput(after, options, io).known);
  const view = diffView(changes);
  writeAnswer({ table: (page) => diffText(view, page), json: json(view), markdown: () => diffMarkdown(view) }, options, io);
  const { failOn } = options;
  return changes.some(({ change }) => failOn === 'any' || change === failOn) ? ExitCode.FOUND : ExitCode.FINE;
}
