import type { FindingView } from './views/parts';

/** Whether the statement of a finding is the one to write. Of all other rules it stands in a template already, and is what is wrong. */
export function isToWrite({ rule }: Pick<FindingView, 'rule'>): boolean {
  return rule.startsWith('missing-half-');
}

/** What to do, for formats that have no place of their own for the statement to write. */
export function fixText({ rule, fix, statement }: Pick<FindingView, 'rule' | 'fix' | 'statement'>): string {
  return statement && isToWrite({ rule }) ? `${fix}: ${JSON.stringify(statement)}` : fix;
}
