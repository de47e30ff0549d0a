import { operatorOf, type Operator } from './operators';
import { undecided } from './variables';
import type { Condition } from '../model/policy';
import type { Context } from '../model/request';
import { all, any, depends, not, type Truth } from '../values/truth';
import { hasUnknown, readable, unknownsIn } from '../values/unknown';

/**
 * Whether one condition holds for a request.
 *
 * A key that is not in the request makes a condition false, and a negated one true; `IfExists` makes both true.
 * `ForAllValues` holds for no value at all, `ForAnyValue` does not, as was observed with `IfExists` too
 * (https://repost.aws/questions/QU9HFmDzP0QGuU-fd7rS6B7w/foranyvalue-stringequalsifexists-behaving-unexpectedly). A key about which nothing is known: it depends on the key.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function holds(condition: Condition, context: Context): Truth {
  const { operator: name, quantifier, ifExists, key, values } = condition;
  if (!context.has(key.toLowerCase())) { return depends(readable(key)); }
  const actual = context.get(key.toLowerCase()) ?? [];
  if (name.toLowerCase() === 'null') { return isNull(values, actual); }
  const operator = operatorOf(name);
  if (!operator) { return depends(`the condition operator ${readable(name)}`); }
  if (actual.length === 0 && ifExists && quantifier !== 'ForAnyValue') { return true; }
  if (quantifier === 'ForAllValues') { return all(actual, (value) => passes(value, operator, values, context)); }
  if (quantifier === 'ForAnyValue') { return any(actual, (value) => passes(value, operator, values, context)); }
  // several values without a quantifier are not documented: one that fits is taken as enough
  const fits = any(actual, (value) => fitsAny(value, operator, values, context));
  return operator.negated ? not(fits) : fits;
}

function passes(actual: string, operator: Operator, values: readonly string[], context: Context): Truth {
  const fits = fitsAny(actual, operator, values, context);
  return operator.negated ? not(fits) : fits;
}

function fitsAny(actual: string, operator: Operator, values: readonly string[], context: Context): Truth {
  return any(values, (wanted) => (operator.negated && undecided(wanted, context)) || operator.fits(wanted, actual, context));
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null */
function isNull(values: readonly string[], actual: readonly string[]): Truth {
  const missing = String(actual.length === 0);
  return any(values, (wanted) => hasUnknown(wanted) ? depends(...unknownsIn(wanted)) : wanted.toLowerCase() === missing);
}
