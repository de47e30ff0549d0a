import { devNull } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { SessionCredentials } from './credentials';
import { inLayers, translateOpt } from './layers';
import type { FunctionModel } from '../access/model/function';
import { readable } from '../access/values/unknown';

/** Where the APIs of the sandbox are, and as whom the function calls them. */
export interface EnvironmentProps {
  readonly functionVersion: string;
  readonly endpoint: string;
  readonly credentials: SessionCredentials;
}

/** All variables that a handler sees: its own, those that Lambda sets, and those that lead to the sandbox. */
export function environmentOf(fn: FunctionModel, { functionVersion, endpoint, credentials }: EnvironmentProps): Record<string, string> {
  const { layers, runtime } = fn.code;
  return {
    // the SDK would otherwise read the configuration of whoever runs the sandbox
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    ...otherServices(),
    ...translateOpt(ownVariables(fn), layers),
    ...libraries(runtime, layers),
    PATH: process.env.PATH ?? '',
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: functionVersion,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken ?? '',
    // no call of a handler leaves for AWS: other services get an answer of the sandbox that says so
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_LAMBDA: endpoint,
    AWS_ENDPOINT_URL_STS: endpoint,
  };
}

/** What only AWS knows is shown as `<StreamArn of Orders>`. */
function ownVariables({ code: { environment } }: FunctionModel): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, readable(value)]));
}

/** Other services may be served by something else on this machine, which the environment of the sandbox names. */
function otherServices(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env)
    .filter((entry): entry is [string, string] => entry[0].startsWith('AWS_ENDPOINT_URL_') && entry[1] !== undefined));
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/packaging-layers.html */
function libraries(runtime: string, layers: readonly string[]): Record<string, string> {
  return runtime.startsWith('python')
    ? { PYTHONPATH: inLayers(layers, 'python').join(delimiter) }
    : {
      NODE_PATH: [...inLayers(layers, 'nodejs/node_modules'), ...sdkDirectories()].join(delimiter),
      // the Node.js here is not the one of the function's runtime
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    };
}

/** As in the Node.js runtime, the AWS SDK is there without being part of the function's code: the one of the project. */
function sdkDirectories(): string[] {
  return [...new Set([...modulesAbove(process.cwd()), ...modulesAbove(__dirname)])];
}

function modulesAbove(directory: string): string[] {
  const parent = dirname(directory);
  return [join(directory, 'node_modules'), ...parent === directory ? [] : modulesAbove(parent)];
}
