import { shortName } from '../short-name';
import { unknownsMarkdown } from './check-markdown';
import { code, escapeMarkdown, fenced, table } from './escape';
import { mermaidMap } from './mermaid';
import { summaryText } from '../text/summary-text';
import type { LinkView } from '../views/parts';
import type { AccessView } from '../views/report-views';

export const VERDICTS = { allowed: '✅ allowed', denied: '❌ denied', depends: '❔ depends' } as const;

/** The map and the matrix. */
export function accessMarkdown({ summary, links, unknowns }: AccessView): string {
  const { calls, scope } = summaryText(summary);
  return [
    `## Who can call what\n\n${calls} · ${scope}`,
    ...mapMarkdown(links),
    ...links.length > 0 ? [table(['verdict', 'caller', 'calls', 'action', 'why'], links.map(row))] : [],
    ...unknownsMarkdown(unknowns),
  ].join('\n\n');
}

function row({ outcome, from, fromAccount, to, toAccount, action, reason, dependsOn, layers }: LinkView): string[] {
  const deciding = layers.flatMap(({ layer, statements }) => statements.map(({ policy, at }) => `${layer} ${code(at?.path ?? policy)}`));
  const why = outcome === 'depends' ? `depends on ${escapeMarkdown(dependsOn.join(', '))}` : outcome === 'denied' ? escapeMarkdown(reason) : deciding.join('<br>');
  return [VERDICTS[outcome], end(from, fromAccount), end(to, toAccount), code(action), why];
}

function end(name: string, account: string): string {
  const [service, ...source] = name.split(' for ');
  const shown = source.length > 0 ? `${code(service)} for ${code(shortName(source.join(' for ')))}` : code(shortName(name));
  return account === '' ? shown : `${shown}<br>${escapeMarkdown(account)}`;
}

export function mapMarkdown(links: readonly LinkView[]): string[] {
  return links.length === 0 ? [] : [fenced('mermaid', mermaidMap(links))];
}
