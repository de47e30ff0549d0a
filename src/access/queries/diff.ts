import { conditionTexts } from './conditions-text';
import { openingsOf } from './openings';
import type { Opening } from './openings';
import type { Outcome } from '../evaluate/verdict';
import type { Link } from '../links/link';
import type { Cloud } from '../model/cloud';
import type { Site } from '../model/site';
import { plainText } from '../report/plain';
import { isRoleArn } from '../values/arn';

/** One access that differs between two assemblies. */
export interface AccessChange {
  readonly change: 'gained' | 'lost' | 'changed';
  /** A call between two that are named, or an opening for a whole account, organization, service or anyone. */
  readonly kind: 'call' | Opening['kind'];
  readonly from: string;
  readonly to: string;
  readonly action: string;
  readonly before?: AccessState;
  readonly after?: AccessState;
  /** Where it stands, or stood. */
  readonly site?: Site;
}

export interface AccessState {
  readonly outcome: Outcome;
  /** What must hold: the conditions of the statements that decide, and what a verdict depends on. */
  readonly conditions: readonly string[];
}

/** What a comparison needs of each side. */
export interface Side {
  readonly cloud: Cloud;
  readonly links: readonly Link[];
}

interface Access extends Omit<AccessChange, 'change' | 'before' | 'after'> {
  readonly state: AccessState;
}

/** The access that is there now and was not before, the other way round, and that under other conditions. */
export function diffAccess(before: Side, after: Side): AccessChange[] {
  const [old, now] = [accessOf(before), accessOf(after)];
  const changes = [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => change(old.get(key), now.get(key)));
  return changes.sort((a, b) => CHANGES.indexOf(a.change) - CHANGES.indexOf(b.change));
}

const CHANGES: readonly AccessChange['change'][] = ['gained', 'changed', 'lost'];

function change(before: Access | undefined, after: Access | undefined): AccessChange[] {
  const { state: _state, ...access } = (after ?? before)!;
  const states = { ...before && { before: before.state }, ...after && { after: after.state } };
  if (!before) { return [{ ...access, change: 'gained', ...states }]; }
  if (!after) { return [{ ...access, change: 'lost', ...states }]; }
  return JSON.stringify(before.state) === JSON.stringify(after.state) ? [] : [{ ...access, change: 'changed', ...states }];
}

function accessOf({ cloud, links }: Side): ReadonlyMap<string, Access> {
  const access = new Map<string, Access>();
  const add = (one: Access) => {
    const key = [one.kind, one.from, one.to, one.action.toLowerCase()].join(' ');
    const known = access.get(key);
    access.set(key, known ? { ...one, state: both(known.state, one.state) } : one);
  };
  for (const link of links) {
    if (link.verdict.outcome !== 'denied') { add(ofLink(link)); }
  }
  // every function's role lets a service assume it for what its own account makes: that reaches nobody else
  for (const opening of openingsOf(cloud).filter(({ kind, to }) => kind !== 'service' || !isRoleArn(to))) { add(ofOpening(opening)); }
  return access;
}

function ofLink({ from, to, action, verdict, toSite, fromSite }: Link): Access {
  const statements = verdict.layers.filter(({ outcome }) => outcome === 'allows' || outcome === 'depends').flatMap((layer) => layer.statements);
  const conditions = [...verdict.dependsOn.map(plainText), ...statements.flatMap(conditionTexts)];
  return { kind: 'call', from, to, action, site: toSite ?? fromSite, state: { outcome: verdict.outcome, conditions: sorted(conditions) } };
}

function ofOpening({ kind, who, to, actions, conditions, statement }: Opening): Access {
  const outcome = statement.source.unknown === undefined ? 'allowed' : 'depends';
  return { kind, from: who, to, action: actions.join(', '), site: statement.source.site, state: { outcome, conditions: sorted(conditions) } };
}

/** One access by two statements: either is enough. */
function both(one: AccessState, other: AccessState): AccessState {
  const outcome = one.outcome === 'allowed' || other.outcome === 'allowed' ? 'allowed' : 'depends';
  return { outcome, conditions: sorted([...one.conditions, ...other.conditions]) };
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}
