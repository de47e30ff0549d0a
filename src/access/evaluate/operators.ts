import { isArnLike } from './arn-like';
import { isInRange } from './ip-range';
import { isEqual, isLike } from './variables';
import type { Context } from '../model/request';
import { equalTexts } from '../values/pattern';
import { depends, type Truth } from '../values/truth';
import { hasUnknown, isMark, lettersOf, unknownsIn } from '../values/unknown';

/** Whether one value of a request fits one value of a policy. */
export type Fits = (wanted: string, actual: string, context: Context) => Truth;

export interface Operator {
  readonly fits: Fits;
  /** It holds when the value fits none of those in the policy, also when the request has no such key. */
  readonly negated: boolean;
}

/**
 * Every operator but `Null` by its name in lower case.
 *
 * Variables stand in values of string and ARN operators only.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const OPERATORS: Readonly<Record<string, Operator>> = {
  ...pair('StringEquals', 'StringNotEquals', (wanted, actual, context) => isEqual(wanted, actual, context)),
  ...pair('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', (wanted, actual, context) => isEqual(wanted, actual, context, lower)),
  ...pair('StringLike', 'StringNotLike', isLike),
  ...pair('NumericEquals', 'NumericNotEquals', compared(numberOf, (actual, wanted) => actual === wanted)),
  ...one('NumericLessThan', compared(numberOf, (actual, wanted) => actual < wanted)),
  ...one('NumericLessThanEquals', compared(numberOf, (actual, wanted) => actual <= wanted)),
  ...one('NumericGreaterThan', compared(numberOf, (actual, wanted) => actual > wanted)),
  ...one('NumericGreaterThanEquals', compared(numberOf, (actual, wanted) => actual >= wanted)),
  ...pair('DateEquals', 'DateNotEquals', compared(timeOf, (actual, wanted) => actual === wanted)),
  ...one('DateLessThan', compared(timeOf, (actual, wanted) => actual < wanted)),
  ...one('DateLessThanEquals', compared(timeOf, (actual, wanted) => actual <= wanted)),
  ...one('DateGreaterThan', compared(timeOf, (actual, wanted) => actual > wanted)),
  ...one('DateGreaterThanEquals', compared(timeOf, (actual, wanted) => actual >= wanted)),
  ...one('Bool', (wanted, actual) => equalTexts(lower(wanted), lower(actual))),
  ...one('BinaryEquals', equalTexts),
  ...pair('IpAddress', 'NotIpAddress', known(isInRange)),
  ...pair('ArnEquals', 'ArnNotEquals', isArnLike),
  ...pair('ArnLike', 'ArnNotLike', isArnLike),
};

/** Undefined for one that IAM does not have. */
export function operatorOf(name: string): Operator | undefined {
  return OPERATORS[name.toLowerCase()];
}

function one(name: string, fits: Fits): Record<string, Operator> {
  return { [name.toLowerCase()]: { fits, negated: false } };
}

function pair(name: string, negatedName: string, fits: Fits): Record<string, Operator> {
  return { ...one(name, fits), [negatedName.toLowerCase()]: { fits, negated: true } };
}

/** The labels of unknown parts keep their letters. */
function lower(text: string): string {
  if (!hasUnknown(text)) { return text.toLowerCase(); }
  return lettersOf(text).map((letter) => isMark(letter) ? letter : letter.toLowerCase()).join('');
}

/** A comparison that only known values allow. */
function known(fits: (wanted: string, actual: string) => boolean): Fits {
  return (wanted, actual) => {
    const unknowns = [...unknownsIn(wanted), ...unknownsIn(actual)];
    return unknowns.length > 0 ? depends(...unknowns) : fits(wanted, actual);
  };
}

/** What is no number, or no date, fits nothing. */
function compared(read: (text: string) => number, compare: (actual: number, wanted: number) => boolean): Fits {
  return known((wanted, actual) => compare(read(actual), read(wanted)));
}

function numberOf(text: string): number {
  return text.trim() === '' ? NaN : Number(text);
}

/** A date of ISO 8601, or seconds since 1970. */
function timeOf(text: string): number {
  if (/^-?\d+(\.\d+)?$/.test(text) && text.length !== 4) { return Number(text) * 1000; }
  return /^\d{4}/.test(text) ? Date.parse(text) : NaN;
}
