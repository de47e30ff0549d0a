import { shortName } from '../short-name';
import { code, escapeMarkdown, fenced, table } from './escape';
import { stateTexts } from '../text/diff-text';
import { nothingText, textsOf } from '../text/hand-over-text';
import type { FormName } from '../text/hand-over-text';
import type { DiffView, HandOverView } from '../views/change-views';

const CHANGES = { gained: '➕ gained', lost: '➖ lost', changed: '✏️ changed' } as const;

/** For the comment on a pull request. */
export function diffMarkdown({ summary, changes }: DiffView): string {
  if (changes.length === 0) { return '## Changes of access\n\nNo access is gained, changed or lost.'; }
  return [
    `## Changes of access\n\n**${summary.gained} gained**, ${summary.changed} changed, ${summary.lost} lost`,
    table(['change', 'who', 'reaches', 'action', 'at'], changes.map((change) => [
      CHANGES[change.change],
      change.kind === 'call' ? code(shortName(change.from)) : `**${escapeMarkdown(change.from)}**`,
      code(change.to),
      [code(change.action), ...stateTexts(change).map(escapeMarkdown)].join('<br>'),
      change.at ? code(change.at.path) : '',
    ])),
  ].join('\n\n');
}

const LANGUAGES: Readonly<Record<FormName, string>> = { policy: 'json', cli: 'sh', cloudFormation: 'json', cdk: 'ts', terraform: 'hcl' };

/** What to send to the other teams. */
export function handOverMarkdown({ handOvers }: HandOverView, forms: readonly FormName[], others: readonly string[] = []): string {
  if (handOvers.length === 0) { return `## To hand over\n\n${escapeMarkdown(nothingText(others))}`; }
  return ['## To hand over', ...handOvers.flatMap((handOver) => [
    `### Account ${escapeMarkdown(handOver.account)}: ${code(shortName(handOver.owner))}`,
    [escapeMarkdown(handOver.summary), ...handOver.at ? [`Needed by ${code(handOver.at.path)}.`] : []].join('\n\n'),
    ...forms.flatMap((form) => textsOf(handOver, form).map(({ title, text }) => `<details><summary>${title}</summary>\n\n${fenced(LANGUAGES[form], text)}\n\n</details>`)),
  ])].join('\n\n');
}
