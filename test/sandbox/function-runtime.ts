import { devNull } from 'node:os';
import { join } from 'node:path';
import type { CredentialStore } from './credentials';
import { ServiceError } from './errors';
import { Worker } from './worker';
import type { Invocation, Outcome } from './worker';
import type { FunctionModel } from '../support/cloud';

/** As in the Node.js runtime, the SDK is there without being part of the function's code. */
const NODE_PATH = join(__dirname, '..', '..', 'node_modules');

/**
 * Runs functions in worker processes, each with the credentials of its execution role.
 *
 * Like Lambda it reuses an idle environment and starts another one while all are busy, so a
 * function may call itself.
 */
export class FunctionRuntime {
  private readonly workers = new Set<Worker>();
  private readonly idle = new Map<string, Worker[]>();
  private stopped = false;

  constructor(
    private readonly endpoint: string,
    private readonly credentials: CredentialStore,
    private readonly log: (functionName: string, text: string) => void,
  ) {}

  public async run(fn: FunctionModel, invocation: Invocation): Promise<Outcome> {
    // each version has environments of its own
    const key = `${fn.arn}:${invocation.functionVersion}`;
    const idle = this.idle.get(key) ?? [];
    this.idle.set(key, idle);
    const worker = takeAlive(idle) ?? this.start(fn, invocation.functionVersion);
    const outcome = await worker.run(invocation);
    if (worker.alive) { idle.push(worker); } else { this.workers.delete(worker); }
    return outcome;
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.workers].map(async (worker) => worker.stop()));
  }

  private start(fn: FunctionModel, version: string): Worker {
    const { codeDirectory } = fn;
    if (this.stopped) { throw new ServiceError(500, 'ServiceException', 'the sandbox has been stopped'); }
    requireRunnable(fn);
    const worker = new Worker({ ...fn, codeDirectory: codeDirectory! }, this.environment(fn, version), (text) => this.log(fn.functionName, text));
    this.workers.add(worker);
    return worker;
  }

  private environment(fn: FunctionModel, version: string): Record<string, string> {
    // Lambda names the session of an execution role after the function
    const { credentials } = this.credentials.issue(fn.roleArn, { sessionName: fn.functionName });
    return {
      ...fn.environment,
      PATH: process.env.PATH ?? '',
      NODE_PATH,
      AWS_REGION: fn.region,
      AWS_LAMBDA_FUNCTION_NAME: fn.functionName,
      AWS_LAMBDA_FUNCTION_VERSION: version,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_ENDPOINT_URL_LAMBDA: this.endpoint,
      AWS_ENDPOINT_URL_STS: this.endpoint,
      // the SDK would otherwise read the configuration of whoever runs the tests
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
    };
  }
}

function requireRunnable({ functionName, runtime, codeDirectory }: FunctionModel): void {
  const problem = !runtime.startsWith('nodejs')
    ? `has the runtime ${runtime}, and the sandbox runs Node.js functions only`
    : codeDirectory === undefined ? 'has no code directory: synthesize with the context aws:cdk:enable-asset-metadata' : undefined;
  if (problem) { throw new ServiceError(400, 'InvalidParameterValueException', `${functionName} ${problem}`); }
}

function takeAlive(idle: Worker[]): Worker | undefined {
  let worker = idle.pop();
  while (worker && !worker.alive) { worker = idle.pop(); }
  return worker;
}
