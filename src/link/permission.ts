/** One condition of a policy statement; values of merged statements are joined in one list. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly value: string;
}

/** One thing that a link allows: the same action under the same conditions in both halves. */
export interface Permission {
  readonly action: string;
  /** Begins the Sid of the statement in a resource policy; the kind of caller ends it. */
  readonly resourceSid: string;
  /** The Sid of the statement in the policy of the role that calls. */
  readonly identitySid: string;
  readonly conditions: readonly Condition[];
}

/** A permission for an action without conditions, named after the action. */
export function permissionFor(action: string, identitySid?: string): Permission {
  const resourceSid = action.slice(action.indexOf(':') + 1);
  return { action, resourceSid, identitySid: identitySid ?? resourceSid, conditions: [] };
}

/** Conditions as a policy document has them: operator, key, one value or a list. */
export function renderConditions(conditions: readonly Condition[]): Record<string, Record<string, string>> {
  const rendered: Record<string, Record<string, string>> = {};
  for (const { operator, key, value } of conditions) { rendered[operator] = { ...rendered[operator], [key]: value }; }
  return rendered;
}
