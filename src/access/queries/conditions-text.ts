import type { Condition, Statement } from '../model/policy';
import { plainText } from '../report/plain';

/** `ArnLike aws:SourceArn arn:aws:s3:::uploads`: one condition in the order in which it is written. */
function conditionText({ quantifier, operator, ifExists, key, values }: Condition): string {
  const name = `${quantifier === undefined ? '' : `${quantifier}:`}${operator}${ifExists ? 'IfExists' : ''}`;
  return plainText(`${name} ${key} ${values.join(' or ')}`);
}

export function conditionTexts({ conditions }: Statement): string[] {
  return conditions.map(conditionText);
}
