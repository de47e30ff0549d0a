import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { compareAccounts } from '../private/environments';
import { misuse } from '../private/errors';
import type { ICrossAccountTarget } from '../target';

/** The permission of a role counts in its own account only. */
export function requireOneAccount(at: Construct, roleAccount: string, target: ICrossAccountTarget): void {
  const sameness = compareAccounts(roleAccount, target.targetAccount);
  if (sameness === 'same' || (sameness === 'unknown' && Stack.of(at) === Stack.of(target))) { return; }
  const unknown = (account: string) => Token.isUnresolved(account) ? 'an account that is not known at synthesis' : `account ${account}`;
  throw misuse({
    problem: `the role is in ${unknown(roleAccount)}, target ${target.node.path} in ${unknown(target.targetAccount)}`,
    expected: 'a role in the account of its targets, which need no resource policy then',
    fix: sameness === 'unknown'
      ? 'give both stacks an env, or pass account to AssumableRole and CrossAccountTarget'
      : "create the AssumableRole in the target's account, or use the direct route: CrossAccountInvoker without via",
    at,
  });
}
