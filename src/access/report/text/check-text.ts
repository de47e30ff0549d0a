import { labelled, paragraph } from './columns';
import type { Page } from './columns';
import { STYLES } from './styles';
import { count, summaryText, unknownsText } from './summary-text';
import { isToWrite } from '../statement-role';
import type { FindingView } from '../views/parts';
import type { CheckView } from '../views/report-views';

/** The findings, one block each: the statement as it is before the fix, the one to write below it, unbroken, so that it can be pasted. */
export function checkText({ summary, findings, acknowledged, unknowns }: CheckView, page: Page): string {
  const { scope, calls, findings: counts } = summaryText(summary);
  const blocks = [
    ...findings.map((finding) => findingText(finding, page)),
    ...acknowledged.length > 0 ? [acknowledgedText(acknowledged, page)] : [],
    ...unknowns.length > 0 ? [unknownsText(unknowns, page).join('\n')] : [],
    paragraph(`${counts} · ${calls} · ${scope}`, 0, page, summary.findings.error > 0 ? 'red' : summary.findings.warning > 0 ? 'yellow' : 'green'),
  ];
  return blocks.join('\n\n');
}

function findingText({ severity, rule, message, fix, docs, at, otherAt, statement }: FindingView, page: Page): string {
  const { paint } = page;
  const json = statement ? JSON.stringify(statement, undefined, 2).replace(/\n/g, '\n        ') : undefined;
  const toWrite = isToWrite({ rule });
  return [
    `${paint(STYLES[severity], severity)} ${paint('bold', rule)}`,
    paragraph(message, 2, page),
    labelled('  at    ', placeText(at), page),
    ...otherAt ? [labelled('  and   ', placeText(otherAt), page)] : [],
    ...json !== undefined && !toWrite ? [`  now   ${json}`] : [],
    labelled('  fix   ', fix, page, 'cyan'),
    ...json !== undefined && toWrite ? [`        ${json}`] : [],
    // an address stays whole: terminals make a link of it
    `${paint('dim', '  docs  ')}${docs}`,
  ].join('\n');
}

/** What is set aside stays in sight, in a line each. */
function acknowledgedText(findings: readonly FindingView[], page: Page): string {
  return [
    paragraph(`${count(findings.length, 'finding')} acknowledged:`, 0, page, 'dim'),
    ...findings.map(({ rule, at, reason = '' }) => labelled('  ', `${rule} at ${at.path}: ${reason}`, page)),
  ].join('\n');
}

export function placeText({ path, template, account }: FindingView['at']): string {
  return `${path} (account ${account}${template === '' ? '' : `, ${template}`})`;
}
