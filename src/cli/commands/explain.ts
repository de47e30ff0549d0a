import { readFileSync } from 'node:fs';
import { explain as explainCall } from '../../access/queries/explain';
import { explainDenial } from '../../access/queries/explain-denial';
import { explainMarkdown } from '../../access/report/markdown/answer-markdown';
import { explainText } from '../../access/report/text/explain-text';
import { denialView, explainView } from '../../access/report/views/answer-views';
import type { ExplainView } from '../../access/report/views/answer-views';
import { ExitCode, UsageError } from '../exit-code';
import { readInput } from '../input';
import type { Input } from '../input';
import type { InputOptions } from '../input-options';
import type { Io } from '../io';
import { json, writeAnswer } from '../output';
import type { OutputOptions } from '../output';

export interface ExplainOptions extends InputOptions, OutputOptions {
  readonly from?: string;
  readonly to?: string;
  readonly action?: string;
  readonly error?: string;
}

/** Why a call is allowed or denied, or what lacks behind an error message. */
export function explain(assembly: string | undefined, options: ExplainOptions, io: Io): ExitCode {
  const { error, from, to, action } = options;
  if ((error === undefined) === (from === undefined && to === undefined)) { throw new UsageError('write either --from and --to, or --error'); }
  if (error === undefined && (from === undefined || to === undefined)) { throw new UsageError(`${from === undefined ? '--from' : '--to'} is missing: a call has a caller and what is called`); }
  if (action !== undefined && !/^[a-z0-9-]+:[a-z0-9]+$/i.test(action)) { throw new UsageError(`--action ${action}: expected a service and one of its actions, such as lambda:InvokeFunction`); }
  const view = answer(readInput(assembly, options, io), options);
  writeAnswer({ table: (page) => explainText(view, page), json: json(view), markdown: () => explainMarkdown(view) }, options, io);
  return error === undefined && view.calls.some(({ outcome }) => outcome === 'denied') ? ExitCode.FOUND : ExitCode.FINE;
}

function answer({ known }: Input, { error, from = '', to = '', action }: ExplainOptions): ExplainView {
  if (error === undefined) { return explainView(explainCall(known, { from, to, action })); }
  return denialView(explainDenial(known, error === '-' ? readFileSync(0, 'utf8') : error));
}
