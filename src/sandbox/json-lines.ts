import type { Duplex } from 'node:stream';

/** JSON values over a stream, one a line: how the sandbox talks to a worker, in whatever language that is. */
export class JsonLines<T> {
  private readonly listeners = new Set<(message: T) => void>();
  private unfinished: string[] = [];

  constructor(private readonly stream: Duplex) {
    stream.setEncoding('utf8').on('data', (text: string) => this.read(text));
    // the other side has gone: whoever waits for an answer learns it from the end of the process
    stream.on('error', () => stream.destroy());
  }

  public send(message: object): void {
    if (this.stream.writable) { this.stream.write(`${JSON.stringify(message)}\n`); }
  }

  public on(listener: (message: T) => void): void {
    this.listeners.add(listener);
  }

  public off(listener: (message: T) => void): void {
    this.listeners.delete(listener);
  }

  private read(text: string): void {
    const [rest, ...following] = text.split('\n');
    this.unfinished.push(rest);
    for (const next of following) {
      const message = JSON.parse(this.unfinished.join('')) as T;
      this.unfinished = [next];
      for (const listener of [...this.listeners]) { listener(message); }
    }
  }
}
