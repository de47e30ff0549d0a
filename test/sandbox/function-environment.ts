import { devNull } from 'node:os';
import { delimiter, join } from 'node:path';
import type { SessionCredentials } from './credentials';
import { inLayers, translateOpt } from './layers';
import type { FunctionModel } from '../support/cloud';

/** As in the Node.js runtime, the SDK is there without being part of the function's code. */
const NODE_MODULES = join(__dirname, '..', '..', 'node_modules');

/** Where the APIs of the sandbox are, and as whom the function calls them. */
export interface EnvironmentProps {
  readonly functionVersion: string;
  readonly endpoint: string;
  readonly credentials: SessionCredentials;
}

/** All variables that a handler sees: its own, those that Lambda sets, and those that lead to the sandbox. */
export function environmentOf(fn: FunctionModel, { functionVersion, endpoint, credentials }: EnvironmentProps): Record<string, string> {
  const layers = fn.layers ?? [];
  return {
    // the SDK would otherwise read the configuration of whoever runs the tests
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    ...translateOpt(fn.environment, layers),
    ...libraries(fn.runtime, layers),
    PATH: process.env.PATH ?? '',
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_LAMBDA_FUNCTION_NAME: fn.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: functionVersion,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL_LAMBDA: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ENDPOINT_URL_STS: endpoint,
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html */
function libraries(runtime: string, layers: string[]): Record<string, string> {
  return runtime.startsWith('python')
    ? { PYTHONPATH: inLayers(layers, 'python').join(delimiter) }
    : { NODE_PATH: [...inLayers(layers, 'nodejs/node_modules'), NODE_MODULES].join(delimiter) };
}
