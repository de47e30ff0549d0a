import type { Cloud, PolicyJson } from './cloud';

/** The same cloud without the policies of a role: its identity half is missing. */
export function withoutIdentityHalf(cloud: Cloud, roleArn: string): Cloud {
  return { ...cloud, roles: cloud.roles.map((role) => role.arn === roleArn ? { ...role, policies: [] } : role) };
}

/** The same cloud without the resource policy of an ARN, or the trust policy of a role: the resource half is missing. */
export function withoutResourceHalf(cloud: Cloud, resourceArn: string): Cloud {
  const roles = cloud.roles.map((role) => role.arn === resourceArn ? { ...role, trustPolicy: { Statement: [] } } : role);
  return { ...cloud, roles, resourcePolicies: cloud.resourcePolicies.filter((policy) => policy.resourceArn !== resourceArn) };
}

/** The same cloud with a role that another app deploys. */
export function withRole(cloud: Cloud, arn: string, ...statements: Record<string, unknown>[]): Cloud {
  const document: PolicyJson = { Version: '2012-10-17', Statement: statements };
  const role = {
    stackName: 'of another app',
    account: arn.split(':')[4],
    arn,
    roleName: arn.split('/').pop()!,
    trustPolicy: { Statement: [] },
    policies: statements.length > 0 ? [{ name: 'inline', document }] : [],
  };
  return { ...cloud, roles: [...cloud.roles.filter((other) => other.arn !== arn), role] };
}

/** The identity half that another app would write for one target. */
export function mayInvoke(resourceArn: string, action = 'lambda:InvokeFunction'): Record<string, unknown> {
  return { Effect: 'Allow', Action: action, Resource: resourceArn };
}
