import type { Surroundings } from './evaluator';
import { allOf, ask, type Answer } from './layers';
import type { Statement } from '../model/policy';
import type { Caller, Request } from '../model/request';

/**
 * The SCPs of the caller's account: each level of the organization must allow. They do not bind services and their own roles.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export function serviceControl({ serviceControlPolicies }: Surroundings, request: Request, action: string): Answer | undefined {
  const { caller } = request;
  if (caller.kind === 'service' || caller.kind === 'anonymous' || isServiceLinked(caller)) { return undefined; }
  return levels('service control policy', serviceControlPolicies?.(caller.account), request, action);
}

/**
 * The services whose resources RCPs can protect. Lambda is none of them. That the actions of Cognito begin so is inferred.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services
 */
const RCP_SERVICES = new Set([
  's3', 'sts', 'kms', 'sqs', 'secretsmanager', 'dynamodb', 'logs', 'cognito-idp', 'cognito-identity', 'ecr', 'aoss',
]);

/**
 * The RCPs of the resource's account, for everybody who calls, also services, but not for services' own roles.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#actions-not-restricted-by-rcps
 */
export function resourceControl({ resourceControlPolicies }: Surroundings, request: Request, action: string): Answer | undefined {
  if (isServiceLinked(request.caller) || !RCP_SERVICES.has(action.split(':')[0]) || action === 'kms:retiregrant') { return undefined; }
  return levels('resource control policy', resourceControlPolicies?.(request.resourceAccount), request, action);
}

function levels(
  layer: 'service control policy' | 'resource control policy', policies: readonly (readonly Statement[])[] = [], request: Request, action: string,
): Answer | undefined {
  if (policies.length === 0) { return undefined; }
  return allOf(layer, policies.map((statements) => ask(layer, statements, request, action, 'optional')));
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html */
function isServiceLinked(caller: Caller): boolean {
  return caller.kind === 'role' && caller.arn.includes(':role/aws-service-role/');
}
