import type { Report } from '../../check';
import type { Outcome } from '../../evaluate/verdict';
import type { UnknownValue } from '../../model/cloud';
import type { Severity } from '../../rules/rule';
import { plainText } from '../plain';
import { findingView, FORMAT_VERSION, linkView, unknownView } from './parts';
import type { FindingView, LinkView } from './parts';

export interface SummaryView {
  readonly stacks: number;
  readonly accounts: readonly string[];
  readonly calls: Readonly<Record<Outcome, number>>;
  readonly findings: Readonly<Record<Severity, number>>;
}

/** What `check` says. */
export interface CheckView {
  readonly version: number;
  readonly command: 'check';
  readonly summary: SummaryView;
  readonly findings: readonly FindingView[];
  /** What the app sets aside, each with its reason. */
  readonly acknowledged: readonly FindingView[];
  /** What could not be read: verdicts may depend on it. */
  readonly unknowns: readonly UnknownValue[];
}

/** What `access` says. */
export interface AccessView {
  readonly version: number;
  readonly command: 'access';
  readonly summary: SummaryView;
  readonly links: readonly LinkView[];
  readonly unknowns: readonly UnknownValue[];
}

export function checkView(report: Report): CheckView {
  return {
    version: FORMAT_VERSION,
    command: 'check',
    summary: summaryOf(report),
    findings: report.findings.map(findingView),
    acknowledged: report.acknowledged.map(findingView),
    unknowns: report.cloud.unknowns.map(unknownView),
  };
}

export function accessView(report: Report): AccessView {
  return {
    version: FORMAT_VERSION,
    command: 'access',
    summary: summaryOf(report),
    links: report.links.map(linkView).sort(byAccounts),
    unknowns: report.cloud.unknowns.map(unknownView),
  };
}

function summaryOf({ cloud, links, findings }: Report): SummaryView {
  const calls = { allowed: 0, denied: 0, depends: 0 };
  for (const { verdict } of links) { calls[verdict.outcome]++; }
  const severities = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) { severities[severity]++; }
  const accounts = [...new Set(cloud.stacks.map(({ account }) => plainText(account)))].sort();
  return { stacks: cloud.stacks.length, accounts, calls, findings: severities };
}

/** Calls between the same two accounts stand together, what is denied first. */
function byAccounts(one: LinkView, other: LinkView): number {
  return compare(one.fromAccount, other.fromAccount) || compare(one.toAccount, other.toAccount)
    || OUTCOMES.indexOf(one.outcome) - OUTCOMES.indexOf(other.outcome)
    || compare(one.from, other.from) || compare(one.to, other.to) || compare(one.action, other.action);
}

const OUTCOMES: readonly Outcome[] = ['denied', 'depends', 'allowed'];

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
