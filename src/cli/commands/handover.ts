import { handOversOf } from '../../access/queries/hand-overs/hand-overs';
import { handOverMarkdown } from '../../access/report/markdown/change-markdown';
import { plainText } from '../../access/report/plain';
import { FORM_TITLES, handOverText } from '../../access/report/text/hand-over-text';
import type { FormName } from '../../access/report/text/hand-over-text';
import { handOverView } from '../../access/report/views/change-views';
import { ExitCode } from '../exit-code';
import { readInput } from '../input';
import type { InputOptions } from '../input-options';
import type { Io } from '../io';
import { json, writeAnswer } from '../output';
import type { OutputOptions } from '../output';

export interface HandOverOptions extends InputOptions, OutputOptions {
  /** As the option names it: `cloudformation`. */
  readonly as: string;
  readonly to?: string;
}

/** What other teams must apply. */
export function handover(assembly: string | undefined, options: HandOverOptions, io: Io): ExitCode {
  const { report: { cloud, links } } = readInput(assembly, options, io);
  const all = handOversOf(cloud, links);
  const view = handOverView(options.to === undefined ? all : all.filter(({ account }) => account === options.to));
  const forms = formsNamed(options.as);
  const others = view.handOvers.length > 0 ? [] : [...new Set(all.map(({ account }) => plainText(account)))].sort();
  writeAnswer({
    table: (page) => handOverText(view, forms, page, others),
    json: json(view),
    markdown: () => handOverMarkdown(view, forms, others),
  }, options, io);
  return ExitCode.FINE;
}

function formsNamed(as: string): FormName[] {
  const all = Object.keys(FORM_TITLES) as FormName[];
  return as === 'all' ? all : all.filter((form) => form.toLowerCase() === as);
}
