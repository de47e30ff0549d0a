import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FunctionModel } from '../support/cloud';

/** What one invocation is told. */
export interface Invocation {
  readonly awsRequestId: string;
  readonly invokedFunctionArn: string;
  readonly functionName: string;
  readonly functionVersion: string;
  /** JSON text. */
  readonly event: string;
}

/** What Lambda answers: the handler's result or the description of its error, both as JSON text. */
export interface Outcome {
  readonly payload: string;
  readonly failed: boolean;
}

interface Message {
  readonly ready?: true;
  readonly payload?: string;
  readonly error?: object;
}

/** Lambda gives the code of a function ten seconds to load, whatever its own timeout. */
const INIT_SECONDS = 10;

/** One execution environment: a process that runs the handler of a function, one invocation at a time. */
export class Worker {
  private readonly child: ChildProcess;
  private readonly ready: Promise<Outcome | undefined>;

  constructor(private readonly fn: FunctionModel & { codeDirectory: string }, environment: Record<string, string>, log: (text: string) => void) {
    this.child = fork(join(__dirname, 'worker-bootstrap.cjs'), [fn.codeDirectory, fn.handler], {
      cwd: fn.codeDirectory,
      env: environment,
      // the loaders of this process (tsx, jest) are no part of the Lambda runtime
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => log(text));
    }
    this.child.on('error', (error) => log(error.message));
    this.ready = this.init();
  }

  /** False once the process has ended, or was told to. */
  public get alive(): boolean {
    return !this.ended && !this.child.killed;
  }

  private get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  public async run(invocation: Invocation): Promise<Outcome> {
    const initFailure = await this.ready;
    if (initFailure) { return initFailure; }
    const answer = this.nextMessage(invocation.awsRequestId, this.fn.timeoutSeconds);
    if (this.child.connected) {
      this.child.send({ ...invocation, deadline: Date.now() + this.fn.timeoutSeconds * 1000 });
    }
    return toOutcome(await answer);
  }

  public async stop(): Promise<void> {
    if (this.ended) { return; }
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  /** The time to load the code is not part of the function's timeout; a failure to load is the answer to the invocation. */
  private async init(): Promise<Outcome | undefined> {
    const message = await this.nextMessage('init', INIT_SECONDS);
    if (message.ready) { return undefined; }
    this.child.kill('SIGKILL');
    return toOutcome(message);
  }

  private async nextMessage(requestId: string, seconds: number): Promise<Message> {
    return new Promise((resolve) => {
      const finish = (message: Message) => {
        clearTimeout(timer);
        this.child.off('message', finish).off('exit', onExit);
        resolve(message);
      };
      const failure = (errorType: string, text: string) => ({ error: { errorType, errorMessage: `RequestId: ${requestId} Error: ${text}` } });
      const onExit = (code: number | null, signal: string | null) => finish(failure('Runtime.ExitError',
        `Runtime exited with error: ${signal ? `signal: ${signal}` : `exit status ${code}`}`));
      const timer = setTimeout(() => {
        this.child.kill('SIGKILL');
        finish(failure('Sandbox.Timedout', `Task timed out after ${seconds.toFixed(2)} seconds`));
      }, seconds * 1000);
      this.child.on('message', finish).on('exit', onExit);
      // it may have ended between two invocations
      if (this.ended) { onExit(this.child.exitCode, this.child.signalCode); }
    });
  }
}

function toOutcome({ payload, error }: Message): Outcome {
  return payload === undefined ? { payload: JSON.stringify(error), failed: true } : { payload, failed: false };
}
