import { Decider, linksBetween, usualAction } from './decide-call';
import type { Known } from './decide-call';
import { Names } from './find-named';
import { callableArns, callerNamed, targetNamed } from './parties';
import type { Party } from './parties';
import { remediesFor } from './remedies';
import type { Remedy } from './remedies';
import type { Link } from '../links/link';
import { fieldsOf, functionOf } from '../values/arn';

/** Why one call is allowed or denied. */
export interface Explanation {
  readonly link: Link;
  readonly remedies: readonly Remedy[];
  /** Roles of the templates that the caller may assume and that may make the call. */
  readonly via: readonly string[];
  /** What the reader should know beside the verdict. */
  readonly notes: readonly string[];
}

export interface Question {
  readonly from: string;
  readonly to: string;
  readonly action?: string;
}

/**
 * Explains a call: every call between the two that the templates speak of, or else the usual one.
 *
 * @throws NameError if a name is unknown or ambiguous
 */
export function explain(known: Known, { from, to, action }: Question): Explanation[] {
  const { cloud } = known;
  const names = new Names(cloud);
  const caller = callerNamed(from, cloud, names);
  const target = targetNamed(to, cloud, names);
  const exact = linksBetween(known, caller, [target.arn], action);
  if (exact.length > 0) { return exact.map((link) => explained(known, link, caller)); }
  const others = linksBetween(known, caller, callableArns(target.arn, cloud), action);
  const decided = new Decider(known).decide(caller, target.arn, action ?? usualAction(target.arn));
  return [explained(known, decided, caller, qualifierNotes(target.arn, others))];
}

/** Explains a decided call. */
export function explained(known: Known, link: Link, caller: Party, notes: readonly string[] = []): Explanation {
  const { cloud } = known;
  return {
    link,
    remedies: remediesFor(link, cloud),
    via: link.verdict.outcome === 'allowed' ? [] : rolesBetween(known, caller, link),
    notes: [...notes, ...outsideNotes(known, link)],
  };
}

/** Roles that the caller may assume, and which may make the call. */
function rolesBetween({ links }: Known, from: Party, { to, action }: Link): string[] {
  if (from.kind !== 'identity') { return []; }
  const assumable = links.filter((link) => link.from === from.arn && link.action === 'sts:AssumeRole' && link.verdict.outcome !== 'denied').map((link) => link.to);
  return assumable.filter((role) => links.some((link) => link.from === role && link.to === to && link.action === action && link.verdict.outcome !== 'denied'));
}

function qualifierNotes(to: string, others: readonly Link[]): string[] {
  return others.map((link) => `the templates speak of a call of ${qualifierOf(link.to)} (${link.verdict.outcome}); here ${qualifierOf(to)} is called: Lambda takes the policy of exactly the ARN that is called`);
}

function qualifierOf(arn: string): string {
  return functionOf(arn)?.qualifier === undefined ? 'the function without a qualifier' : `'${fieldsOf(arn).resource.replace(/^function:/, '')}'`;
}

function outsideNotes({ cloud }: Known, { caller, to, toSite, fromSite }: Link): string[] {
  const accounts = new Set(cloud.stacks.map(({ account }) => account));
  const callerArn = caller.kind === 'role' || caller.kind === 'user' ? caller.arn : undefined;
  return [
    ...callerArn !== undefined && !fromSite ? [`no template here creates the caller${accounts.has(fieldsOf(callerArn).account) ? ', although some are for its account' : ''}`] : [],
    ...!toSite && !cloud.resourcePolicies.has(to) ? ['no template here creates what is called'] : [],
  ];
}
