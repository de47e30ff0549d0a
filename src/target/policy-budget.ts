import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { misuse } from '../private/errors';
import { estimateCharacters, thousands } from '../private/policy-size';
import { POLICY_NEAR_LIMIT } from '../private/warnings';

/** Characters of one resource policy; https://docs.aws.amazon.com/lambda/latest/api/API_PutResourcePolicy.html */
const LIMIT = 20_480;
const WARN_AT = 0.7;
/** A statement of the policy, and what to call it in a message. */
export interface BudgetEntry {
  readonly label: string;
  readonly statement: object;
}

/**
 * Warns near the limit, reports past it; for `node.addValidation`.
 *
 * @param policy where the warning stands: one that is made during validation can only be acknowledged further up
 */
export function checkBudget(at: IConstruct, policy: IConstruct, entries: BudgetEntry[]): string[] {
  const size = estimateCharacters({ Version: '2012-10-17', Id: 'default', Statement: entries.map((entry) => entry.statement) });
  if (size < LIMIT * WARN_AT) { return []; }
  const text = `the resource policy has about ${thousands(size)} of the ${thousands(LIMIT)} characters that Lambda stores`;
  if (size <= LIMIT) {
    Annotations.of(policy).addWarningV2(POLICY_NEAR_LIMIT, `${text}. ${contributors(entries)}; ${REMEDY}`);
    return [];
  }
  return [misuse({
    problem: text,
    expected: `at most ${thousands(LIMIT)}`,
    fix: `${contributors(entries)}; ${REMEDY}`,
    at,
  }).message];
}

const REMEDY = 'replace many roles of one account by Caller.account, many accounts by Caller.organization or '
  + 'Caller.organizationalUnit, many resources of one service by one sourceArn with a wildcard, or give some callers an alias of their own';

/** The largest statements, and the accounts that have most roles in them. */
function contributors(entries: BudgetEntry[]): string {
  const largest = entries
    .map(({ label, statement }) => ({ label, size: estimateCharacters(statement) }))
    .sort((a, b) => b.size - a.size)
    .slice(0, 3)
    .map(({ label, size }) => `${label} (${thousands(size)} characters)`);
  const roles = new Map<string, number>();
  for (const [, account] of JSON.stringify(entries).matchAll(/:iam::(\d{12}):role\//g)) {
    roles.set(account, (roles.get(account) ?? 0) + 1);
  }
  const accounts = [...roles].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([account, count]) => `account ${account} with ${count} roles`);
  return `largest: ${[...largest, ...accounts].join(', ')}`;
}
