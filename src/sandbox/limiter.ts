/** Lets a number of tasks run at once; the others wait in their order. */
export class Limiter {
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(private readonly most: number) {}

  public async run(task: () => Promise<void>): Promise<void> {
    if (this.running === this.most) {
      // whoever ends hands its place over
      await new Promise<void>((resolve) => { this.waiting.push(resolve); });
    } else {
      this.running++;
    }
    try {
      await task();
    } finally {
      const next = this.waiting.shift();
      if (next) { next(); } else { this.running--; }
    }
  }
}
