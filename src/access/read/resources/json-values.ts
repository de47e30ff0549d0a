/** An object of JSON; not a list, not null. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One value is a list of one, nothing is an empty list. */
export function listOf(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

/** Numbers and booleans are written as JSON writes them. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** The texts in a value or a list, also where lists stand in lists; an object is kept as its JSON, so that it is seen. */
export function textsOf(value: unknown): string[] {
  return listOf(value).flatMap((one) => Array.isArray(one) ? textsOf(one) : textOf(one) ?? JSON.stringify(one));
}
