import { callsOf } from './call-actions';
import type { Callables } from './callables';
import type { Cloud } from '../model/cloud';
import type { Identity } from '../model/identity';
import type { Statement } from '../model/policy';
import type { Keys } from '../requests';
import { fieldsOf } from '../values/arn';

/** A call that one half speaks of, by name. */
export interface Declared {
  readonly callerArn: string;
  readonly to: string;
  readonly action: string;
  readonly by: 'identity' | 'resource';
  /** Whether the half names what is called by its whole ARN; a pattern allows more than anybody wants to call. */
  readonly exact: boolean;
  /** What the call has to say for itself so that the statement speaks of it: that it comes by the function's URL. */
  readonly keys: Keys;
}

const INVOKE = 'lambda:InvokeFunction';
const INVOKE_URL = 'lambda:InvokeFunctionUrl';
const BY_URL: Keys = { 'lambda:InvokedViaFunctionUrl': 'true' };

const isPattern = (text: string): boolean => text.includes('*') || text.includes('?');

/** The calls that the policies of a role or user speak of. */
export function declaredByIdentity({ arn, statements }: Identity, callables: Callables): Declared[] {
  const declared = statements.filter(({ effect, actions, resources }) => effect === 'Allow' && actions && resources).flatMap((statement) =>
    statement.resources!.flatMap((resource) => {
      const actions = callsOf(statement.actions!, fieldsOf(resource).service);
      if (actions.length === 0) { return []; }
      const exact = !isPattern(resource);
      const targets = exact ? [resource] : callables.named(resource).map((callable) => callable.arn);
      return targets.flatMap((to) => actions.map((action): Declared => ({ callerArn: arn, to, action, by: 'identity', exact, keys: keysFor(action, statement, to, callables) })));
    }));
  const byUrl = new Set(declared.filter(({ action }) => action === INVOKE_URL).map(({ to }) => to));
  // who may use the URL needs both actions for it: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
  return byUrl.size === 0 ? declared : declared.map((one) => one.action === INVOKE && byUrl.has(one.to) ? { ...one, keys: BY_URL } : one);
}

/** The calls that the resource policies and the trust policies speak of: those of callers that they name. */
export function declaredByResource(cloud: Cloud, callables: Callables): Declared[] {
  const policies = [
    ...[...cloud.resourcePolicies.values()].map(({ resourceArn, statements }) => ({ resourceArn, statements })),
    ...[...cloud.identities.values()].map(({ arn, trust }) => ({ resourceArn: arn, statements: trust })),
  ];
  return policies.flatMap(({ resourceArn, statements }) => {
    const { service } = fieldsOf(resourceArn);
    return statements.filter(({ effect, actions }) => effect === 'Allow' && actions).flatMap((statement) => {
      const actions = callsOf(statement.actions!, service);
      const calls = actions.flatMap((action) => calledBy(statement, resourceArn).map((to) =>
        ({ to, action, by: 'resource' as const, exact: !isPattern(to), keys: keysFor(action, statement, resourceArn, callables) })));
      return calls.length === 0 ? [] : callersOf(statement).flatMap((callerArn) => calls.map((call): Declared => ({ callerArn, ...call })));
    });
  });
}

/** The policy of an API speaks of its methods, and nobody calls the API as such. */
function calledBy({ resources = [] }: Statement, resourceArn: string): readonly string[] {
  return resources.length > 0 && resources.every((resource) => resource.startsWith(`${resourceArn}/`)) ? resources : [resourceArn];
}

/** The roles and users that a statement names: as its principal, or by aws:PrincipalArn where the principal is wider. */
export function callersOf({ principals, conditions }: Statement): string[] {
  const named = (principals?.AWS ?? []).filter(isIdentityArn);
  const narrowed = conditions
    .filter(({ operator, key }) => key.toLowerCase() === 'aws:principalarn' && /^(ArnEquals|ArnLike|StringEquals|StringLike|StringEqualsIgnoreCase)$/i.test(operator))
    .flatMap(({ values }) => values).filter(isIdentityArn);
  return narrowed.length > 0 ? narrowed : named;
}

function isIdentityArn(text: string): boolean {
  const { service, resource } = fieldsOf(text);
  return service === 'iam' && !isPattern(text) && (resource.startsWith('role/') || resource.startsWith('user/'));
}

function keysFor(action: string, { conditions }: Statement, to: string, callables: Callables): Keys {
  if (action === INVOKE_URL) { return { 'lambda:FunctionUrlAuthType': callables.get(to)?.urlAuthType ?? 'AWS_IAM' }; }
  const byUrl = conditions.some(({ operator, key, values }) => key.toLowerCase() === 'lambda:invokedviafunctionurl' && /^Bool$/i.test(operator) && values.includes('true'));
  return byUrl ? BY_URL : {};
}
