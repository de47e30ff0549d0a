import { isMark, isOpenMark, lettersOf } from '../values/unknown';

/** How sure it is that a name from a template became a name seen in an account. */
export type Likeness = 'same' | 'generated' | 'open' | 'none';

/**
 * Whether an ARN of a template may have become this one: a generated part became letters, digits and hyphens, as in
 * `Source-CheckoutRole1A2B-1XK3JGSN3L0P2`; an open part became anything.
 */
export function likeness(ofTemplate: string, deployed: string): Likeness {
  if (ofTemplate === deployed) { return 'same'; }
  const letters = lettersOf(ofTemplate);
  if (!letters.some(isMark)) { return 'none'; }
  const pattern = letters.map((letter) => isOpenMark(letter) ? '.+' : isMark(letter) ? '[\\w-]+' : letter.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('');
  if (!new RegExp(`^${pattern}$`).test(deployed)) { return 'none'; }
  return letters.some(isOpenMark) ? 'open' : 'generated';
}
