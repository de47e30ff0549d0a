import type { Duration } from 'aws-cdk-lib';
import type { IManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { RoleRequirements } from './role-requirements';
import type { Caller } from '../caller';
import type { ICrossAccountTarget } from '../target';

/** A role of another app. */
export interface ImportedRoleOptions extends RoleRequirements {
  /**
   * The account that owns the role: twelve digits. Needed if the ARN is a token.
   *
   * @default - read from the ARN
   */
  readonly account?: string;

  /**
   * The region of what the role opens; it stands in `<PREFIX>_ROLE_REGION` of the calling function.
   *
   * @default - none: the calling function's own region
   */
  readonly region?: string;
}

/** Who may assume the role, and what it may do. */
export interface AssumableRoleProps extends RoleRequirements {
  /**
   * Who may assume the role.
   *
   * Role's account: for a role the trust policy names its account as principal and the role in the
   * condition `aws:PrincipalArn`, so that the role need not exist yet. Caller's account: nothing;
   * use `grants.assume` for roles and functions of this app, which writes that half as well.
   *
   * @default - nobody yet; use `grants.assume()` or `CrossAccountInvoker` with `via`
   */
  readonly callers?: Caller[];

  /**
   * Names roles as principals instead of in a condition; accounts and organizations stay as they are.
   *
   * Role's account: IAM then keeps the unique id of the role: a role that is deleted and made again under the same
   * name is not let in. The role must exist first; for a role of this app this construct's stack is
   * deployed after that role's.
   *
   * @default false
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
   */
  readonly strictPrincipals?: boolean;

  /**
   * The functions that the role may invoke; they are in the role's account.
   *
   * Role's account: `lambda:InvokeFunction` on exactly these qualified ARNs in the role's policy;
   * the targets get no resource policy for it. Caller's account: nothing.
   *
   * @default - none; use `addTarget()`
   */
  readonly targets?: ICrossAccountTarget[];

  /**
   * What else the role may do, in the role's account. For resources of aws-cdk-lib their `grant…` methods are shorter:
   * `bucket.grantRead(role)`.
   *
   * @default - nothing
   */
  readonly statements?: PolicyStatement[];

  /**
   * Managed policies of the role, in the role's account.
   *
   * @default - none
   */
  readonly managedPolicies?: IManagedPolicy[];

  /**
   * The permissions boundary of the role. It must allow what the role is for, or that is denied.
   *
   * @default - none, or what the app applies with `PermissionsBoundary.of()`
   */
  readonly permissionsBoundary?: IManagedPolicy;

  /**
   * The name of the role.
   *
   * @default - a stable name from the construct path, the stack name and the region
   */
  readonly roleName?: string;

  /**
   * The path of the role.
   *
   * @default '/'
   */
  readonly path?: string;

  /**
   * What the role is for.
   *
   * @default - says that it is assumed from other accounts
   */
  readonly description?: string;

  /**
   * How long sessions may last: 1 to 12 hours. A property of the role; nothing in the caller's account.
   *
   * A caller that is a role gets one hour at most, whatever this says: AWS limits role chaining,
   * and a Lambda function always calls with a role. More is of use to users and to the roles of
   * EC2 instances only.
   *
   * @default Duration.hours(1)
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
   */
  readonly maxSessionDuration?: Duration;

  /**
   * How many characters IAM stores for a trust policy in this account: 2,048, or up to 8,192
   * after AWS has raised the quota.
   *
   * @default 2048
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
   */
  readonly trustPolicyQuota?: number;

  /**
   * The account that this stack is deployed to: twelve digits.
   *
   * @default - the account of the stack's `env`; without either, no other stack can name the role
   */
  readonly account?: string;

  /**
   * The region that this stack is deployed to; it stands in `<PREFIX>_ROLE_REGION` of callers.
   *
   * @default - the region of the stack's `env`
   */
  readonly region?: string;
}
