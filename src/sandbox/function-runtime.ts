import { join } from 'node:path';
import type { CredentialStore } from './credentials';
import { ServiceError } from './errors';
import { environmentOf } from './function-environment';
import { InlineCode } from './inline-code';
import type { FunctionLog } from './lambda-api';
import { findPython } from './python';
import { Worker } from './worker';
import type { Invocation, Outcome } from './worker';
import { WorkerPool } from './worker-pool';
import type { FunctionModel } from '../access/model/function';

/** Runs functions in worker processes, each with the credentials of its execution role. */
export class FunctionRuntime {
  private readonly pool = new WorkerPool();
  private readonly inlineCode = new InlineCode();
  private users = 0;
  private retired = false;
  private stopped = false;

  constructor(
    private readonly endpoint: string,
    private readonly credentials: CredentialStore,
    private readonly log: FunctionLog,
  ) {}

  public async run(fn: FunctionModel, invocation: Invocation): Promise<Outcome> {
    // each version has environments of its own
    const key = `${fn.arn}:${invocation.functionVersion}`;
    return this.use(async () => {
      const worker = await this.pool.take(key, () => this.start(fn, invocation.functionVersion));
      try {
        return await worker.run(invocation);
      } finally {
        this.pool.giveBack(key, worker);
      }
    });
  }

  /** A retired runtime stays until whoever uses it is done. */
  public async use<T>(task: () => Promise<T>): Promise<T> {
    this.users++;
    try {
      return await task();
    } finally {
      this.users--;
      await this.stopIfUnused();
    }
  }

  /** Nothing new will come: ends the processes as soon as nothing is running. */
  public async retire(): Promise<void> {
    this.retired = true;
    await this.stopIfUnused();
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await this.pool.stop();
    this.inlineCode.remove();
  }

  private async stopIfUnused(): Promise<void> {
    if (this.retired && !this.stopped && this.users === 0) { await this.stop(); }
  }

  private start(fn: FunctionModel, functionVersion: string): Worker {
    if (this.stopped) { throw new ServiceError(500, 'ServiceException', 'the sandbox has been stopped'); }
    const directory = this.directoryOf(fn);
    // Lambda names the session of an execution role after the function
    const session = { sessionName: fn.name, origin: fn.arn, sourceFunctionArn: fn.arn, expiration: NEVER };
    const { credentials } = this.credentials.issue(fn.roleArn, session);
    return new Worker({
      command: [...interpreterOf(fn), directory, fn.code.handler],
      directory,
      environment: environmentOf(fn, { functionVersion, endpoint: this.endpoint, credentials }),
      timeoutSeconds: fn.code.timeoutSeconds,
      log: (text) => this.log(fn.name, text),
    });
  }

  private directoryOf(fn: FunctionModel): string {
    const { directory, inline, otherLayers: [foreign] } = fn.code;
    if (foreign !== undefined) { throw notRunnable(fn, `has the layer ${foreign}, which is not of this app, so its files are not here`); }
    if (directory !== undefined) { return directory; }
    if (inline === undefined) { throw notRunnable(fn, 'has code that is neither an asset of the assembly nor in its template'); }
    return this.inlineCode.directoryOf({ ...fn.code, inline });
  }
}

/** Lambda renews the credentials of an execution environment; here they last as long as it does. */
const NEVER = new Date(8.64e15);

/** The program that runs the language of a function, with what stands in the place of the Lambda runtime. */
function interpreterOf(fn: FunctionModel): string[] {
  const { runtime } = fn.code;
  if (runtime.startsWith('nodejs')) { return [process.execPath, join(__dirname, 'worker-bootstrap.cjs')]; }
  if (!runtime.startsWith('python')) { throw notRunnable(fn, `has the runtime ${runtime}, and the sandbox runs Node.js and Python functions only`); }
  const python = findPython();
  if (python === undefined) { throw notRunnable(fn, `has the runtime ${runtime}, and there is no Python here: set PYTHON to one with boto3`); }
  // -B: writes nothing beside the code; -u: what a handler prints is not lost when it is ended
  return [python, '-B', '-u', join(__dirname, 'worker-bootstrap.py')];
}

function notRunnable({ name }: FunctionModel, problem: string): ServiceError {
  return new ServiceError(400, 'InvalidParameterValueException', `${name} ${problem}`);
}
