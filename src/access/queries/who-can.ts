import { Decider, usualAction } from './decide-call';
import type { Known } from './decide-call';
import { Names } from './find-named';
import { openingsTo } from './openings';
import type { Opening } from './openings';
import { callableArns } from './parties';
import type { Link } from '../links/link';
import type { Statement } from '../model/policy';
import type { Site } from '../model/site';
import { functionOf } from '../values/arn';

/** One who can reach a target, and why. */
export interface Reacher {
  readonly group: 'public' | 'organization' | 'account' | 'service' | 'federated' | 'role' | 'assuming' | 'depends';
  readonly who: string;
  readonly to: string;
  readonly action: string;
  readonly site?: Site;
  /** What lets it in. */
  readonly statements: readonly Statement[];
  /** What it depends on; the conditions under which a whole account, or a service, gets in. */
  readonly on: readonly string[];
  /** For who comes by a role: the roles that it assumes, in order. */
  readonly via?: readonly string[];
}

export interface WhoCan {
  readonly targets: readonly string[];
  readonly actions: readonly string[];
  /** The widest first. */
  readonly reachers: readonly Reacher[];
}

const GROUPS: readonly Reacher['group'][] = ['public', 'organization', 'account', 'federated', 'service', 'role', 'assuming', 'depends'];

/**
 * Everybody who can reach a target, of its own account too.
 *
 * @throws NameError if the name is unknown or ambiguous
 */
export function whoCan(known: Known, name: string, action?: string): WhoCan {
  const { cloud } = known;
  const { arn } = new Names(cloud).find(name);
  const targets = callableArns(arn, cloud);
  const actions = action === undefined ? actionsOf(known, arn) : [action];
  const openings = openingsTo(cloud, targets, actions).map((opening) => ofOpening(opening, actions));
  const calls = callsTo(known, targets, actions);
  const direct = calls.map(ofLink);
  const reachers = [...openings, ...direct, ...byAssuming(known, calls)];
  return { targets, actions, reachers: reachers.sort(byGroup) };
}

function byGroup(a: Reacher, b: Reacher): number {
  return GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || compare(a.who, b.who) || compare(a.to, b.to);
}

function actionsOf({ cloud }: Known, arn: string): string[] {
  const urls = cloud.functions.get(functionOf(arn)?.functionArn ?? '')?.urls ?? [];
  const byUrl = urls.some(({ targetArn }) => targetArn === arn || targetArn.startsWith(`${arn}:`));
  return [usualAction(arn), ...byUrl ? ['lambda:InvokeFunctionUrl'] : []];
}

function ofOpening({ kind, who, to, actions: patterns, conditions, statement }: Opening, [action]: readonly string[]): Reacher {
  const one = patterns.length === 1 ? patterns[0] : action;
  return { group: kind, who, to, action: one, site: statement.source.site, statements: [statement], on: conditions };
}

/** Every role and user here, and those elsewhere that policies here name; not only what is declared. */
function callsTo(known: Known, targets: readonly string[], actions: readonly string[]): Link[] {
  const decider = new Decider(known);
  const isIdentity = ({ caller }: Link) => caller.kind === 'role' || caller.kind === 'user';
  const named = known.links.filter((link) => targets.includes(link.to) && isIdentity(link)).map(({ from }) => from);
  const callers = [...new Set([...known.cloud.identities.keys(), ...named])];
  const decided = targets.flatMap((to) => actions.flatMap((action) =>
    callers.filter((arn) => arn !== to).map((arn) => decider.decide({ kind: 'identity', arn }, to, action))));
  return decided.filter(({ verdict }) => verdict.outcome !== 'denied');
}

function ofLink({ from, to, action, fromSite, verdict }: Link): Reacher {
  const statements = verdict.layers.filter(({ outcome }) => outcome === 'allows' || outcome === 'depends').flatMap((layer) => layer.statements);
  return { group: verdict.outcome === 'allowed' ? 'role' : 'depends', who: from, to, action, ...fromSite && { site: fromSite }, statements, on: verdict.dependsOn };
}

/** Who may assume a role that may call, over any number of roles. */
function byAssuming({ links }: Known, calls: readonly Link[]): Reacher[] {
  const direct = new Set(calls.map(({ from, to }) => `${from} ${to}`));
  const found = new Map<string, Reacher>();
  const open = calls.filter(({ verdict }) => verdict.outcome === 'allowed')
    .map(({ from, to, action }): Pick<Reacher, 'who' | 'to' | 'action' | 'via'> => ({ who: from, to, action, via: [] }));
  const assumed = new Map<string, Link[]>();
  for (const link of links) {
    if (link.action === 'sts:AssumeRole' && link.verdict.outcome !== 'denied') { assumed.set(link.to, [...assumed.get(link.to) ?? [], link]); }
  }
  for (let next = open.shift(); next; next = open.shift()) {
    for (const link of assumed.get(next.who) ?? []) {
      const key = `${link.from} ${next.to} ${next.action}`;
      if (found.has(key) || direct.has(`${link.from} ${next.to}`)) { continue; }
      const { site, statements, on } = ofLink(link);
      const reacher: Reacher = { group: 'assuming', who: link.from, to: next.to, action: next.action, ...site && { site }, statements, on, via: [next.who, ...next.via ?? []] };
      found.set(key, reacher);
      open.push(reacher);
    }
  }
  return [...found.values()];
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
