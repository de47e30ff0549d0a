/** Too many calls at once, for the function, its account or the caller; the SDK has tried several times. */
export class ThrottledError extends Error {
  public override readonly name = 'ThrottledError';

  /**
   * @param reason Lambda's, such as `ReservedFunctionConcurrentInvocationLimitExceeded`, else the code of the error
   * @param retryAfterSeconds how long to wait, if the service says so
   */
  constructor(message: string, public readonly reason: string, public readonly retryAfterSeconds: number | undefined, cause: unknown) {
    super(message, { cause });
  }
}

/** The call arrived, and the handler of the function failed. */
export class FunctionError extends Error {
  public override readonly name = 'FunctionError';

  /**
   * @param errorType the class of the error in the function, such as `TypeError`
   * @param errorMessage its message
   * @param trace its stack, one line each; empty if the runtime gives none, as for a timeout
   */
  constructor(
    functionArn: string,
    public readonly errorType: string,
    public readonly errorMessage: string,
    public readonly trace: readonly string[],
  ) {
    super(`${functionArn} failed: ${errorType}: ${errorMessage}`);
  }
}

/**
 * What cannot be sent or understood: an event that JSON cannot express, one that Lambda finds too large or cannot parse, a
 * result that is not JSON.
 */
export type PayloadProblem = 'event-not-json' | 'event-too-large' | 'result-not-json';

/** The event cannot be sent, or the result cannot be read. */
export class PayloadError extends Error {
  public override readonly name = 'PayloadError';

  constructor(message: string, public readonly problem: PayloadProblem, cause?: unknown) {
    super(message, { cause });
  }
}
