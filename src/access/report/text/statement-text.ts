import type { StatementView } from '../views/parts';

/** A statement in one sentence: `Allow lambda:InvokeFunction on arn:… to 111111111111 if ArnEquals aws:PrincipalArn arn:…`. */
export function statementText({ statement, unknown }: StatementView): string {
  const { Effect: effect, Action: action, NotAction: notAction, Resource: resource, NotResource: notResource } = statement;
  const { Principal: principal, NotPrincipal: notPrincipal, Condition: condition } = statement;
  const parts = [
    effect === undefined ? '' : String(effect),
    action === undefined ? '' : list(action),
    notAction === undefined ? '' : `all but ${list(notAction)}`,
    resource === undefined ? '' : `on ${list(resource)}`,
    notResource === undefined ? '' : `on all but ${list(notResource)}`,
    principal === undefined ? '' : `to ${principals(principal)}`,
    notPrincipal === undefined ? '' : `to all but ${principals(notPrincipal)}`,
    condition === undefined ? '' : `if ${conditions(condition)}`,
    unknown === undefined ? '' : `(not wholly known: ${unknown})`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function list(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}

function principals(value: unknown): string {
  return typeof value === 'object' && value !== null ? Object.values(value).map(list).join(', ') : list(value);
}

function conditions(value: unknown): string {
  if (typeof value !== 'object' || value === null) { return String(value); }
  return Object.entries(value).flatMap(([operator, keys]) => Object.entries((keys ?? {}) as object).map(([key, values]) => `${operator} ${key} ${list(values).replace(/, /g, ' or ')}`)).join(' and ');
}
