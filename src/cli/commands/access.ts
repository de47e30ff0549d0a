import { htmlInputOf } from '../../access/report/html/html-input-of';
import { renderHtml } from '../../access/report/html/render-html';
import { accessMarkdown } from '../../access/report/markdown/access-markdown';
import { accessText } from '../../access/report/text/access-text';
import { accessView } from '../../access/report/views/report-views';
import { ExitCode } from '../exit-code';
import { readInput } from '../input';
import type { InputOptions } from '../input-options';
import type { Io } from '../io';
import { json, writeAnswer } from '../output';
import type { OutputOptions } from '../output';

/** The matrix of callers and what they call. */
export function access(assembly: string | undefined, options: InputOptions & OutputOptions, io: Io): ExitCode {
  const { report } = readInput(assembly, options, io);
  const view = accessView(report);
  writeAnswer({
    table: (page) => accessText(view, page),
    json: json(view),
    markdown: () => accessMarkdown(view),
    html: () => renderHtml(htmlInputOf(report)),
  }, options, io);
  return ExitCode.FINE;
}
