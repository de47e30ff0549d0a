import { Aws, CfnResource, Stack, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { parseRoleArn } from './arns';
import { compareAccounts, environmentOf } from './environments';
import { misuse } from './errors';
import { isUnnamed, keepName, stableName } from './names';

const ROLE_NAME = /^[\w+=,.@-]{1,64}$/;

/** A role whose ARN another account can write down before it exists. */
export interface NamedRole {
  readonly roleArn: string;
  readonly account: string;
  readonly partition: string;
}

/**
 * Gives a role of this app a stable physical name if it has none, and returns its ARN as text.
 *
 * aws-cdk-lib leaves the execution role of a function unnamed, and an unnamed role cannot be
 * named by another account. For a role that is already deployed without a name CloudFormation
 * replaces it once: a new role is made, its users are pointed to it, the old one is removed.
 */
export function nameRole(role: iam.IRole, givenAccount?: string): NamedRole {
  const imported = Token.isUnresolved(role.roleArn) ? undefined : parseRoleArn(role.roleArn);
  if (imported) { return { roleArn: role.roleArn, ...imported, account: requireSame(role, imported.account, givenAccount) }; }

  const env = environmentOf(role, { account: givenAccount });
  const cfnRole = ownedRole(role);
  if (!cfnRole) {
    // pseudo parameters in an imported ARN mean the account of the stack that imports it, in whatever template they stand
    const roleArn = role.roleArn.replaceAll(Aws.ACCOUNT_ID, env.account).replaceAll(Aws.PARTITION, env.partition);
    return { roleArn, account: givenAccount ?? role.env.account, partition: env.partition };
  }
  if (isUnnamed(cfnRole, cfnRole.roleName)) { cfnRole.roleName = stableName(cfnRole.node.scope!); }
  requirePlainPath(role, cfnRole.path);
  keepName(cfnRole, 'RoleName');
  keepName(cfnRole, 'Path');
  const { roleName, path } = cfnRole;
  // a token name (PhysicalName.GENERATE_IF_NEEDED, a parameter) is aws-cdk's to resolve
  const known = !Token.isUnresolved(roleName) && !Token.isUnresolved(path) && !Token.isUnresolved(env.account);
  const resourceName = `${(path ?? '/').slice(1)}${roleName}`;
  const roleArn = known
    ? Stack.of(role).formatArn({ service: 'iam', region: '', resource: 'role', resourceName, account: env.account, partition: env.partition })
    : role.roleArn;
  return { roleArn, account: env.account, partition: env.partition };
}

/** A name that was chosen for a new role; fails for one that IAM does not take. */
export function requireRoleName(at: IConstruct, roleName: string | undefined): string | undefined {
  if (roleName === undefined || Token.isUnresolved(roleName) || ROLE_NAME.test(roleName)) { return roleName; }
  throw misuse({
    problem: 'roleName is not a name that IAM takes',
    got: roleName,
    expected: '1 to 64 letters, digits or any of _+=,.@-',
    fix: `write roleName: '${stableName(at)}', or leave it out`,
    at,
  });
}

/** The resource behind a role that this app creates; undefined for an imported one. */
export function ownedRole(role: iam.IRole): iam.CfnRole | undefined {
  const first = role.node.defaultChild;
  // a LazyRole holds the role that it makes
  const child = first && !CfnResource.isCfnResource(first) ? first.node.defaultChild : first;
  return child && CfnResource.isCfnResource(child) && child.cfnResourceType === 'AWS::IAM::Role' ? child as iam.CfnRole : undefined;
}

/** The same, unless `withoutPolicyUpdates()` protects the role: that wrapper shares the child of the role that it wraps. */
export function changeableRole(role: iam.IRole): iam.CfnRole | undefined {
  const cfnRole = ownedRole(role);
  const owner = cfnRole?.node.scope;
  return owner && (owner === role || owner.node.scope === role) ? cfnRole : undefined;
}

/** IAM takes these characters in a path, but a condition on the ARN would read them as wildcards and variables. */
function requirePlainPath(role: iam.IRole, path: string | undefined): void {
  if (path === undefined || Token.isUnresolved(path) || !/[*?$]/.test(path)) { return; }
  throw misuse({
    problem: 'path of the role has a character that a policy reads as a wildcard or variable',
    got: path,
    expected: 'a path without * ? $',
    fix: "write path: '/team/'",
    at: role,
  });
}

function requireSame(role: iam.IRole, account: string, given?: string): string {
  if (given === undefined || compareAccounts(account, given) !== 'different') { return account; }
  throw misuse({
    problem: 'account contradicts the role',
    got: given,
    expected: `'${account}', the account in ${role.roleArn}`,
    fix: 'leave account out: the ARN of the role tells it',
    at: role,
  });
}
