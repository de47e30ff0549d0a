import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { parseRoleArn } from './arns';
import { environmentOf } from './environments';
import { isUnnamed, stableName } from './names';

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
  if (imported) { return { roleArn: role.roleArn, ...imported }; }

  const stack = Stack.of(role);
  const env = environmentOf(role, { account: givenAccount });
  const cfnRole = ownedRole(role);
  if (cfnRole === undefined) {
    return { roleArn: role.roleArn, account: givenAccount ?? role.env.account, partition: env.partition };
  }
  if (isUnnamed(cfnRole, cfnRole.roleName)) { cfnRole.roleName = stableName(role); }
  const { roleName, path } = cfnRole;
  // a token name (PhysicalName.GENERATE_IF_NEEDED, a parameter) is aws-cdk's to resolve
  const known = !Token.isUnresolved(roleName) && !Token.isUnresolved(path) && !Token.isUnresolved(env.account);
  const roleArn = known
    ? stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: `${(path ?? '/').slice(1)}${roleName}`, account: env.account, partition: env.partition })
    : role.roleArn;
  return { roleArn, account: env.account, partition: env.partition };
}

/** The resource behind a role that this app creates; undefined for an imported or wrapped one. */
export function ownedRole(role: iam.IRole): iam.CfnRole | undefined {
  const child = role.node.defaultChild;
  return child && CfnResource.isCfnResource(child) && child.cfnResourceType === 'AWS::IAM::Role' ? child as iam.CfnRole : undefined;
}
