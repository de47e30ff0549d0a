import { createHash } from 'node:crypto';
import { generated, lettersOf, open } from '../values/unknown';

/*
 * The marks that reading makes. People take ARNs apart at `:` and `/`, so a mark never has one of them.
 */

/** Any value at all; `label` says where it would come from. */
export function openMark(label: string, identity = label): string {
  return open(inOnePart(label), inOnePart(identity));
}

/** What AWS makes up; `identity` is one for each resource and purpose. */
export function generatedMark(label: string, identity = label): string {
  return generated(inOnePart(label), inOnePart(identity));
}

/** Whether a text is one open mark and nothing else: it may be an ARN as well as a name. */
export function isWhollyOpen(text: string): boolean {
  return text.startsWith('⟦?') && text.indexOf('⟧') === text.length - 1;
}

/** One value of several that the same label would stand for: told apart by what they are made of. */
export function openMarkOf(label: string, madeOf: unknown): string {
  return openMark(label, `${label} ${createHash('sha256').update(JSON.stringify(madeOf) ?? '').digest('hex').slice(0, 16)}`);
}

/** Takes a text apart at a separator, but not within a mark. */
export function splitOutsideMarks(text: string, separator: string): string[] {
  if (!text.includes('⟦')) { return text.split(separator); }
  if (separator === '') { return lettersOf(text); }
  const parts = [''];
  for (const piece of text.split(/(⟦[^⟧]*⟧)/)) {
    const [first, ...rest] = piece.startsWith('⟦') ? [piece] : piece.split(separator);
    parts[parts.length - 1] += first;
    parts.push(...rest);
  }
  return parts;
}

function inOnePart(text: string): string {
  return text.replace(/[:/]/g, '.');
}
