import { equalTexts } from '../values/pattern';
import { all, any, depends, not } from '../values/truth';
import type { Truth } from '../values/truth';

/** What a condition is evaluated with. */
export interface ConditionScope {
  /** A value with its references resolved, as text. */
  text(value: unknown): string | undefined;
  /** A named condition of the same template. */
  named(name: string): Truth;
}

/**
 * Whether a condition holds, as far as the parameters are known.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
export function conditionHolds(condition: unknown, scope: ConditionScope): Truth {
  if (typeof condition !== 'object' || condition === null) { return depends('a condition that is none'); }
  const [[name, argument] = ['', undefined]] = Object.entries(condition);
  const each = (value: unknown) => conditionHolds(value, scope);
  const list = Array.isArray(argument) ? argument : [argument];
  switch (name) {
    case 'Condition': return typeof argument === 'string' ? scope.named(argument) : depends('a condition that is none');
    case 'Fn::And': return all(list, each);
    case 'Fn::Or': return any(list, each);
    case 'Fn::Not': return not(each(list[0]));
    case 'Fn::Equals': {
      const [one, other] = list.map((value) => scope.text(value));
      return one === undefined || other === undefined ? one === other : equalTexts(one, other);
    }
    default: return depends(`the condition function ${name || 'without a name'}`);
  }
}
