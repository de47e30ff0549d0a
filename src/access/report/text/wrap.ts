import { widthOf } from './width';

/** After these an ARN or a path may go on in the next line. */
const BREAKS = /[:/\-._,]/;

/**
 * A text in lines of at most `width` columns: broken at spaces, or after the separators of ARNs and paths, and only where
 * there is neither within a word.
 */
export function wrap(text: string, width: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(1, width)));
}

function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line: string | undefined;
  for (const word of text.split(' ')) {
    const longer: string = line === undefined ? word : `${line} ${word}`;
    if (widthOf(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== undefined) { lines.push(line); }
    const pieces = cut(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces[pieces.length - 1];
  }
  return [...lines, line!];
}

/** One word in pieces: after the last separator that leaves a line a third full, else where the line ends. */
function cut(word: string, width: number): string[] {
  const pieces: string[] = [];
  let rest = word;
  while (widthOf(rest) > width) {
    const letters = fitting(rest, width);
    const at = lastBreak(letters);
    const piece = letters.slice(0, at).join('');
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  // a letter can be wider than the line
  return rest === '' ? pieces : [...pieces, rest];
}

function fitting(text: string, width: number): string[] {
  const letters: string[] = [];
  let used = 0;
  for (const letter of text) {
    used += widthOf(letter);
    if (used > width && letters.length > 0) { break; }
    letters.push(letter);
  }
  return letters;
}

function lastBreak(letters: string[]): number {
  for (let i = letters.length; i > letters.length / 3; i--) {
    if (BREAKS.test(letters[i - 1])) { return i; }
  }
  return letters.length;
}
