import type { Truth } from './truth';
import { hasUnknown, isMark, isOpenMark, lettersOf, unknownsIn } from './unknown';

/**
 * Whether a text matches a pattern with `*` and `?`, where both may have unknown parts.
 *
 * It is true when it holds whatever the unknown parts turn out to be, false when it cannot hold, and else depends on them.
 * A generated part is never equal to letters that somebody wrote: only a wildcard, or the same part, stands for it.
 */
export function matchesPattern(pattern: string, text: string): Truth {
  if (pattern === '*' || pattern === text) { return true; }
  const wild = pattern.includes('*') || pattern.includes('?');
  if (!hasUnknown(pattern) && !hasUnknown(text)) { return wild && meet(pieces(pattern), lettersOf(text)); }
  if (wild && meet(pieces(pattern), lettersOf(text))) { return true; }
  return canMeet(pieces(pattern), lettersOf(text)) && { on: unknownsOf(pattern, text) };
}

/** Whether two texts are equal, where both may have unknown parts. `*` and `?` are letters here. */
export function equalTexts(one: string, other: string): Truth {
  if (one === other) { return true; }
  if (!hasUnknown(one) && !hasUnknown(other)) { return false; }
  return canMeet(lettersOf(one), lettersOf(other)) && { on: unknownsOf(one, other) };
}

function unknownsOf(one: string, other: string): string[] {
  return [...new Set([...unknownsIn(one), ...unknownsIn(other)])];
}

const MANY: unique symbol = Symbol('*');
const ONE: unique symbol = Symbol('?');
/** A letter, a whole mark, or a wildcard. */
type Piece = string | typeof MANY | typeof ONE;

function pieces(pattern: string): Piece[] {
  return lettersOf(pattern).map((letter) => letter === '*' ? MANY : letter === '?' ? ONE : letter);
}

/** The usual match of wildcards, with one step back to the last `*`; a mark is equal to itself only. */
function meet(pattern: readonly Piece[], text: readonly string[]): boolean {
  let [p, t, star, start] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === MANY) {
      star = p++;
      start = t;
    } else if (pattern[p] === text[t] || (pattern[p] === ONE && !isMark(text[t]))) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++start;
    } else { return false; }
  }
  while (pattern[p] === MANY) { p++; }
  return p === pattern.length;
}

/** Beyond it nobody waits for an answer: texts of some thousand letters with unknown parts. */
const MOST_STEPS = 1_000_000;

/** Whether some values of the open marks make both sides equal: each may be any text, also none. */
function canMeet(one: readonly Piece[], other: readonly Piece[]): boolean {
  const start = sameStart(one, other);
  const width = other.length + 1;
  const seen = new Set<number>();
  const open = [[start, start]];
  const reach = (i: number, j: number): void => {
    if (seen.has(i * width + j)) { return; }
    seen.add(i * width + j);
    open.push([i, j]);
  };
  for (let next = open.pop(); next !== undefined && seen.size < MOST_STEPS; next = open.pop()) {
    const [i, j] = next;
    const a: Piece | undefined = one[i];
    const b: Piece | undefined = other[j];
    if (a === undefined && b === undefined) { return true; }
    if (isMany(a) || isMany(b)) {
      if (a !== undefined) { reach(i + 1, j); }
      if (b !== undefined) { reach(i, j + 1); }
      continue;
    }
    if (a === undefined || b === undefined) { continue; }
    // what AWS makes up has several letters: `secret:password-??????`
    if (a === ONE && isGenerated(b)) { reach(i + 1, j); }
    if (a === b || a === ONE || b === ONE) { reach(i + 1, j + 1); }
  }
  return seen.size >= MOST_STEPS;
}

/** How many letters both sides begin with that stand for themselves. */
function sameStart(one: readonly Piece[], other: readonly Piece[]): number {
  let at = 0;
  while (at < one.length && one[at] === other[at] && !isMany(one[at])) { at++; }
  return at;
}

function isGenerated(piece: Piece): boolean {
  return typeof piece === 'string' && isMark(piece) && !isOpenMark(piece);
}

function isMany(piece: Piece | undefined): boolean {
  return piece === MANY || (typeof piece === 'string' && isOpenMark(piece));
}
