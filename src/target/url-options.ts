import type { FunctionUrlAuthType, FunctionUrlCorsOptions, InvokeMode } from 'aws-cdk-lib/aws-lambda';

/** How the function URL of a target answers. */
export interface TargetUrlOptions {
  /**
   * Who Lambda lets in before it looks at policies: `NONE` lets in everybody whom the resource
   * policy names without a signature, which only `Caller.anyone` can mean.
   *
   * @default FunctionUrlAuthType.AWS_IAM
   */
  readonly authType?: FunctionUrlAuthType;

  /**
   * Whether the answer is sent at once or as a stream.
   *
   * @default InvokeMode.BUFFERED
   */
  readonly invokeMode?: InvokeMode;

  /**
   * What browsers may do with the URL.
   *
   * @default - no cross-origin access
   */
  readonly cors?: FunctionUrlCorsOptions;
}

/** How a caller uses a function URL. */
export interface InvokeUrlOptions {
  /**
   * The auth type of the URL: `lambda:InvokeFunctionUrl` is allowed for this type only.
   *
   * @default FunctionUrlAuthType.AWS_IAM
   */
  readonly authType?: FunctionUrlAuthType;
}
