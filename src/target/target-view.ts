import { Annotations, Stack, Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Caller } from '../caller';
import { AnyoneCaller } from '../caller/anyone-caller';
import type { CallerKind, TargetView } from '../caller/caller-kind';
import { RoleCaller } from '../caller/role-caller';
import { display } from '../link/publish-hand-over';
import { compareAccounts } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { ANYONE, SAME_ACCOUNT } from '../private/warnings';

/**
 * The target as a caller sees it.
 *
 * @param owner the stack that owns the function; undefined for a target of another app
 */
export function viewOf(caller: CallerKind, env: KnownEnvironment, owner?: Stack): TargetView {
  // one stack is one account, also where that account is not known
  if (owner && caller.createdBy && Stack.of(caller.createdBy) === owner) { return { ...env, sameAccount: 'same' }; }
  return { ...env, sameAccount: caller.account === undefined ? 'different' : compareAccounts(caller.account, env.account) };
}

/**
 * Fails for a caller that could never call, and says what is worth knowing about the others.
 *
 * @param owner the stack that owns the function; undefined for a target of another app
 */
export function checkCaller(at: IConstruct, caller: Caller, target: TargetView, owner?: Stack): void {
  const kind = caller._kind;
  requireReachable(at, kind, 'target', target.partition, owner);
  const refusal = kind.refusal?.(target);
  if (refusal) { throw misuse({ ...refusal, at }); }
  const { account } = kind;
  if (kind instanceof AnyoneCaller) {
    Annotations.of(at).addWarningV2(ANYONE, `every AWS account may call this function. Reason given: ${kind.reason}`);
    // the access check need not ask a second time
    Validations.of(at).acknowledge({ id: 'public-function', reason: kind.reason });
  }
  if (owner && target.sameAccount === 'same' && account !== undefined) {
    Annotations.of(at).addInfoV2(SAME_ACCOUNT, kind instanceof RoleCaller
      ? `${display(at, kind.text)} is in the target's own account, where this statement alone is enough: its identity policy need not allow the call`
      : `${display(at, kind.text)} is the target's own account: the statement leaves the choice to identity policies there, as AWS does without it`);
  }
}

/**
 * Fails for a caller that no statement of this owner can name.
 *
 * @param what who is called, for messages
 * @param owner the stack that owns it; undefined for another app's
 */
export function requireReachable(at: IConstruct, kind: CallerKind, what: 'target' | 'role', partition: string, owner?: Stack): void {
  if (kind.partition !== undefined && !Token.isUnresolved(partition) && kind.partition !== partition) {
    throw misuse({
      problem: `${kind.text} is in partition ${kind.partition}, the ${what} in ${partition}`,
      expected: 'both in one partition: IAM delegates nothing between partitions',
      fix: `call over an API that both partitions reach, or deploy the ${what} in the partition of its callers`,
      at,
    });
  }
  if (kind.knownIn && kind.knownIn !== owner) {
    throw misuse({
      problem: `the ARN of ${kind.createdBy ? pathOf(kind.createdBy) : display(kind.knownIn, kind.text)} is only known in stack ${pathOf(kind.knownIn)}, so no other template can name it`,
      expected: 'a role whose account and name are known at synthesis',
      fix: `give stack ${pathOf(kind.knownIn)} an env: { account: '111111111111' }, or pass account to CrossAccountInvoker, Caller.roleOf or grants.assume; `
        + 'import a role by a literal ARN',
      at,
    });
  }
}
