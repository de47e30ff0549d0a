/**
 * For the code of Lambda functions: clients that act as a role of another account, and typed calls of functions there.
 *
 * ```ts
 * import { S3Client } from '@aws-sdk/client-s3';
 * import { assumedRoleClient, remoteFunction, NotAllowedError } from 'cdk-cross-account-lambda/runtime';
 *
 * const s3 = assumedRoleClient(S3Client, { role: 'READER', maxAttempts: 5 }); // what remains configures the client; a lone role need not be named
 * const orders = remoteFunction<OrderEvent, Order>('ORDERS');                 // reads ORDERS_TARGET_ARN, _REGION and _ROLE
 *
 * export async function handler(): Promise<Order> {
 *   try {
 *     return await orders.invoke({ item: 'tea' });
 *   } catch (error) {
 *     if (error instanceof NotAllowedError) { console.log(error.half, error.action, error.resource); }
 *     throw error;
 *   }
 * }
 * ```
 *
 * Call these outside the handler, so that a missing variable shows when the function starts. The environment variables
 * are set by `role.grants.assume(fn)` and `new CrossAccountInvoker(…, { function: fn, … })`.
 */
export { assumedRoleClient } from './assumed-role-client';
export type { AssumedRoleClientConfig, ClientClass } from './assumed-role-client';
export { assumedRoleCredentials } from './assumed-role-credentials';
export type { AssumedRoleCredentials, AssumedRoleProvider } from './assumed-role-credentials';
export { FunctionError, PayloadError, ThrottledError } from './errors';
export type { PayloadProblem } from './errors';
export { NotAllowedError } from './not-allowed-error';
export type { Half } from './not-allowed-error';
export { remoteFunction } from './remote-function';
export type { RemoteFunction, RemoteFunctionOptions } from './remote-function';
export type { AssumedRole } from './role-settings';
