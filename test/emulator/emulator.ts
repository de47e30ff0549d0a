import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { start } from './processes';
import { VENV_PYTHON } from './python';

/** moto with its add-on, serving all AWS accounts on one local port. */
export class Emulator {
  public static async start(): Promise<Emulator> {
    const server = start(VENV_PYTHON, [join(__dirname, 'moto_addon.py')], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        // AWSLambdaBasicExecutionRole and its like exist in every account
        MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
        PYTHONDONTWRITEBYTECODE: '1',
      },
    });
    const log: string[] = [];
    createInterface(server.stderr!).on('line', (line) => log.push(line));
    const port = await Promise.race([
      once(createInterface(server.stdout!), 'line').then(([line]) => /^listening on (\d+)$/.exec(line as string)?.[1]),
      once(server, 'close').then(() => undefined),
    ]);
    if (port === undefined) { throw new Error(`moto did not start:\n${log.join('\n')}`); }
    return new Emulator(server, log, port);
  }

  /** By name, not 127.0.0.1: moto then recognises the bucket in the URL of a template. */
  public readonly endpoint: string;

  private constructor(private readonly server: ChildProcess, public readonly log: readonly string[], port: string) {
    this.endpoint = `http://localhost:${port}`;
  }

  /** What moto wrote into its log instead of doing it: a type without support deploys "successfully". */
  public warnings(): string[] {
    const messages = this.log.flatMap((line) => /^(?:WARNING|ERROR|CRITICAL) \S+ (.*)$/.exec(line)?.[1] ?? []);
    return [...new Set(messages)].sort();
  }

  public async stop(): Promise<void> {
    if (this.server.exitCode !== null || this.server.signalCode !== null) { return; }
    const closed = once(this.server, 'close');
    // the server ends with its standard input, also when this process is killed
    this.server.stdin!.end();
    await closed;
  }
}
