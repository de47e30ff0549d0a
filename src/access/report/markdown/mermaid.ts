import type { Outcome } from '../../evaluate/verdict';
import { accountName, shortName } from '../short-name';
import type { LinkView } from '../views/parts';

/** GitHub draws at most 500 edges; a map with so many says nothing to anybody. */
const MOST_LINKS = 60;

/**
 * The map by account: a box for each account, an arrow for each call with the verdict as style and label. Of many calls
 * only their number between accounts is drawn.
 *
 * @see https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaidMap(links: readonly LinkView[]): string {
  const arrows = merged(links.length > MOST_LINKS ? links.map(betweenAccounts) : links.map(betweenThings));
  const nodes = new Map<string, Map<string, string>>();
  const idOf = ({ account, name }: End): string => {
    const inAccount = nodes.get(account) ?? new Map<string, string>();
    nodes.set(account, inAccount);
    if (!inAccount.has(name)) { inAccount.set(name, `n${[...nodes.values()].reduce((sum, { size }) => sum + size, 0)}`); }
    return inAccount.get(name)!;
  };
  const edges = arrows.map(({ from, to, label, outcome }) => `  ${idOf(from)} ${outcome === 'allowed' ? '-->' : '-.->'}|"${escapeLabel(label)}"| ${idOf(to)}`);
  const boxes = [...nodes].map(([account, inAccount], i) => [
    `  subgraph a${i}["${escapeLabel(accountName(account))}"]`,
    ...[...inAccount].map(([name, id]) => `    ${id}["${escapeLabel(name)}"]`),
    '  end',
  ].join('\n'));
  const styles = arrows.map(({ outcome }, i) => `  linkStyle ${i} stroke:${COLOURS[outcome]},stroke-width:2px`);
  return ['flowchart LR', ...boxes, ...edges, ...styles].join('\n');
}

/** Readable on light and dark pages. */
const COLOURS: Readonly<Record<Outcome, string>> = { allowed: '#2da44e', denied: '#cf222e', depends: '#bf8700' };

interface End {
  readonly account: string;
  readonly name: string;
}

interface Arrow {
  readonly from: End;
  readonly to: End;
  readonly label: string;
  readonly outcome: Outcome;
}

function betweenThings({ from, fromAccount, to, toAccount, action, outcome }: LinkView): Arrow & { readonly key: string } {
  const [service, ...source] = from.split(' for ');
  const name = source.length > 0 ? `${service}: ${shortName(source.join(' for '))}` : shortName(from);
  const arrow = { from: { account: fromAccount, name }, to: { account: toAccount, name: shortName(to) }, outcome };
  return { ...arrow, label: action, key: JSON.stringify(arrow) };
}

function betweenAccounts({ fromAccount, toAccount, outcome }: LinkView): Arrow & { readonly key: string } {
  const arrow = { from: { account: fromAccount, name: 'callers' }, to: { account: toAccount, name: 'called' }, outcome };
  return { ...arrow, label: '', key: JSON.stringify(arrow) };
}

/** Arrows between the same ends with the same verdict are one: with all of their actions, or their number. */
function merged(arrows: readonly (Arrow & { readonly key: string })[]): Arrow[] {
  const byKey = new Map<string, (Arrow & { readonly key: string })[]>();
  for (const arrow of arrows) { byKey.set(arrow.key, [...byKey.get(arrow.key) ?? [], arrow]); }
  return [...byKey.values()].map((same): Arrow => {
    const [first] = same;
    const what = first.label === '' ? `${same.length} ${first.outcome}` : `${[...new Set(same.map(({ label }) => label))].join(', ')}${first.outcome === 'allowed' ? '' : ` (${first.outcome})`}`;
    return { ...first, label: what };
  });
}

/** Entities with `#` instead of `&`: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters */
function escapeLabel(text: string): string {
  return text.replace(/[^\p{L}\p{N} :/.,()-]/gu, (letter) => `#${letter.codePointAt(0)!};`);
}
