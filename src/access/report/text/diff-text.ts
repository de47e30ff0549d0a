import { shortName } from '../short-name';
import { columns } from './columns';
import type { Cell, Page } from './columns';
import { STYLES } from './styles';
import type { ChangeView, DiffView } from '../views/change-views';

/** What is gained, changed and lost. */
export function diffText({ summary, changes }: DiffView, page: Page): string {
  if (changes.length === 0) { return 'no access is gained, changed or lost'; }
  const table = columns(['change', 'who', 'reaches'], changes.map(row), page);
  return `${table}\n\n${summary.gained} gained, ${summary.changed} changed, ${summary.lost} lost`;
}

function row(change: ChangeView): Cell[] {
  const { from, to, action, at } = change;
  return [
    [[STYLES[change.change], change.change]],
    [[undefined, change.kind === 'call' ? shortName(from) : from], ...at ? [['dim', at.path] as const] : []],
    [[undefined, shortName(to)], [undefined, action], ...stateTexts(change).map((text) => ['yellow', text] as const)],
  ];
}

/** The conditions that came and went, and a verdict that became another. */
export function stateTexts({ before, after }: ChangeView): string[] {
  const gone = (before?.conditions ?? []).filter((one) => !after?.conditions.includes(one));
  const added = (after?.conditions ?? []).filter((one) => !before?.conditions.includes(one));
  if (!before) { return added.map((one) => `if ${one}`); }
  if (!after) { return []; }
  return [
    ...before.outcome === after.outcome ? [] : [`was ${before.outcome}, now ${after.outcome}`],
    ...gone.map((one) => `no longer: if ${one}`),
    ...added.map((one) => `now: if ${one}`),
  ];
}
