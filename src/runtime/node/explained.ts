import { PayloadError, ThrottledError } from './errors';
import { NotAllowedError } from './not-allowed-error';

/** Lambda says AccessDeniedException, the query protocol of STS AccessDenied. */
const DENIED = new Set(['AccessDenied', 'AccessDeniedException']);
/** Lambda's own, and the common ones: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html */
const THROTTLED = new Set(['TooManyRequestsException', 'Throttling', 'ThrottlingException', 'ThrottledException', 'RequestThrottledException', 'RequestLimitExceeded']);
/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const TOO_LARGE = new Set(['RequestTooLargeException', 'SerializedRequestEntityTooLargeException']);

/** The fields that the errors of a service may have. */
interface ServiceFields {
  readonly Reason?: unknown;
  readonly retryAfterSeconds?: unknown;
}

/** An error of a service as one of ours, with the original as its cause; every other error as it is. */
export function explained(error: unknown): unknown {
  if (!(error instanceof Error)) { return error; }
  if (DENIED.has(error.name)) { return new NotAllowedError(error); }
  if (THROTTLED.has(error.name)) { return throttled(error); }
  if (TOO_LARGE.has(error.name)) {
    return new PayloadError(`the event is too large: Lambda takes 6 MB, and 1 MB for invokeAsync. AWS says: ${error.message}`, 'event-too-large', error);
  }
  if (error.name === 'InvalidRequestContentException') {
    return new PayloadError(`Lambda cannot read the event as JSON. AWS says: ${error.message}`, 'event-not-json', error);
  }
  return error;
}

function throttled(error: Error & ServiceFields): ThrottledError {
  const reason = typeof error.Reason === 'string' ? error.Reason : error.name;
  const seconds = Number(error.retryAfterSeconds);
  const wait = Number.isFinite(seconds) ? seconds : undefined;
  return new ThrottledError(`throttled (${reason})${wait === undefined ? '' : `, try again after ${wait} s`}. AWS says: ${error.message}`, reason, wait, error);
}
