import { Annotations } from 'aws-cdk-lib';
import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnQueue, IQueue } from 'aws-cdk-lib/aws-sqs';
import { ownedResource } from './pull-source';
import { misuse, pathOf } from '../private/errors';
import { functionBehind, ownedFunction } from '../private/function-name';
import { VISIBILITY_TIMEOUT } from '../private/warnings';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
const DEFAULT_VISIBILITY = 30;
/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html */
const DEFAULT_TIMEOUT = 3;

/**
 * A message that becomes visible while the function still works on it is processed twice. Lambda
 * refuses a mapping whose function may run longer; AWS recommends six times the timeout, so that
 * throttled batches can be retried.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export function checkVisibility(fn: IFunction, queue: IQueue, window?: Duration): void {
  const cfnQueue = ownedResource(queue) as CfnQueue | undefined;
  const cfnFunction = ownedFunction(functionBehind(fn));
  if (!cfnQueue || !cfnFunction) { return; }
  const visibility = cfnQueue.visibilityTimeout ?? DEFAULT_VISIBILITY;
  const timeout = cfnFunction.timeout ?? DEFAULT_TIMEOUT;
  // a token of a number is a number that nobody would write
  if (!isSeconds(visibility) || !isSeconds(timeout)) { return; }
  const gathering = window && !window.isUnresolved() ? window.toSeconds() : 0;
  const recommended = 6 * timeout + gathering;
  if (visibility < timeout) {
    throw misuse({
      problem: `messages of ${pathOf(queue)} become visible again after ${visibility} s, but the function may run for ${timeout} s`,
      expected: 'a visibility timeout that is not shorter than the function\'s timeout: Lambda refuses the mapping otherwise',
      fix: `write visibilityTimeout: Duration.seconds(${recommended}) on the queue (six times the timeout and the batching window, as AWS recommends)`,
      at: fn,
    });
  }
  if (visibility < recommended) {
    Annotations.of(fn).addWarningV2(VISIBILITY_TIMEOUT,
      `messages of ${pathOf(queue)} become visible again after ${visibility} s; AWS recommends six times the function's timeout and the batching window, `
      + `${recommended} s, so that throttled batches are not processed twice`);
  }
}

function isSeconds(value: number): boolean {
  return Number.isInteger(value) && value >= 0;
}
