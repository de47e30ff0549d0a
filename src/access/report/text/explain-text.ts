import { placeText } from './check-text';
import { labelled, paragraph } from './columns';
import type { Page } from './columns';
import { statementText } from './statement-text';
import { STYLES } from './styles';
import type { ExplainView, ExplanationView, RemedyView } from '../views/answer-views';
import type { LayerView } from '../views/parts';

/** The chain of every call: each layer with its verdict and statements, and what to write where something is missing. */
export function explainText({ error, remarks, calls }: ExplainView, page: Page): string {
  const blocks = [
    ...error && (error.action ?? error.layer) !== undefined ? [errorText(error, page)] : [],
    ...remarks.map((remark) => paragraph(remark, 0, page, 'bold')),
    ...calls.map((call) => callText(call, page)),
  ];
  return blocks.join('\n\n');
}

function errorText({ principal, action, resource, layer, explicit, policyArn }: NonNullable<ExplainView['error']>, page: Page): string {
  const reason = layer === undefined ? explicit ? 'an explicit deny' : undefined : `${explicit ? 'an explicit deny in' : 'no Allow in'} the ${layer}${policyArn === undefined ? '' : ` ${policyArn}`}`;
  const fields: [string, string | undefined][] = [['caller  ', principal], ['action  ', action], ['called  ', resource], ['reason  ', reason]];
  return ['AWS says:', ...fields.flatMap(([label, value]) => value === undefined ? [] : [labelled(`  ${label}`, value, page)])].join('\n');
}

function callText(call: ExplanationView, page: Page): string {
  const { paint } = page;
  return [
    `${paint(STYLES[call.outcome], call.outcome)} ${paint('bold', call.action)}`,
    labelled('  from  ', `${call.from}${call.fromAt ? ` (${call.fromAt.path})` : ''}`, page),
    labelled('  to    ', `${call.to}${call.toAt ? ` (${call.toAt.path})` : ''}`, page),
    ...call.what === undefined ? [] : [labelled('  what  ', call.what, page)],
    labelled('  why   ', call.reason, page),
    ...call.layers.map((layer) => layerText(layer, page)),
    ...call.notes.map((note) => labelled('  note  ', note, page)),
    ...call.via.map((role) => labelled('  via   ', `the caller can assume ${role}, which may make the call`, page)),
    ...call.remedies.map((remedy) => remedyText(remedy, page)),
  ].join('\n');
}

const SIGNS: Readonly<Record<LayerView['outcome'], string>> = { allows: '✓', denies: '✗', silent: '✗', depends: '?' };

function layerText({ layer, outcome, statements, dependsOn }: LayerView, page: Page): string {
  const { paint } = page;
  const style = STYLES[outcome];
  const on = outcome === 'depends' && dependsOn.length > 0 ? ` on ${dependsOn.join(', ')}` : outcome === 'silent' ? ': no statement allows it' : '';
  return [
    paragraph(`${SIGNS[outcome]} ${layer} ${outcome}${on}`, 2, page, style),
    ...statements.flatMap((statement) => [
      paragraph(statementText(statement), 6, page),
      paragraph(statement.at ? `${statement.policy}, ${placeText(statement.at)}` : statement.policy, 6, { ...page, paint }, 'dim'),
    ]),
  ].join('\n');
}

function remedyText({ todo, at, account, statement }: RemedyView, page: Page): string {
  const where = at ? placeText(at) : account === '' ? undefined : `account ${account}`;
  return [
    labelled('  fix   ', todo, page, 'cyan'),
    ...where === undefined ? [] : [labelled('  at    ', where, page)],
    ...statement ? [JSON.stringify(statement, undefined, 2).replace(/^/gm, '        ')] : [],
  ].join('\n');
}
