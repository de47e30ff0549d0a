import { shortName } from '../short-name';
import { VERDICTS } from './access-markdown';
import { placeMarkdown } from './check-markdown';
import { code, escapeMarkdown, fenced, table } from './escape';
import { statementText } from '../text/statement-text';
import { GROUP_TITLES } from '../text/who-can-text';
import type { ExplainView, ExplanationView, ReacherView, WhoCanView } from '../views/answer-views';

export function explainMarkdown({ remarks, calls }: ExplainView): string {
  return [...remarks.map((remark) => `**${escapeMarkdown(remark)}**`), ...calls.map(callMarkdown)].join('\n\n');
}

function callMarkdown({ outcome, action, from, to, reason, layers, notes, via, remedies }: ExplanationView): string {
  return [
    `### ${VERDICTS[outcome]}: ${code(action)}`,
    [`- from ${code(from)}`, `- to ${code(to)}`, `- ${escapeMarkdown(reason)}`, ...notes.map((note) => `- ${escapeMarkdown(note)}`),
      ...via.map((role) => `- the caller can assume ${code(role)}, which may make the call`)].join('\n'),
    table(['layer', 'verdict', 'statements'], layers.map((layer) => [
      layer.layer,
      `${layer.outcome}${layer.dependsOn.length === 0 ? '' : ` on ${escapeMarkdown(layer.dependsOn.join(', '))}`}`,
      layer.statements.map((statement) => `${escapeMarkdown(statementText(statement))}<br>${statement.at ? placeMarkdown(statement.at) : escapeMarkdown(statement.policy)}`).join('<br>'),
    ])),
    ...remedies.map(({ todo, at, account, statement }) => [
      `**Fix:** ${escapeMarkdown(todo)}${at ? `, at ${placeMarkdown(at)}` : account === '' ? '' : `, in account ${escapeMarkdown(account)}`}`,
      ...statement ? [fenced('json', JSON.stringify(statement, undefined, 2))] : [],
    ].join('\n\n')),
  ].join('\n\n');
}

export function whoCanMarkdown({ targets, actions, who }: WhoCanView): string {
  const groups = (Object.keys(GROUP_TITLES) as ReacherView['group'][]).map((group) => ({ group, same: who.filter((one) => one.group === group) })).filter(({ same }) => same.length > 0);
  return [
    `## Who can do ${actions.map(code).join(' or ')}\n\n${targets.map((target) => `- ${code(target)}`).join('\n')}`,
    ...groups.map(({ group, same }) => `### ${GROUP_TITLES[group]}\n\n${table(['who', 'reaches', 'because of'], same.map(row))}`),
    ...who.length === 0 ? ['Nobody in these templates.'] : [],
  ].join('\n\n');
}

function row({ group, who, to, action, via, statements, on }: ReacherView): string[] {
  return [
    code(who),
    `${code(shortName(to))}<br>${code(action)}`,
    [
      ...via?.length ? [`assumes ${via.map((role) => code(shortName(role))).join(', then ')}`] : [],
      ...statements.map((statement) => code(statement.at?.path ?? statement.policy)),
      ...on.length > 0 ? [`${group === 'depends' ? 'depends on' : 'if'} ${escapeMarkdown(on.join(' and '))}`] : [],
    ].join('<br>'),
  ];
}
