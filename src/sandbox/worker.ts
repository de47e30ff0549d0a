import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { JsonLines } from './json-lines';

/** What a worker runs. */
export interface WorkerProps {
  /** The program and its arguments. */
  readonly command: string[];
  readonly directory: string;
  readonly environment: Record<string, string>;
  readonly timeoutSeconds: number;
  /** Takes what the handler prints. */
  readonly log: (text: string) => void;
}

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
  /** Undefined once the code is loaded, else why it could not be; the time is not part of the function's timeout. */
  public readonly initFailure: Promise<Outcome | undefined>;

  private readonly child: ChildProcess;
  private readonly channel: JsonLines<Message>;
  private failedToStart = false;

  constructor(private readonly props: WorkerProps) {
    const { command: [program, ...args], directory, environment, log } = props;
    // the fourth is for the messages: the handler may print what it likes
    this.child = spawn(program, args, { cwd: directory, env: environment, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    this.channel = new JsonLines(this.child.stdio[3] as Duplex);
    for (const stream of [this.child.stdout!, this.child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => log(text));
    }
    this.child.on('error', (error) => {
      this.failedToStart = true;
      log(error.message);
    });
    this.initFailure = this.init();
  }

  /** False once the process has ended, or was told to. */
  public get alive(): boolean {
    return !this.ended && !this.child.killed;
  }

  private get ended(): boolean {
    return this.failedToStart || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  public async run(invocation: Invocation): Promise<Outcome> {
    const initFailure = await this.initFailure;
    if (initFailure) { return initFailure; }
    const { timeoutSeconds } = this.props;
    const answer = this.nextMessage(invocation.awsRequestId, timeoutSeconds);
    this.channel.send({ ...invocation, deadline: Date.now() + timeoutSeconds * 1000 });
    return toOutcome(await answer);
  }

  public async stop(): Promise<void> {
    if (this.ended) { return; }
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }

  /** A failure to load is the answer to the first invocation. */
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
        this.channel.off(finish);
        this.child.off('exit', onExit).off('error', onError);
        resolve(message);
      };
      const fail = (errorType: string, text: string) => finish({ error: { errorType, errorMessage: `RequestId: ${requestId} Error: ${text}` } });
      const onExit = (code: number | null, signal: string | null) => fail('Runtime.ExitError',
        `Runtime exited with error: ${signal ? `signal: ${signal}` : `exit status ${code}`}`);
      const onError = ({ message }: Error) => fail('Runtime.InvalidEntrypoint', message);
      const timer = setTimeout(() => {
        this.child.kill('SIGKILL');
        fail('Sandbox.Timedout', `Task timed out after ${seconds.toFixed(2)} seconds`);
      }, seconds * 1000);
      this.channel.on(finish);
      this.child.on('exit', onExit).on('error', onError);
      // it may have ended between two invocations
      if (this.ended) { onExit(this.child.exitCode, this.child.signalCode); }
    });
  }
}

function toOutcome({ payload, error }: Message): Outcome {
  return payload === undefined ? { payload: JSON.stringify(error), failed: true } : { payload, failed: false };
}
