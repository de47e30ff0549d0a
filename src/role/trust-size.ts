import { Annotations, Token } from 'aws-cdk-lib';
import { PrincipalBase, PrincipalPolicyFragment } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { misuse } from '../private/errors';
import { estimateCharacters, thousands } from '../private/policy-size';
import { TRUST_NEAR_LIMIT } from '../private/warnings';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const DEFAULT_TRUST_QUOTA = 2048;
const LARGEST_TRUST_QUOTA = 8192;
const WARN_AT = 0.7;

const REMEDY = 'replace several roles of one account by Caller.account with an external id, several accounts by Caller.organization or '
  + 'Caller.organizationalUnit, or give some callers an AssumableRole of their own';

/** A trust policy as it stands in the template. */
export interface TrustDocument {
  readonly Statement: { readonly Sid?: unknown }[];
}

export function checkTrustQuota(at: Construct, quota: number | undefined): void {
  if (quota === undefined) { return; }
  // against a token nothing could be measured
  if (!Token.isUnresolved(quota) && Number.isInteger(quota) && quota >= DEFAULT_TRUST_QUOTA && quota <= LARGEST_TRUST_QUOTA) { return; }
  throw misuse({
    problem: 'trustPolicyQuota is not a quota that IAM gives',
    got: quota,
    expected: `${thousands(DEFAULT_TRUST_QUOTA)} to ${thousands(LARGEST_TRUST_QUOTA)} characters`,
    fix: 'write the value that Service Quotas shows for "Role trust policy length" in this account, or leave it out',
    at,
  });
}

/**
 * Reports a trust policy that IAM would refuse, and warns near the limit; for `node.addValidation`.
 *
 * @param role where the warning stands: one that is made during validation can only be acknowledged further up
 */
export function checkTrust(at: Construct, role: IConstruct, document: TrustDocument, quota: number): string[] {
  if (document.Statement.length === 0) {
    return [misuse({
      problem: 'nobody may assume the role, and IAM takes no empty trust policy',
      expected: 'at least one caller',
      fix: 'pass callers, or let a function of this app in with role.grants.assume(fn)',
      at,
    }).message];
  }
  const sids = document.Statement.map(({ Sid }) => Sid).filter((sid) => sid !== undefined);
  const twice = sids.find((sid, i) => sids.indexOf(sid) !== i);
  if (twice !== undefined) {
    return [misuse({
      problem: 'two statements of the trust policy have one Sid, which IAM refuses',
      got: twice,
      expected: 'a Sid of its own for a statement that is added to role.assumeRolePolicy',
      fix: 'leave the Sid of that statement out, or pass the caller in callers',
      at,
    }).message];
  }
  const size = estimateCharacters(document);
  if (size < quota * WARN_AT) { return []; }
  const text = `the trust policy has about ${thousands(size)} of the ${thousands(quota)} characters that IAM stores`;
  const roles = `most roles: ${accountsWithMostRoles(document)}`;
  if (size <= quota) {
    Annotations.of(role).addWarningV2(TRUST_NEAR_LIMIT, `${text}. ${roles}; ${REMEDY}`);
    return [];
  }
  const raise = quota < LARGEST_TRUST_QUOTA ? `; or have the quota raised (to at most ${thousands(LARGEST_TRUST_QUOTA)}) and write trustPolicyQuota` : '';
  return [misuse({ problem: text, expected: `at most ${thousands(quota)}`, fix: `${roles}; ${REMEDY}${raise}`, at }).message];
}

function accountsWithMostRoles(document: TrustDocument): string {
  const roles = new Map<string, number>();
  for (const [, account] of JSON.stringify(document).matchAll(/:iam::(\d{12}):role\//g)) { roles.set(account, (roles.get(account) ?? 0) + 1); }
  const most = [...roles].sort((a, b) => b[1] - a[1]).slice(0, 3);
  return most.map(([account, count]) => `account ${account} with ${count}`).join(', ') || 'none';
}

/** Lets nobody in: an L2 role writes its principals into a document that cannot follow later callers. */
export class NoPrincipal extends PrincipalBase {
  public readonly policyFragment = new PrincipalPolicyFragment({});

  public addToAssumeRolePolicy(): void {}

  public dedupeString(): undefined {
    return undefined;
  }
}
