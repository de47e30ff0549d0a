import { labelled, paragraph } from './columns';
import type { Page } from './columns';
import type { UnknownValue } from '../../model/cloud';
import type { SummaryView } from '../views/report-views';

/** `2 errors`, `1 call`, `no warnings`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number === 0 ? 'no' : number} ${number === 1 ? noun : plural}`;
}

export interface SummaryText {
  readonly scope: string;
  readonly calls: string;
  readonly findings: string;
}

export function summaryText({ stacks, accounts, calls, findings }: SummaryView): SummaryText {
  const total = calls.allowed + calls.denied + calls.depends;
  return {
    scope: `${count(stacks, 'stack')} in ${accountsText(accounts)}`,
    calls: total === 0 ? 'no calls' : `${count(total, 'call')}: ${calls.allowed} allowed, ${calls.denied} denied, ${calls.depends} ${calls.depends === 1 ? 'depends' : 'depend'}`,
    findings: findings.error + findings.warning + findings.info === 0 ? 'no findings'
      : [count(findings.error, 'error'), count(findings.warning, 'warning'), ...findings.info === 0 ? [] : [`${findings.info} info`]].join(', '),
  };
}

/** A stack without an env is in an account too, perhaps in one of the others. */
function accountsText(accounts: readonly string[]): string {
  const known = accounts.filter((account) => /^\d{12}$/.test(account));
  if (known.length === accounts.length) { return count(known.length, 'account'); }
  return known.length === 0 ? 'unknown accounts' : `${count(known.length, 'account')} and unknown ones`;
}

/** Nothing is dropped in silence: what was not read is named, the first of many. */
export function unknownsText(unknowns: readonly UnknownValue[], page: Page, most = 10): string[] {
  if (unknowns.length === 0) { return []; }
  const rest = unknowns.length - most;
  return [
    paragraph(`${count(unknowns.length, 'value')} could not be read; calls may depend on ${unknowns.length === 1 ? 'it' : 'them'}:`, 0, page, 'yellow'),
    ...unknowns.slice(0, most).map(({ path, what }) => labelled('  ', `${path}: ${what}`, page)),
    ...rest > 0 ? [`  and ${rest} more (--format json has all)`] : [],
  ];
}
