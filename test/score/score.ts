import type { Mistake, ScoredApp } from './parts';
import type { Finding } from './synthesize';

/** A mistake and the same app without it, by their cloud assemblies. */
export interface Pair {
  readonly mistake: Mistake;
  readonly wrong: string;
  readonly repaired: string;
}

/** A right app, by its cloud assembly. */
export interface Right {
  readonly app: ScoredApp;
  readonly directory: string;
}

export interface Tool {
  readonly name: string;
  /** By the directory of the cloud assembly. */
  readonly findings: Map<string, Finding[]>;
  /** True for our own rules: a mistake is found only by the rule that is about it, and any finding in a right app is a false alarm. */
  readonly own?: boolean;
}

/**
 * The rules that speak up more often in the mistaken app than in the same app without the mistake. Where they do is not compared: a
 * permission that only moves to another stack is reported in both.
 */
export function found({ findings, own }: Tool, { mistake, wrong, repaired }: Pair): string[] {
  const before = counts(findings.get(wrong));
  const after = counts(findings.get(repaired));
  return [...before.keys()]
    .filter((rule) => (before.get(rule) ?? 0) > (after.get(rule) ?? 0))
    .filter((rule) => !own || rule === mistake.rule)
    .sort();
}

/**
 * The rules that speak up in right and repaired apps, and in how many. Of other tools only rules that found a mistake count: what they
 * say of other matters (the access logs of a bucket) is not held against them.
 */
export function falseAlarms(tool: Tool, pairs: Pair[], rights: Right[]): { apps: number; rules: Map<string, number> } {
  const scoring = new Set(pairs.flatMap((pair) => found(tool, pair)));
  const rules = new Map<string, number>();
  let apps = 0;
  for (const directory of [...rights.map(({ directory: ofApp }) => ofApp), ...pairs.map(({ repaired }) => repaired)]) {
    const alarms = new Set((tool.findings.get(directory) ?? []).map(shortRule).filter((rule) => tool.own || scoring.has(rule)));
    for (const rule of alarms) { rules.set(rule, (rules.get(rule) ?? 0) + 1); }
    if (alarms.size > 0) { apps += 1; }
  }
  return { apps, rules };
}

function counts(findings: Finding[] = []): Map<string, number> {
  const byRule = new Map<string, number>();
  for (const rule of findings.map(shortRule)) { byRule.set(rule, (byRule.get(rule) ?? 0) + 1); }
  return byRule;
}

/** cdk-nag writes the resource behind the rule: `AwsSolutions-IAM5[Resource::*]`. */
const shortRule = ({ rule }: Finding) => rule.replace(/\[.*$/, '');
