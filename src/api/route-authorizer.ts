import type { IConstruct } from 'constructs';
import type { LinkedApi } from './api-link';
import { misuse, pathOf } from '../private/errors';

/** An authorizer belongs to one API. */
export function requireSameApi(at: IConstruct, id: string, before: LinkedApi | undefined, api: LinkedApi): void {
  if (!before || before.construct === api.construct) { return; }
  throw misuse({
    problem: `authorizer ${id} belongs to ${pathOf(before.construct)}, and is used by ${pathOf(api.construct)}`,
    expected: 'one authorizer for each API',
    fix: 'make another for the same target: they share one statement',
    at,
  });
}

export function notAttached(id: string): Error {
  return misuse({
    problem: `authorizer ${id} has no id yet, because no route uses it`,
    expected: 'a route with this authorizer first',
    fix: 'pass the authorizer to addRoutes or addRoute before reading its id',
  });
}
