import type { Case } from './case';
import { EXPLAINED, type Explanation } from './explained';
import { ours } from './ours';
import { theirs } from './simulator';

export interface Comparison {
  readonly given: Case;
  readonly ours: string;
  readonly theirs: string;
  /** The names of what explains a disagreement; empty where both agree, or nobody knows why they do not. */
  readonly explained: readonly string[];
}

/** Asks both about one case. */
export async function compareCase(given: Case): Promise<Comparison> {
  const mine = ours(given).outcome;
  const other = await theirs(given);
  return { given, ours: mine, theirs: other, explained: mine === other ? [] : await explain(given, mine) };
}

export function isUnexplained({ ours: mine, theirs: other, explained }: Comparison): boolean {
  return mine !== other && explained.length === 0;
}

/** One explanation, or else as few together as it takes: a rewrite that is not needed may say something else. */
async function explain(given: Case, outcome: string): Promise<string[]> {
  const possible = EXPLAINED.filter(({ rewrite }) => isChanged(given, rewrite(given)));
  for (const some of subsetsOf(possible)) {
    if (await explains(some, given, outcome)) { return some.map(({ name }) => name); }
  }
  return [];
}

/** All but the empty one, small ones first. */
function subsetsOf<T>(items: readonly T[]): T[][] {
  const subsets = Array.from({ length: 2 ** items.length }, (_, index) => items.filter((__, bit) => Math.floor(index / 2 ** bit) % 2 === 1)).slice(1);
  return subsets.sort((one, other) => one.length - other.length);
}

/** Whether both agree about the rewritten case, with what we say of the case as it is. */
async function explains(explanations: readonly Explanation[], given: Case, outcome: string): Promise<boolean> {
  const rewritten = explanations.reduce((before, { rewrite }) => rewrite(before), given);
  return isChanged(given, rewritten) && ours(rewritten).outcome === outcome && await theirs(rewritten) === outcome;
}

function isChanged(given: Case, rewritten: Case): boolean {
  return JSON.stringify(given) !== JSON.stringify(rewritten);
}
