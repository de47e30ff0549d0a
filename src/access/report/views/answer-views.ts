import type { Explanation } from '../../queries/explain';
import type { DenialExplanation } from '../../queries/explain-denial';
import type { Denial } from '../../queries/parse-denial';
import type { Remedy } from '../../queries/remedies';
import type { Reacher, WhoCan } from '../../queries/who-can';
import { plain, plainText } from '../plain';
import { FORMAT_VERSION, linkView, placeOf, statementView } from './parts';
import type { LinkView, PlaceView, StatementView } from './parts';

/** What `explain` says. */
export interface ExplainView {
  readonly version: number;
  readonly command: 'explain';
  /** What an error message of AWS was read as. */
  readonly error?: Omit<Denial, 'kinds'>;
  readonly remarks: readonly string[];
  readonly calls: readonly ExplanationView[];
}

export interface ExplanationView extends LinkView {
  readonly remedies: readonly RemedyView[];
  /** Roles that the caller can assume to make the call. */
  readonly via: readonly string[];
  readonly notes: readonly string[];
}

export interface RemedyView {
  readonly layer: string;
  readonly todo: string;
  readonly account: string;
  readonly at?: PlaceView;
  readonly statement?: object;
  readonly obstacle?: StatementView;
}

/** What `who-can` says. */
export interface WhoCanView {
  readonly version: number;
  readonly command: 'who-can';
  readonly targets: readonly string[];
  readonly actions: readonly string[];
  readonly who: readonly ReacherView[];
}

export interface ReacherView {
  readonly group: Reacher['group'];
  readonly who: string;
  readonly to: string;
  readonly action: string;
  readonly at?: PlaceView;
  readonly on: readonly string[];
  readonly via?: readonly string[];
  readonly statements: readonly StatementView[];
}

export function explainView(explanations: readonly Explanation[]): ExplainView {
  return { version: FORMAT_VERSION, command: 'explain', remarks: [], calls: explanations.map(explanationView) };
}

export function denialView({ denial: { kinds: _kinds, ...error }, explanations, remarks }: DenialExplanation): ExplainView {
  return { version: FORMAT_VERSION, command: 'explain', error: plain(error), remarks: plain(remarks), calls: explanations.map(explanationView) };
}

function explanationView({ link, remedies, via, notes }: Explanation): ExplanationView {
  return { ...linkView(link), remedies: remedies.map(remedyView), via: plain(via), notes: plain(notes) };
}

function remedyView({ layer, todo, account, site, statement, obstacle }: Remedy): RemedyView {
  return {
    layer,
    todo: plainText(todo),
    account: plainText(account),
    ...site && { at: placeOf(site) },
    ...statement && { statement: plain(statement) },
    ...obstacle && { obstacle: statementView(obstacle) },
  };
}

export function whoCanView({ targets, actions, reachers }: WhoCan): WhoCanView {
  return { version: FORMAT_VERSION, command: 'who-can', targets: plain(targets), actions, who: reachers.map(reacherView) };
}

function reacherView({ group, who, to, action, site, on, via, statements }: Reacher): ReacherView {
  return {
    group,
    ...plain({ who, to, action }),
    ...site && { at: placeOf(site) },
    on: plain(on),
    ...via && { via: plain(via) },
    statements: statements.map(statementView),
  };
}
