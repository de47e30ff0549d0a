import type { Context } from '../model/request';
import { equalTexts, matchesPattern } from '../values/pattern';
import { depends, isDepends, type Depends, type Truth } from '../values/truth';
import { hasUnknown, isMark, lettersOf, open, unknownsIn } from '../values/unknown';

const VARIABLE = /\$\{\s*([^},]+?)\s*(?:,\s*'([^']*)'\s*)?\}/g;
/** What a text means that came from a request, where `*` and `?` of the same pattern are wildcards. */
type Literal = (text: string) => string;

/**
 * The text with its policy variables replaced by values of the request, `${aws:PrincipalTag/team, 'none'}`, and `${*}`,
 * `${?}` and `${$}` by these characters. A key that nobody knows becomes an unknown part.
 *
 * Undefined where a variable has no value: then it is equal to nothing and like nothing. A key with several values cannot
 * be a variable.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
function filled(text: string, context: Context, literal: Literal = (value) => value): string | undefined {
  if (!text.includes('${')) { return text; }
  let isNull = false;
  const result = text.replace(VARIABLE, (_, name: string, byDefault: string | undefined) => {
    const value = valueOf(name, context) ?? byDefault;
    isNull ||= value === undefined;
    return literal(value ?? '');
  });
  return isNull ? undefined : result;
}

/** Whether a text is like a pattern of a policy: its wildcards count, those within the values of variables do not. */
export function isLike(pattern: string, text: string, context: Context): Truth {
  if (!pattern.includes('${')) { return matchesPattern(pattern, text); }
  const wanted = filled(pattern, context, shielded);
  return wanted !== undefined && byKeys(matchesPattern(wanted, shielded(text)), pattern);
}

/** Whether a text equals one of a policy, in which `*` and `?` are letters. */
export function isEqual(wanted: string, text: string, context: Context, form: Literal = (value) => value): Truth {
  const value = filled(wanted, context);
  return value !== undefined && byKeys(equalTexts(form(value), form(text)), wanted);
}

/**
 * For what asks that a text is *not* like a pattern. Of a variable without a value AWS says that nothing is equal to it or
 * like it, and that it might make the whole statement invalid: here these are two answers.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function undecided(pattern: string, context: Context): Depends | false {
  return filled(pattern, context) === undefined && depends(`the variable in ${pattern}, which has no value`);
}

/** What depends on the value of a variable depends on its key, whose name is not the label of its unknown part. */
function byKeys(truth: Truth, pattern: string): Truth {
  if (!isDepends(truth) || !pattern.includes('${')) { return truth; }
  const keys = new Map(Array.from(pattern.matchAll(VARIABLE), ([, name]) => [unknownsIn(unknownValue(name))[0], name]));
  return { on: truth.on.map((label) => keys.get(label) ?? label) };
}

function unknownValue(key: string): string {
  return open(key, `variable ${key.toLowerCase()}`);
}

function valueOf(name: string, context: Context): string | undefined {
  if (name === '*' || name === '?' || name === '$') { return name; }
  const key = name.toLowerCase();
  if (!context.has(key)) { return unknownValue(name); }
  const values = context.get(key);
  return values?.length === 1 ? values[0] : undefined;
}

/** Letters that no ARN has stand for `*` and `?` on both sides, so that only the pattern's own ones are wildcards. */
function shielded(text: string): string {
  if (!hasUnknown(text)) { return text.replaceAll('*', '\uE000').replaceAll('?', '\uE001'); }
  return lettersOf(text).map((letter) => isMark(letter) ? letter : shielded(letter)).join('');
}
