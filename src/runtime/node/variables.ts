/** The value of an environment variable; an empty one counts as not set. */
export function variable(name: string): string | undefined {
  return process.env[name] || undefined;
}

/** The prefixes of all variables with this ending, in alphabetical order. */
export function prefixesOf(suffix: string): string[] {
  return Object.keys(process.env)
    .filter((name) => name.endsWith(suffix) && name.length > suffix.length && variable(name) !== undefined)
    .map((name) => name.slice(0, -suffix.length))
    // the SDK's own variable for web identities
    .filter((prefix) => prefix !== 'AWS')
    .sort();
}

/** What the environment lacks or contradicts, in the same words as the errors of the constructs. */
export interface Misuse {
  readonly problem: string;
  readonly got?: unknown;
  readonly expected: string;
  readonly fix: string;
}

export function misuse({ problem, got, expected, fix }: Misuse): Error {
  const value = got === undefined ? '' : `, got ${JSON.stringify(got)}`;
  return new Error(`${problem}${value}; expected ${expected}; ${fix}`);
}

export function list(prefixes: string[]): string {
  return prefixes.length === 0 ? 'none' : prefixes.join(', ');
}
