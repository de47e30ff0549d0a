/*
 * Text of which a part is not known before deployment.
 *
 * A template often knows an ARN but for a part of it: CloudFormation makes up the end of a role's name, a parameter has
 * no value yet. Such a part is one mark within the text, `⟦…⟧`, and the same mark always stands for the same value, so
 * two references to one role are equal although nobody knows its name. AWS allows neither bracket in any name.
 *
 *   generated   what AWS makes up for one resource, as in `Source-CheckoutRole1A2B-⟦…⟧`: equal to nothing that was written by hand
 *   open        any text at all: a parameter without a value, an attribute that only AWS knows
 *
 * A mark is `⟦label|identity⟧`: people read the label, the identity makes it the value of one resource only.
 */
const MARK = /⟦(\??)([^⟧|]*)[^⟧]*⟧/g;

/** What AWS makes up for one resource. */
export function generated(label: string, identity: string): string {
  return `⟦${plain(label)}|${plain(identity)}⟧`;
}

/** Any value at all; the label says where it would come from: `parameter BucketName of Source`. */
export function open(label: string, identity = label): string {
  return `⟦?${plain(label)}|${plain(identity)}⟧`;
}

/** The same for what is never a part of an ARN, so its label may name one. */
export function openWhole(label: string): string {
  const text = label.replace(/[⟦⟧|]/g, ' ');
  return `⟦?${text}|${text}⟧`;
}

export function hasUnknown(text: string): boolean {
  return text.includes('⟦');
}

/** What each unknown part of a text stands for, as people read it. */
export function unknownsIn(text: string): string[] {
  return hasUnknown(text) ? Array.from(text.matchAll(MARK), ([, , label]) => label) : [];
}

/** The text as people read it: `arn:aws:iam::111111111111:role/Source-CheckoutRole1A2B-<generated>`. */
export function readable(text: string): string {
  return hasUnknown(text) ? text.replace(MARK, '<$2>') : text;
}

/** One letter, or one whole mark. */
export function lettersOf(text: string): string[] {
  return hasUnknown(text) ? text.match(/⟦[^⟧]*⟧|[^]/g)! : text.split('');
}

export function isMark(letter: string): boolean {
  return letter.startsWith('⟦');
}

export function isOpenMark(letter: string): boolean {
  return letter.startsWith('⟦?');
}

/** No colon: a mark is a part of one field of an ARN, never of two. */
function plain(text: string): string {
  return text.replace(/[⟦⟧|:]/g, ' ');
}
