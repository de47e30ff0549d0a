import { accountName, shortName } from '../short-name';
import { columns } from './columns';
import type { Cell, Page } from './columns';
import type { Style } from './paint';
import { statementText } from './statement-text';
import { STYLES } from './styles';
import { summaryText, unknownsText } from './summary-text';
import type { LinkView } from '../views/parts';
import type { AccessView } from '../views/report-views';

/** From here on there is room for the statements that decide. */
const WIDE = 120;

/** Caller by target with the verdict, one table for every pair of accounts. */
export function accessText({ summary, links, unknowns }: AccessView, page: Page): string {
  const groups = new Map<string, LinkView[]>();
  for (const link of links) {
    const key = between(link);
    groups.set(key, [...groups.get(key) ?? [], link]);
  }
  const { scope, calls } = summaryText(summary);
  return [
    ...[...groups].map(([title, same]) => `${page.paint('bold', title)}\n${tableOf(same, page)}`),
    ...unknowns.length > 0 ? [unknownsText(unknowns, page).join('\n')] : [],
    `${calls} · ${scope}`,
  ].join('\n\n');
}

function between({ fromAccount, toAccount }: LinkView): string {
  return fromAccount === toAccount ? `within ${accountName(toAccount)}` : `${accountName(fromAccount)} → ${accountName(toAccount)}`;
}

function tableOf(links: readonly LinkView[], page: Page): string {
  const wide = page.columns >= WIDE;
  const header = ['verdict', 'caller', 'calls', ...wide ? ['decided by'] : []];
  const rows = links.map((link): Cell[] => [
    [[STYLES[link.outcome], link.outcome]],
    [[undefined, callerName(link)], ...path(link.fromAt?.path)],
    [[undefined, shortName(link.to)], [undefined, link.action], ...path(link.toAt?.path), ...wide ? [] : because(link)],
    ...wide ? [decidedBy(link)] : [],
  ]);
  return columns(header, rows, page);
}

/** Beside what is called, where there is no column for it. */
function because(link: LinkView): (readonly [Style, string])[] {
  return link.outcome === 'allowed' ? decidingPlaces(link).map((place) => ['dim', `by ${place}`]) : [[STYLES[link.outcome], why(link)]];
}

function why({ outcome, dependsOn, reason }: LinkView): string {
  return outcome === 'depends' ? `depends on ${dependsOn.join(', ')}` : reason;
}

function callerName({ from }: LinkView): string {
  const [service, ...arns] = from.split(' for ');
  return arns.length > 0 ? `${service} for ${shortName(arns.join(' for '))}` : shortName(from);
}

function path(text: string | undefined): (readonly ['dim', string])[] {
  return text === undefined ? [] : [['dim', text]];
}

/** The policies that decide: where the statements stand. */
function decidingPlaces({ layers }: LinkView): string[] {
  return layers.flatMap(({ layer, statements }) => statements.map(({ policy, at }) => `${layer} ${at?.path ?? policy}`));
}

function decidedBy(link: LinkView): Cell {
  const deciding = link.layers.flatMap(({ layer, statements }) => statements.map((statement) => ['dim', `${layer}: ${statementText(statement)}`] as const));
  return [...link.outcome === 'allowed' ? [] : [[STYLES[link.outcome], why(link)] as const], ...deciding];
}
