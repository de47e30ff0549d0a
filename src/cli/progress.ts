import type { Io } from './io';

const PATIENCE_MS = 500;
const CLEAR = '\r\u001b[2K';

/** Tells on a terminal's stderr what takes long; nothing else, and nothing that stays. */
export class Progress {
  private readonly started: number;
  private shown = false;

  constructor(private readonly io: Io, private readonly now: () => number = Date.now) {
    this.started = now();
  }

  /** Work is not interrupted to say something: what comes next is said when it begins, if it has taken long until then. */
  public step(what: string): void {
    if (!this.io.stderr.isTTY || this.now() - this.started < PATIENCE_MS) { return; }
    this.io.stderr.write(`${CLEAR}${what} …`);
    this.shown = true;
  }

  /** For work that will take long by what is known of it. */
  public long(what: string): void {
    if (!this.io.stderr.isTTY) { return; }
    this.io.stderr.write(`${CLEAR}${what} …`);
    this.shown = true;
  }

  public end(): void {
    if (this.shown) { this.io.stderr.write(CLEAR); }
    this.shown = false;
  }
}
