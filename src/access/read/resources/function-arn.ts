import { functionOf } from '../../values/arn';
import { functionArn as wholeArn } from '../attributes/lambda';
import type { TemplateReader } from '../template-reader';

/** The whole ARN of a function, version or alias that a template names in whichever way; the qualifier is for one that has none yet. */
export function functionArn({ stack }: TemplateReader, reference: string, qualifier?: string): string {
  const arn = wholeArn(reference, stack);
  return qualifier === undefined || functionOf(arn)?.qualifier !== undefined ? arn : `${arn}:${qualifier}`;
}

/** The ARN without its qualifier. */
export function unqualified(arn: string): string {
  return functionOf(arn)?.functionArn ?? arn;
}
