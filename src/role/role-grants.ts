import { Stack, Token } from 'aws-cdk-lib';
import type { IGrantable, IRole } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct, IConstruct } from 'constructs';
import type { AssumeOptions, RoleLink } from './assume-options';
import type { AssumeOwner, PrefixedLink } from './assume-owner';
import { externalIdIn } from './external-id-checks';
import { sessionOf } from './session';
import type { Session } from './session';
import { ASSUME_ROLE, SET_SOURCE_IDENTITY, TAG_SESSION } from './trust-permissions';
import { Caller } from '../caller';
import { environmentPrefix, FunctionEnvironment } from '../link/function-environment';
import type { Half } from '../link/half';
import { IdentityPolicy } from '../link/identity-policy';
import { Route } from '../link/route';
import { Reach } from '../network';
import { FunctionReaches } from '../network/function-reaches';
import { compareAccounts } from '../private/environments';
import { misuse, pathOf } from '../private/errors';
import { changeableRole, ownedRole } from '../private/role-name';

/** What is known of one caller's role. */
interface Assumed {
  /** How the first caller with this role uses it; who says nothing else does the same. */
  readonly options: AssumeOptions;
  readonly identityHalf: Half;
  readonly resourceHalf: Half;
  readonly policy: IdentityPolicy;
}

const OTHER_PREFIX = "role.grants.assume(fn, { environmentPrefix: 'OTHER' }), with all options in the first call and before a CrossAccountInvoker";

/** Lets functions and roles assume a role: both halves, and what the caller's code needs. */
export class RoleGrants {
  /** @internal */
  public static _of(owner: AssumeOwner): RoleGrants {
    return new RoleGrants(owner);
  }

  private readonly byRole = new Map<IConstruct, Assumed>();
  private readonly byFunction = new Map<IFunction, PrefixedLink>();

  private constructor(private readonly owner: AssumeOwner) {}

  /**
   * Lets a function or role assume this role.
   *
   * Role's account: the caller's role joins the trust policy. Caller's account: `sts:AssumeRole`
   * on this role in the one policy of the caller's role, and the role's ARN, external id, region
   * and session name in the function's environment. A caller's role without a name gets a stable
   * one, as with `Caller.roleOf`. What belongs to an account that this app does not deploy is
   * handed over.
   *
   * @param grantee a function of this app, or a role
   * @param options how the caller uses the role; without options it does as the first caller with
   * its role, and a second call for one function changes nothing
   * @returns both halves, and the variables for functions that run with a role
   * @throws if the grantee has no role that this app knows, if the caller's account is not known,
   * if the role refuses what the options send, or if no order of deployment exists
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html
   */
  public assume(grantee: IGrantable, options: AssumeOptions = {}): RoleLink {
    const caller = Caller.roleOf(grantee, { account: options.account });
    const fn = 'functionArn' in grantee ? grantee as IFunction : undefined;
    return this._assume(caller, grantee.grantPrincipal as IRole, fn, options).link;
  }

  /** @internal */
  public _assume(caller: Caller, role: IRole, fn: IFunction | undefined, options: AssumeOptions = {}): PrefixedLink {
    const known = fn && this.byFunction.get(fn);
    if (known && Object.keys(options).every((key) => key === 'account')) { return known; }
    const callerStack = Stack.of(role);
    const { account, ...own } = options;
    const chosen = Object.keys(own).length > 0 ? own : this.byRole.get(keyOf(role))?.options ?? own;
    const session = sessionOf(this.owner, this.owner._requirements, chosen, fn);
    const roleArn = this.owner._arnIn(callerStack);
    const externalId = externalIdIn(callerStack, this.owner, this.owner._requirements.externalId);
    const prefix = environmentPrefix(this.owner, 'role', this.owner.node.id, chosen.environmentPrefix, OTHER_PREFIX);
    const { identityHalf, resourceHalf, policy } = this.halves(caller, role, roleArn, session, options);
    const environment = new FunctionEnvironment(this.owner, fn, OTHER_PREFIX);
    environment.set(variables(prefix, roleArn, externalId, this.owner._region, session));
    policy.orderBefore(fn);
    if (fn) { FunctionReaches.of(fn).add({ at: this.owner, reach: Reach.role(this.owner) }); }
    const link = { targetArn: roleArn, route: Route.ASSUMED_ROLE, identityHalf, resourceHalf, environment: environment.all };
    const result = { link, prefix };
    if (fn) { this.byFunction.set(fn, result); }
    return result;
  }

  private halves(caller: Caller, role: IRole, roleArn: string, session: Session, { account, ...options }: AssumeOptions): Assumed {
    const before = this.byRole.get(keyOf(role));
    const policy = before?.policy ?? IdentityPolicy.of(role as unknown as Construct, role, this.accountOf(caller, role, account));
    const assumed = before ?? { resourceHalf: this.owner._trust(caller), identityHalf: policy.allow(ASSUME_ROLE, roleArn), policy, options };
    this.byRole.set(keyOf(role), assumed);
    // beside the first, which says where the half stands
    if (session.tags) { policy.allow(TAG_SESSION, roleArn); }
    if (session.sourceIdentity !== undefined) { policy.allow(SET_SOURCE_IDENTITY, roleArn); }
    return assumed;
  }

  /** An identity half is written where the caller's role is; of a role of a third account nothing can be said here. */
  private accountOf(caller: Caller, role: IRole, given: string | undefined): string {
    const account = caller._kind.account!;
    const stack = Stack.of(role);
    const sameness = ownedRole(role) ? 'same' : compareAccounts(account, stack.account);
    if (sameness === 'unknown' && given === undefined && !Token.isUnresolved(account)) {
      throw misuse({
        problem: `grantee ${pathOf(role)} belongs to account ${account}, but the account of stack ${stack.stackName} is not known at synthesis`,
        expected: 'the account of the stack, in which the policy of the role would stand',
        fix: `give the stack an env, or write role.grants.assume(grantee, { account: '${account}' })`,
        at: this.owner,
      });
    }
    if (sameness !== 'different') { return account; }
    throw misuse({
      problem: `grantee ${pathOf(role)} belongs to account ${account}, but is imported into a stack of account ${stack.account}`,
      expected: "a role in its own account's stack",
      fix: `import it into a stack of account ${account}, or pass callers: [Caller.role('${role.roleArn}')] to the AssumableRole and let that account allow sts:AssumeRole`,
      at: this.owner,
    });
  }
}

/** Several constructs may stand for one role; one that protects it from changes is another caller. */
function keyOf(role: IRole): IConstruct {
  return changeableRole(role) ?? role;
}

/** The contract with the code inside the function; docs/inside-functions.md explains each. */
function variables(
  prefix: string, roleArn: string, externalId: string | undefined, region: string | undefined, session: Session,
): Record<string, string | undefined> {
  return {
    [`${prefix}_ROLE_ARN`]: roleArn,
    [`${prefix}_EXTERNAL_ID`]: externalId,
    [`${prefix}_ROLE_REGION`]: region,
    [`${prefix}_SESSION_NAME`]: session.name,
    [`${prefix}_SESSION_SECONDS`]: session.seconds?.toString(),
    [`${prefix}_SOURCE_IDENTITY`]: session.sourceIdentity,
    [`${prefix}_SESSION_TAGS`]: session.tags && JSON.stringify(session.tags),
  };
}
