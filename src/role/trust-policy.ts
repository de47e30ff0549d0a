import { Annotations } from 'aws-cdk-lib';
import type { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { RoleRequirements } from './role-requirements';
import { trustPermissions } from './trust-permissions';
import type { Caller } from '../caller';
import { AccountCaller } from '../caller/account-caller';
import { AnyoneCaller } from '../caller/anyone-caller';
import type { CallerKind, CallerStatement, TargetView } from '../caller/caller-kind';
import { RoleCaller } from '../caller/role-caller';
import { StatementSet } from '../caller/statement-set';
import type { RenderedDocument } from '../caller/statement-set';
import { deployAfterRole } from '../link/order';
import type { Permission } from '../link/permission';
import { display } from '../link/publish-hand-over';
import { misuse } from '../private/errors';
import { meaning } from '../private/references';
import { WHOLE_ACCOUNT } from '../private/warnings';

/** Who may assume a role, and what they must send. */
export class TrustPolicy {
  private readonly permissions: Permission[];
  private readonly statements = new StatementSet();
  private readonly kinds: CallerKind[] = [];

  constructor(private readonly scope: Construct, requirements: RoleRequirements, private readonly partition: string) {
    this.permissions = trustPermissions(requirements);
  }

  /** Whether all callers so far are roles, whose sessions are chained. */
  public get onlyRoles(): boolean {
    return this.kinds.length > 0 && this.kinds.every((kind) => kind instanceof RoleCaller);
  }

  /** Order-free: accounts as principals, roles in a condition. */
  public allow(caller: Caller): void {
    const statement = this.describe(caller._kind);
    this.warnIfOpen(caller._kind);
    this.add(caller._kind, statement);
  }

  /**
   * The role itself as the principal: IAM keeps its unique id, and refuses a role that does not
   * exist yet.
   *
   * @param role the resource whose trust policy this is
   */
  public allowStrictly(caller: Caller, role: CfnRole): void {
    const kind = caller._kind;
    if (!(kind instanceof RoleCaller)) {
      this.allow(caller);
      return;
    }
    const [{ principal }] = kind.permissions();
    this.add(kind, { shape: 'StrictRoles', sid: 'Roles', principalType: 'AWS', principals: [principal], conditions: [] });
    if (!kind.createdBy) { return; }
    deployAfterRole(
      this.scope,
      kind.createdBy,
      [role],
      `${this.scope.node.path} trusts ${kind.text} as a principal, which IAM takes only once it exists`,
      'remove strictPrincipals: the role is then named in a condition, which needs no order',
    );
  }

  public render(): RenderedDocument {
    return this.statements.render(undefined, (token) => meaning(this.scope, token));
  }

  /** Every caller is named as one of another account: see `describe`. */
  private get view(): TargetView {
    return { partition: this.partition, sameAccount: 'different' };
  }

  private add(kind: CallerKind, statement: CallerStatement): void {
    this.kinds.push(kind);
    for (const permission of this.permissions) { this.statements.add(permission, statement); }
  }

  private describe(kind: CallerKind): CallerStatement {
    if (kind instanceof AnyoneCaller) {
      throw misuse({
        problem: 'callers contains Caller.anyone, with which every AWS account could assume the role',
        expected: 'callers that can be named',
        fix: 'write Caller.role, Caller.account or Caller.organization',
        at: this.scope,
      });
    }
    if (kind.isService) {
      throw misuse({
        problem: `${kind.text} cannot be a caller of an AssumableRole, which is for roles of other accounts`,
        expected: 'a role, an account, an organization or an organizational unit',
        fix: "for a service of this account write new iam.Role(this, id, { assumedBy: new iam.ServicePrincipal('…') })",
        at: this.scope,
      });
    }
    // also for a role of this account: a trust policy with the account as principal leaves the choice
    // to identity policies, and that half is always written
    return kind.statement(this.view);
  }

  private warnIfOpen(kind: CallerKind): void {
    const [assume] = this.permissions;
    // any value is no condition
    if (!(kind instanceof AccountCaller) || assume.conditions.some(({ value }) => value !== '*')) { return; }
    Annotations.of(this.scope).addWarningV2(WHOLE_ACCOUNT,
      `every identity of ${display(this.scope, kind.text)} whose own policy allows it may assume this role, without a condition; `
      + 'name the roles with Caller.role, or ask for an external id or session tags');
  }
}
