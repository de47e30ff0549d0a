import type { Statement } from '../model/policy';
import type { Site } from '../model/site';
import { matchesPattern } from '../values/pattern';
import { readable } from '../values/unknown';

/** A construct for a message: `Orders/Function/Live (account 222222222222)`. */
export function named({ path, stack }: Site): string {
  return `${path} (account ${readable(stack.account)})`;
}

/** The statement as it stands in its document, for people. */
export function jsonOf(statement: Statement): Readonly<Record<string, unknown>> {
  return readableJson(statement.source.json);
}

export function readableJson(json: object): Readonly<Record<string, unknown>> {
  return JSON.parse(readable(JSON.stringify(json))) as Record<string, unknown>;
}

export function list(texts: Iterable<string>): string {
  return [...texts].map(readable).join(', ');
}

/** An action with its letters as the statement has them, which is known in lower case. */
export function asWritten(action: string, { source: { json } }: Statement): string {
  return [json.Action].flat().find((one) => typeof one === 'string' && one.toLowerCase() === action) as string | undefined ?? action;
}

/** Whether a statement surely speaks of an action, whatever else it speaks of. */
export function coversAction({ actions, notActions = [] }: Statement, action: string): boolean {
  if (actions) { return actions.some((pattern) => matchesPattern(pattern, action) === true); }
  return notActions.every((pattern) => matchesPattern(pattern, action) === false);
}
