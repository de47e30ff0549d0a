/** The things whose names differ least from a text, best first; what shares less than half of its letters is left out. */
export function closest<T>(text: string, named: readonly (readonly [name: string, thing: T])[], most: number): T[] {
  const wanted = text.toLowerCase();
  const best = new Map<T, number>();
  for (const [name, thing] of named) {
    const cost = difference(wanted, name.toLowerCase());
    if (cost < (best.get(thing) ?? Infinity)) { best.set(thing, cost); }
  }
  return [...best].filter(([, cost]) => cost <= 0.5).sort(([, a], [, b]) => a - b).slice(0, most).map(([thing]) => thing);
}

/** 0 for the same, 1 for nothing in common; a text within the other is near. */
function difference(one: string, other: string): number {
  if (one.length > 2 && other.includes(one)) { return 0.25 * (1 - one.length / other.length); }
  return editDistance(one, other) / Math.max(one.length, other.length, 1);
}

/** The number of letters to insert, delete or replace (Levenshtein). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[other.length];
}
