import { readFileSync } from 'node:fs';
import { isAbsolute, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Report } from '../../access/check';
import { htmlInputOf } from '../../access/report/html/html-input-of';
import { renderHtml } from '../../access/report/html/render-html';
import { checkMarkdown } from '../../access/report/markdown/check-markdown';
import { sarif } from '../../access/report/sarif';
import { checkText } from '../../access/report/text/check-text';
import type { PlaceView } from '../../access/report/views/parts';
import { accessView, checkView } from '../../access/report/views/report-views';
import type { Severity } from '../../access/rules/rule';
import { ExitCode } from '../exit-code';
import { readInput } from '../input';
import type { Input } from '../input';
import type { InputOptions } from '../input-options';
import type { Io } from '../io';
import { json, writeAnswer } from '../output';
import type { OutputOptions } from '../output';
import { packageVersion } from '../package-version';

export interface CheckOptions extends InputOptions, OutputOptions {
  readonly failOn: Severity | 'never';
}

/** What the rules say of an app. */
export function check(assembly: string | undefined, options: CheckOptions, io: Io): ExitCode {
  const input = readInput(assembly, options, io);
  const { report } = input;
  const view = checkView(report);
  writeAnswer({
    table: (page) => checkText(view, page),
    json: json(view),
    markdown: () => checkMarkdown(view, accessView(report).links),
    sarif: () => sarif(view, { toolVersion: packageVersion(), uriOf: uriOf(input, io), lineOf: lineOf(input) }),
    html: () => renderHtml(htmlInputOf(report)),
  }, options, io);
  return fails(report, options.failOn) ? ExitCode.FOUND : ExitCode.FINE;
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

function fails({ findings }: Report, failOn: CheckOptions['failOn']): boolean {
  return failOn !== 'never' && findings.some(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn));
}

/** Code scanning wants addresses relative to the repository, where the command runs. */
function uriOf({ fileOf }: Input, { cwd }: Io): (template: string) => string {
  return (template) => {
    const path = relative(cwd, fileOf(template));
    return path.startsWith('..') || isAbsolute(path) ? pathToFileURL(fileOf(template)).href : encodeURI(path.split(sep).join('/'));
  };
}

/** The line in which the resource begins, in JSON and YAML. */
function lineOf({ fileOf }: Input): (place: PlaceView) => number | undefined {
  const texts = new Map<string, readonly string[]>();
  const linesOf = (template: string): readonly string[] => {
    const known = texts.get(template);
    if (known) { return known; }
    // what another app creates stands in no file
    const lines = template === '' ? [] : readFileSync(fileOf(template), 'utf8').split('\n');
    texts.set(template, lines);
    return lines;
  };
  return ({ template, logicalId }) => {
    const line = linesOf(template).findIndex((text) => new RegExp(`^\\s*"?${logicalId}"?\\s*:`).test(text));
    return line < 0 ? undefined : line + 1;
  };
}
