import { Annotations, Stack } from 'aws-cdk-lib';
import type { CfnMethod, CfnRestApi, IRestApi, Method } from 'aws-cdk-lib/aws-apigateway';
import { pathOf } from '../private/errors';
import { CLOSED_METHODS } from '../private/warnings';

/** So many methods are named; the rest is counted. */
const NAMED = 5;

const WATCHED = new WeakSet<IRestApi>();

interface RenderedPolicy {
  readonly Statement?: { Effect: string; Principal: unknown }[];
}

/**
 * Warns if a resource policy that lets roles in denies all others: "An implicit denial or any
 * explicit denial results in denying the caller" where a method has no authorization, and with
 * Cognito "an explicit allow is required". Lambda authorizers and IAM decide for themselves.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
 */
export function watchClosedMethods(api: IRestApi): void {
  if (WATCHED.has(api)) { return; }
  WATCHED.add(api);
  // only now all methods and statements are there
  api.node.addValidation({
    validate: () => {
      const closed = closedMethods(api);
      if (closed.length > 0 && !letsAnybodyIn(api)) { Annotations.of(api).addWarningV2(CLOSED_METHODS, textOf(api, closed)); }
      return [];
    },
  });
}

function closedMethods(api: IRestApi): Method[] {
  // a SpecRestApi has none that are known here
  const { methods = [] } = api as IRestApi & { methods?: Method[] };
  return methods.filter(({ node }) => {
    const { authorizationType } = node.defaultChild as CfnMethod;
    return [undefined, 'NONE', 'COGNITO_USER_POOLS'].includes(authorizationType);
  });
}

function letsAnybodyIn(api: IRestApi): boolean {
  const { policy } = api.node.defaultChild as CfnRestApi;
  const { Statement = [] } = Stack.of(api).resolve(policy) as RenderedPolicy;
  return Statement.some(({ Effect, Principal }) => Effect === 'Allow' && ['"*"', '{"AWS":"*"}'].includes(JSON.stringify(Principal)));
}

function textOf(api: IRestApi, closed: Method[]): string {
  const names = closed.slice(0, NAMED).map(({ httpMethod, resource }) => `${httpMethod} ${resource.path}`);
  const more = closed.length > NAMED ? ` and ${closed.length - NAMED} more` : '';
  return `${pathOf(api)} has a resource policy now, which closes ${names.join(', ')}${more}: API Gateway denies what no statement allows, `
    + 'unless a method has IAM authorization or a Lambda authorizer; add a statement that lets their clients in (api.addToResourcePolicy with an AnyPrincipal), '
    + 'or give them AuthorizationType.IAM';
}
