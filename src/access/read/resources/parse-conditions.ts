import { isObject, textsOf } from './json-values';
import type { Condition } from '../../model/policy';
import { open, unknownsIn } from '../../values/unknown';

/** As AWS writes them; IAM takes them in any case: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS = new Map([
  'StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike',
  'NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals',
  'DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals',
  'Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'ArnEquals', 'ArnNotEquals', 'ArnLike', 'ArnNotLike', 'Null',
].map((name) => [name.toLowerCase(), name]));
const QUANTIFIERS = new Map((['ForAllValues', 'ForAnyValue'] as const).map((name) => [name.toLowerCase(), name]));

/**
 * A condition block taken apart: one entry for each key of each operator.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html
 */
export function parseConditions(block: unknown): Condition[] {
  if (block === undefined || block === null) { return []; }
  if (!isObject(block)) { return [unreadable(block)]; }
  return Object.entries(block).flatMap(([written, keys]): Condition[] => {
    if (!isObject(keys)) { return [unreadable(keys)]; }
    const parts = operatorOf(written);
    return Object.entries(keys).map(([key, values]) => ({ ...parts, key, values: textsOf(values) }));
  });
}

function operatorOf(written: string): Pick<Condition, 'operator' | 'quantifier' | 'ifExists'> {
  const colon = written.indexOf(':');
  const quantifier = QUANTIFIERS.get(written.slice(0, Math.max(colon, 0)).toLowerCase());
  const name = quantifier === undefined ? written : written.slice(colon + 1);
  const ifExists = /.IfExists$/i.test(name);
  const operator = ifExists ? name.slice(0, -'IfExists'.length) : name;
  return { operator: OPERATORS.get(operator.toLowerCase()) ?? operator, ...quantifier && { quantifier }, ifExists };
}

/** A condition on a key that no request is known to have, so that the statement depends on it. */
function unreadable(block: unknown): Condition {
  const why = typeof block === 'string' ? unknownsIn(block).join(', ') : '';
  return { operator: 'StringEquals', ifExists: false, key: why || `a condition that is no object: ${JSON.stringify(block)}`, values: [open('condition')] };
}
