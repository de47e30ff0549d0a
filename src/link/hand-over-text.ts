import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { display } from './publish-hand-over';

/** Statements that were handed over for one resource: most commands replace the whole policy. */
const handedOver = new WeakMap<IConstruct, Map<string, object>>();

/**
 * The policy of a resource with all statements that this app has handed over for it so far, as text.
 *
 * @param sid names the statement; one with a name that was there already takes its place
 */
export function documentWith(construct: IConstruct, sid: string, statement: string): string {
  const all = handedOver.get(construct) ?? new Map<string, object>();
  handedOver.set(construct, all.set(sid, JSON.parse(statement) as object));
  return display(construct, { Version: '2012-10-17', Statement: [...all.values()] });
}

/** A value that can be pasted: the text, or a placeholder where only a deployment knows it. */
export function pasteable(at: IConstruct, value: string, placeholder: string): string {
  const resolved: unknown = Stack.of(at).resolve(value);
  return typeof resolved === 'string' ? resolved : placeholder;
}

/** What to put for a placeholder; nothing if the text is none. */
export function whereToFind(text: string, placeholder: string): string {
  return text === placeholder ? `; the ARN is only known at deployment: put that of the deployed resource for ${placeholder}` : '';
}
