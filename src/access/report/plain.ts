import { readable } from '../values/unknown';

/** What a terminal would obey instead of showing it; names in templates are written by anybody. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A text as people may see it: marks as `<label>`, without control characters. */
export function plainText(text: string): string {
  return readable(text).replace(CONTROL, '\ufffd');
}

/** The same for every text within a value. */
export function plain<T>(value: T): T {
  return plainValue(value) as T;
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'string') { return plainText(value); }
  if (Array.isArray(value)) { return value.map(plainValue); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [plainText(key), plainValue(one)]));
}
