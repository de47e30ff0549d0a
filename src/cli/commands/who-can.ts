import { whoCan as whoCanReach } from '../../access/queries/who-can';
import { whoCanMarkdown } from '../../access/report/markdown/answer-markdown';
import { whoCanText } from '../../access/report/text/who-can-text';
import { whoCanView } from '../../access/report/views/answer-views';
import { ExitCode } from '../exit-code';
import { readInput } from '../input';
import type { InputOptions } from '../input-options';
import type { Io } from '../io';
import { json, writeAnswer } from '../output';
import type { OutputOptions } from '../output';

export interface WhoCanOptions extends InputOptions, OutputOptions {
  readonly action?: string;
}

/** Everybody who can reach a target. */
export function whoCan(target: string, assembly: string | undefined, options: WhoCanOptions, io: Io): ExitCode {
  const { known } = readInput(assembly, options, io);
  const view = whoCanView(whoCanReach(known, target, options.action));
  writeAnswer({ table: (page) => whoCanText(view, page), json: json(view), markdown: () => whoCanMarkdown(view) }, options, io);
  return ExitCode.FINE;
}
