import { isLike } from './variables';
import type { Context } from '../model/request';
import { matchesPattern } from '../values/pattern';
import { all, depends, isDepends, type Truth } from '../values/truth';
import { hasUnknown, isMark, isOpenMark, lettersOf } from '../values/unknown';

/**
 * `ArnLike` and `ArnEquals`, which do the same: each of the six fields of an ARN is compared by itself, with wildcards.
 * What AWS does with a pattern of fewer fields, `*` or `arn:aws:*`, is not documented.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function isArnLike(pattern: string, arn: string, context: Context): Truth {
  if (EXACT.test(pattern) && !hasUnknown(arn)) { return pattern === arn; }
  const wanted = partsOf(pattern);
  const actual = partsOf(arn);
  if (wanted.length < 6 && !hasUnknown(pattern)) { return depends(`what an ARN operator does with ${pattern}, which is no ARN`); }
  const pairs = wanted.map((part, index) => [part, actual[index]] as const);
  const byPart = wanted.length === 6 && actual.length === 6 && all(pairs, ([part, field]) => isLike(part, field, context));
  if (byPart === true || !hasOpenMark(pattern, arn)) { return byPart; }
  // an open mark may stand for several fields
  const whole = matchesPattern(pattern, arn);
  return isDepends(byPart) && whole === true ? byPart : whole;
}

/** An ARN without wildcards, variables and unknown parts, as most are. */
const EXACT = /^(?:[^:*?$⟦]*:){5}[^*?$⟦]*$/;

/** Split at colons that are neither in an unknown part nor in a variable; the sixth field keeps its own. */
function partsOf(arn: string): string[] {
  if (!hasUnknown(arn) && !arn.includes('${')) {
    const parts = arn.split(':');
    return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
  }
  const parts = [''];
  for (const letter of arn.match(/\$\{[^}]*\}|⟦[^⟧]*⟧|[^]/g)!) {
    if (letter === ':' && parts.length < 6) { parts.push(''); } else { parts[parts.length - 1] += letter; }
  }
  return parts;
}

function hasOpenMark(...texts: string[]): boolean {
  return texts.some((text) => hasUnknown(text) && lettersOf(text).some((letter) => isMark(letter) && isOpenMark(letter)));
}
