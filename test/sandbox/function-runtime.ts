import { join } from 'node:path';
import type { CredentialStore } from './credentials';
import { ServiceError } from './errors';
import { environmentOf } from './function-environment';
import { Worker } from './worker';
import type { Invocation, Outcome } from './worker';
import { WorkerPool } from './worker-pool';
import type { FunctionModel } from '../support/cloud';
import { pythonWithBoto3 } from '../support/python';

/** Runs functions in worker processes, each with the credentials of its execution role. */
export class FunctionRuntime {
  private readonly pool = new WorkerPool();
  private stopped = false;

  constructor(
    private readonly endpoint: string,
    private readonly credentials: CredentialStore,
    private readonly log: (functionName: string, text: string) => void,
  ) {}

  public async run(fn: FunctionModel, invocation: Invocation): Promise<Outcome> {
    // each version has environments of its own
    const key = `${fn.arn}:${invocation.functionVersion}`;
    const worker = await this.pool.take(key, () => this.start(fn, invocation.functionVersion));
    try {
      return await worker.run(invocation);
    } finally {
      this.pool.giveBack(key, worker);
    }
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await this.pool.stop();
  }

  private start(fn: FunctionModel, functionVersion: string): Worker {
    if (this.stopped) { throw new ServiceError(500, 'ServiceException', 'the sandbox has been stopped'); }
    if (fn.codeDirectory === undefined) { throw notRunnable(fn, 'has no code directory: synthesize with the context aws:cdk:enable-asset-metadata'); }
    // Lambda names the session of an execution role after the function
    const { credentials } = this.credentials.issue(fn.roleArn, { sessionName: fn.functionName, origin: fn.arn });
    return new Worker({
      command: [...interpreterOf(fn), fn.codeDirectory, fn.handler],
      directory: fn.codeDirectory,
      environment: environmentOf(fn, { functionVersion, endpoint: this.endpoint, credentials }),
      timeoutSeconds: fn.timeoutSeconds,
      log: (text) => this.log(fn.functionName, text),
    });
  }
}

/** The program that runs the language of a function, with what stands in the place of the Lambda runtime. */
function interpreterOf(fn: FunctionModel): string[] {
  if (fn.runtime.startsWith('nodejs')) { return [process.execPath, join(__dirname, 'worker-bootstrap.cjs')]; }
  if (!fn.runtime.startsWith('python')) { throw notRunnable(fn, `has the runtime ${fn.runtime}, and the sandbox runs Node.js and Python functions only`); }
  const python = pythonWithBoto3();
  if (python === undefined) { throw notRunnable(fn, `has the runtime ${fn.runtime}, and there is no Python with boto3 here`); }
  // -B: writes nothing beside the code; -u: what a handler prints is not lost when it is ended
  return [python, '-B', '-u', join(__dirname, 'worker-bootstrap.py')];
}

function notRunnable({ functionName }: FunctionModel, problem: string): ServiceError {
  return new ServiceError(400, 'InvalidParameterValueException', `${functionName} ${problem}`);
}
