import { Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct, IConstruct } from 'constructs';
import { Caller } from '../caller';
import type { Half } from '../link';
import { IdentityPolicy } from '../link/identity-policy';
import { shortHash } from '../private/names';
import { meaning } from '../private/references';
import type { ICrossAccountTarget } from '../target';
import { INVOKE } from '../target/function-actions';

/** A service that calls under a role of the source's account. */
export interface CallingService {
  /** The service principal that assumes the role. */
  readonly principal: string;
  /** Begins the construct id of the role: `CrossAccountRules`. */
  readonly id: string;
  /**
   * Conditions of the trust policy, where AWS documents that the service sends them.
   *
   * Without: only identities of the role's own account can hand the role to a service (iam:PassRole).
   */
  readonly conditions?: Record<string, Record<string, string>>;
}

/** Both halves of one role that calls one target. */
export interface RoleHalves {
  /** The target's ARN as the source's stack writes it. */
  readonly targetArn: string;
  readonly identityHalf: Half;
  readonly resourceHalf: Half;
  /** What the source waits for, in its own stack: the first event must not come before the role may call. */
  readonly before?: IConstruct;
}

/** A role with both halves written. */
export interface CallingRole extends RoleHalves {
  readonly role: IRole;
}

/**
 * The role under which a service calls a target: all sources of one stack share it, and it may
 * call this one target only.
 *
 * @param at the source
 * @param account the account of the source
 * @param given a role of the user, in place of a new one
 */
export function callingRole(at: IConstruct, target: ICrossAccountTarget, service: CallingService, account: string, given?: IRole): CallingRole {
  const stack = Stack.of(at);
  const role = given ?? ownRole(stack, target._arnIn(stack), service);
  return { role, ...roleHalves(at, target, role, account) };
}

/**
 * Lets a role call a target directly; order-free, because the target's statement names the role in a
 * condition.
 *
 * @param at the source that calls under the role
 */
export function roleHalves(at: IConstruct, target: ICrossAccountTarget, role: IRole, account = role.env.account): RoleHalves {
  const targetArn = target._arnIn(Stack.of(at));
  const resourceHalf = target.grants.invoke(Caller.roleOf(role, { account }));
  const identityHalf = IdentityPolicy.of(role as unknown as Construct, role, account).allow(INVOKE, targetArn);
  const { construct } = identityHalf;
  const before = construct && Stack.of(construct) === Stack.of(at) ? construct : undefined;
  return { targetArn, identityHalf, resourceHalf, before };
}

function ownRole(stack: Stack, targetArn: string, { principal, id, conditions }: CallingService): IRole {
  // resolved, because the text of a token differs from run to run and an id must not
  const roleId = `${id}${shortHash(meaning(stack, targetArn))}`;
  const existing = stack.node.tryFindChild(roleId);
  if (existing) { return existing as Role; }
  return new Role(stack, roleId, {
    assumedBy: new ServicePrincipal(principal, { conditions }),
    description: `Lets ${principal} call one function of another account`,
  });
}
