import { mapMarkdown } from './access-markdown';
import { code, escapeMarkdown, fenced } from './escape';
import type { UnknownValue } from '../../model/cloud';
import { isToWrite } from '../statement-role';
import { count, summaryText } from '../text/summary-text';
import type { FindingView, LinkView, PlaceView } from '../views/parts';
import type { CheckView, SummaryView } from '../views/report-views';

const SIGNS = { error: '❌', warning: '⚠️', info: 'ℹ️' } as const;

/** For the comment on a pull request: the summary, every finding folded, the map. */
export function checkMarkdown({ summary, findings, acknowledged, unknowns }: CheckView, links: readonly LinkView[]): string {
  return [
    `## Cross-account access\n\n${headline(summary)}`,
    ...findings.map(findingMarkdown),
    ...acknowledgedMarkdown(acknowledged),
    ...unknownsMarkdown(unknowns),
    ...mapMarkdown(links),
  ].join('\n\n');
}

function headline(summary: SummaryView): string {
  const { findings, calls, scope } = summaryText(summary);
  const sign = summary.findings.error > 0 ? SIGNS.error : summary.findings.warning > 0 ? SIGNS.warning : '✅';
  return `${sign} **${findings}** · ${calls} · ${scope}`;
}

function findingMarkdown({ severity, rule, title, message, fix, docs, at, otherAt, statement }: FindingView): string {
  return [
    `<details><summary>${SIGNS[severity]} ${severity} <b>${rule}</b>: ${escapeMarkdown(title)} (${escapeMarkdown(at.path)})</summary>`,
    '',
    escapeMarkdown(message),
    '',
    `- at ${placeMarkdown(at)}`,
    ...otherAt ? [`- and ${placeMarkdown(otherAt)}`] : [],
    `- fix: ${escapeMarkdown(fix)}`,
    `- [about this rule](${docs})`,
    ...statement ? ['', isToWrite({ rule }) ? 'The statement to write:' : 'The statement as it is now:', '', fenced('json', JSON.stringify(statement, undefined, 2))] : [],
    '',
    '</details>',
  ].join('\n');
}

function acknowledgedMarkdown(findings: readonly FindingView[]): string[] {
  if (findings.length === 0) { return []; }
  return [[
    `<details><summary>${count(findings.length, 'finding')} acknowledged</summary>`, '',
    ...findings.map(({ rule, at, reason = '' }) => `- <b>${rule}</b> at ${code(at.path)}: ${escapeMarkdown(reason)}`), '', '</details>',
  ].join('\n')];
}

export function placeMarkdown({ path, account, template }: PlaceView): string {
  return `${code(path)} (account ${escapeMarkdown(account)}${template === '' ? '' : `, ${code(template)}`})`;
}

export function unknownsMarkdown(unknowns: readonly UnknownValue[]): string[] {
  if (unknowns.length === 0) { return []; }
  return [[
    `<details><summary>${count(unknowns.length, 'value')} could not be read</summary>`, '',
    ...unknowns.map(({ path, what }) => `- ${code(path)}: ${escapeMarkdown(what)}`), '', '</details>',
  ].join('\n')];
}
