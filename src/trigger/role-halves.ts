import { Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { Caller } from '../caller';
import type { Half } from '../link';
import { IdentityPolicy } from '../link/identity-policy';
import type { ICrossAccountTarget } from '../target';
import { INVOKE } from '../target/function-actions';

/** Both halves of one role that calls one target. */
export interface RoleHalves {
  /** The target's ARN as the source's stack writes it. */
  readonly targetArn: string;
  readonly identityHalf: Half;
  readonly resourceHalf: Half;
}

/**
 * Lets a role of the user call a target directly; order-free.
 *
 * @param at the source that calls under the role
 */
export function roleHalves(at: IConstruct, target: ICrossAccountTarget, role: IRole): RoleHalves {
  const { account } = role.env;
  const targetArn = target._arnIn(Stack.of(at));
  const resourceHalf = target.grants.invoke(Caller.roleOf(role, { account }));
  const identityHalf = IdentityPolicy.of(role as unknown as Construct, role, account).allow(INVOKE, targetArn);
  return { targetArn, identityHalf, resourceHalf };
}
