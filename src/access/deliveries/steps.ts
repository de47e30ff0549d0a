import type { DeliveryRequest } from '../model/delivery';
import type { Identity } from '../model/identity';
import type { StackInfo } from '../model/site';
import { requestByIdentity, requestByService } from '../requests';
import type { Called, Keys } from '../requests';
import { open } from '../values/unknown';

type Half = DeliveryRequest['half'];

/**
 * For which resource a service calls, as far as it says so. `null` is a key that the service is known not to send; a key
 * that is left out is one of which nobody knows whether it is sent, so that a condition on it depends.
 */
export interface SourceKeys {
  readonly arn?: string | null;
  readonly account?: string | null;
}

const KEYS = { arn: 'aws:sourcearn', account: 'aws:sourceaccount' } as const;

/** A service calls under its own name. */
export function serviceStep(half: Half, what: string, service: string, called: Called, source: SourceKeys, keys: Keys = {}): DeliveryRequest {
  const request = requestByService(service, called, { arn: source.arn ?? undefined, account: source.account ?? undefined }, keys);
  const context = new Map(request.context);
  for (const [field, key] of [['arn', KEYS.arn], ['account', KEYS.account]] as const) {
    if (source[field] === undefined) { context.delete(key); }
  }
  return { half, what, request: { ...request, context } };
}

/** A role calls with its own credentials. */
export function roleStep(half: Half, what: string, role: Identity | string, called: Called, keys: Keys = {}): DeliveryRequest {
  return { half, what, request: requestByIdentity(role, called, keys) };
}

/** A service takes on a role of its own account. */
export function assumeStep(service: string, roleArn: string, source: SourceKeys): DeliveryRequest {
  return serviceStep('assume', `${service} assumes the role`, service, { action: 'sts:AssumeRole', resourceArn: roleArn }, source);
}

/**
 * CloudFormation calls while it makes a resource, under a role that no template names. It may do whatever its account can
 * allow, as the one of `cdk bootstrap` does, so only the other half decides.
 */
export function deployerStep(half: Half, what: string, stack: StackInfo, called: Called, keys: Keys): DeliveryRequest {
  const name = open(`the role that deploys ${stack.name}`);
  const arn = `arn:${stack.partition}:iam::${stack.account}:role/${name}`;
  const deployer: Identity = {
    kind: 'role',
    arn,
    name,
    account: stack.account,
    site: { stack, logicalId: '', type: 'AWS::IAM::Role', path: stack.name },
    statements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [], source: { policy: 'whatever deploys the stack', json: {} } }],
    trust: [],
    unknownPolicies: [],
  };
  return roleStep(half, what, deployer, called, keys);
}
