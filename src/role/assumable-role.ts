import { Aws, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { CfnRole, IGrantable, IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IConstruct } from 'constructs';
import type { AssumableRoleProps, ImportedRoleOptions } from './assumable-role-props';
import { requireSessionRange, warnOfChaining } from './chaining';
import { ImportedRole } from './imported-role';
import { requireOneAccount } from './one-account';
import { RoleGrants } from './role-grants';
import type { RoleRequirements } from './role-requirements';
import { checkRequirements } from './trust-permissions';
import { TrustPolicy } from './trust-policy';
import { checkTrust, checkTrustQuota, DEFAULT_TRUST_QUOTA, NoPrincipal } from './trust-size';
import type { TrustDocument } from './trust-size';
import type { Caller } from '../caller';
import type { Half } from '../link/half';
import { IdentityPolicy } from '../link/identity-policy';
import { environmentOf } from '../private/environments';
import type { KnownEnvironment } from '../private/environments';
import { misuse } from '../private/errors';
import { stableName } from '../private/names';
import { nameRole, ownedRole, requireRoleName } from '../private/role-name';
import type { ICrossAccountTarget } from '../target';
import { INVOKE } from '../target/function-actions';
import { requireReachable } from '../target/target-view';

/**
 * A role that functions of other accounts assume.
 *
 * Made by `AssumableRole`; not meant to be implemented by users.
 */
export interface IAssumableRole extends IConstruct {
  /** The role's ARN: a literal where account and name are known at synthesis. */
  readonly roleArn: string;

  /** The account that owns the role: twelve digits, or a token where the stack does not know it. */
  readonly roleAccount: string;

  /** Lets functions and roles assume the role. */
  readonly grants: RoleGrants;

  /**
   * Lets the role invoke a target in its own account.
   *
   * Role's account: `lambda:InvokeFunction` on exactly the target's qualified ARN, in the role's
   * policy. Role and target are in one account, so the target needs no resource policy and gets
   * none.
   *
   * @param target a target in the role's account
   * @returns where the permission stands, or the hand-over
   * @throws if the target is in another account, or in one that is not known at synthesis
   */
  addTarget(target: ICrossAccountTarget): Half;
}

/**
 * A role that functions of other accounts assume, to use what this account has.
 *
 * Role's account: a role with a name that other accounts can write down, a trust policy with
 * exactly the callers named, and exactly the permissions given. Caller's account: with
 * `grants.assume`, `sts:AssumeRole` on this role in the policy of the caller's role, and the role's
 * ARN, external id and session name in the function's environment. Synthesis fails if nobody may
 * assume the role, or if the trust policy has more characters than `trustPolicyQuota`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_aws-accounts.html
 *
 * @example
 * const reader = new AssumableRole(ordersStack, 'Reader', { targets: [target] });
 * reportsBucket.grantRead(reader);
 * reader.grants.assume(checkoutFunction);
 */
export class AssumableRole extends Construct implements IAssumableRole, IGrantable {
  /**
   * A role of another app, by its ARN.
   *
   * Nothing is written in the role's account: each half that belongs there becomes a hand-over, as
   * construct metadata and as a message with the statement and the AWS CLI line. What the role may
   * do is in the other team's hands, so `grant…` methods of other constructs do not take it.
   *
   * @param scope the caller's stack
   * @param id names the role; environment variables are named after it
   * @param roleArn for example `arn:aws:iam::222222222222:role/reader`
   * @param options what the role asks for: the other team tells
   * @throws if the ARN is not a role's, or is a token without `account`
   */
  public static fromRoleArn(scope: Construct, id: string, roleArn: string, options: ImportedRoleOptions = {}): IAssumableRole {
    return new ImportedRole(scope, id, roleArn, options);
  }

  /** The role's ARN: a literal where account and name are known at synthesis. */
  public readonly roleArn: string;

  /** The account that owns the role: twelve digits, or a token where the stack does not know it. */
  public readonly roleAccount: string;

  /** The role itself; statements added to its `assumeRolePolicy` stand beside those of the callers. */
  public readonly role: Role;

  /** The principal that `grant…` methods of other constructs let in: the role. */
  public readonly grantPrincipal: IPrincipal;

  /** Lets functions and roles assume the role. */
  public readonly grants: RoleGrants;

  /** @internal */
  public readonly _requirements: RoleRequirements;
  /** @internal */
  public readonly _region?: string;

  private readonly env: KnownEnvironment;
  private readonly cfnRole: CfnRole;
  private readonly trust: TrustPolicy;
  private readonly targets = new Map<ICrossAccountTarget, Half>();
  private readonly strict: boolean;

  constructor(scope: Construct, id: string, props: AssumableRoleProps = {}) {
    super(scope, id);
    this.env = environmentOf(this, props);
    this.roleAccount = this.env.account;
    this._region = Token.isUnresolved(this.env.region) ? undefined : this.env.region;
    this._requirements = props;
    this.strict = props.strictPrincipals ?? false;
    checkRequirements(this, props);
    checkTrustQuota(this, props.trustPolicyQuota);
    requireSessionRange(this, props.maxSessionDuration);
    this.role = this.createRole(props);
    this.grantPrincipal = this.role;
    this.cfnRole = this.requireOwned();
    this.roleArn = nameRole(this.role, props.account).roleArn.replaceAll(Aws.PARTITION, this.env.partition);
    this.trust = new TrustPolicy(this, props, this.env.partition);
    this.renderTrust(props.trustPolicyQuota ?? DEFAULT_TRUST_QUOTA);
    this.node.addValidation({
      validate: () => {
        warnOfChaining(this.role, props.maxSessionDuration, this.trust.onlyRoles);
        return [];
      },
    });
    this.grants = RoleGrants._of(this);
    for (const caller of props.callers ?? []) { this._trust(caller); }
    for (const target of props.targets ?? []) { this.addTarget(target); }
  }

  public addTarget(target: ICrossAccountTarget): Half {
    // once: as soon as a caller elsewhere names the function, its ARN reads differently
    const before = this.targets.get(target);
    if (before) { return before; }
    requireOneAccount(this, this.roleAccount, target);
    const half = IdentityPolicy.of(this, this.role, this.roleAccount).allow(INVOKE, target._arnIn(Stack.of(this)));
    this.targets.set(target, half);
    return half;
  }

  /** @internal */
  public _arnIn(callerStack: Stack): string {
    if (callerStack === Stack.of(this) || !Token.isUnresolved(this.roleArn.replaceAll(Aws.PARTITION, ''))) { return this.roleArn; }
    throw misuse({
      problem: "the role's ARN is used in another stack, but is not known at synthesis",
      expected: 'an account, a path and a role name that are literals',
      fix: Token.isUnresolved(this.roleAccount)
        ? `give stack ${Stack.of(this).stackName} an env: { account, region }, or pass account to AssumableRole`
        : 'leave roleName and path out, or write them as text',
      at: this,
    });
  }

  /** @internal */
  public _trust(caller: Caller): Half {
    requireReachable(this, caller._kind, 'role', this.env.partition, Stack.of(this));
    if (this.strict) { this.trust.allowStrictly(caller, this.cfnRole); } else { this.trust.allow(caller); }
    return { written: true, account: this.roleAccount, construct: this.cfnRole };
  }

  private createRole(props: AssumableRoleProps): Role {
    const role = new Role(this, 'Resource', {
      assumedBy: new NoPrincipal(),
      roleName: requireRoleName(this, props.roleName) ?? stableName(this),
      path: props.path,
      description: props.description ?? `Assumed from other accounts; made by ${Stack.of(this).stackName}`,
      managedPolicies: props.managedPolicies,
      permissionsBoundary: props.permissionsBoundary,
      maxSessionDuration: props.maxSessionDuration,
    });
    for (const statement of props.statements ?? []) { role.addToPolicy(statement); }
    return role;
  }

  /** `iam.Role.customizeRoles` leaves no resource behind, so nothing would hold the trust policy. */
  private requireOwned(): CfnRole {
    const cfnRole = ownedRole(this.role);
    if (cfnRole) { return cfnRole; }
    throw misuse({
      problem: 'the role is not created, because iam.Role.customizeRoles() replaces it, so its trust policy would be lost',
      expected: 'a role that this app creates',
      fix: 'exclude this construct from customizeRoles, or import the role with AssumableRole.fromRoleArn, which hands the trust policy over',
      at: this,
    });
  }

  /** The callers' statements, and whatever others added to the L2's trust policy. */
  private renderTrust(quota: number): void {
    const document = (resolve: (added?: TrustDocument) => TrustDocument | undefined): TrustDocument => {
      const own = this.trust.render();
      const added = resolve(this.role.assumeRolePolicy?.toJSON());
      return { ...own, Statement: [...own.Statement, ...added?.Statement ?? []] };
    };
    // what others added is not resolved too early, or references to other stacks would be lost
    this.cfnRole.assumeRolePolicyDocument = Lazy.any({ produce: () => document((added) => added) });
    this.node.addValidation({
      validate: () => checkTrust(this, this.role, document((added) => Stack.of(this).resolve(added) as TrustDocument | undefined), quota),
    });
  }
}
