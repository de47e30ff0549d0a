const MODULUS = 2_147_483_647;

/**
 * Numbers that follow from a seed: the same case comes again. Park and Miller's generator, whose products fit into a number.
 *
 * @see https://doi.org/10.1145/63039.63042
 */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = 1 + Math.abs(Math.trunc(seed)) % (MODULUS - 1);
    // neighbouring seeds begin alike
    for (let skipped = 0; skipped < 4; skipped++) { this.next(); }
  }

  /** From 0 to below 1. */
  public next(): number {
    this.state = this.state * 48_271 % MODULUS;
    return (this.state - 1) / (MODULUS - 1);
  }

  public chance(share: number): boolean {
    return this.next() < share;
  }

  public pick<T>(items: readonly T[]): T {
    return items[Math.floor(this.next() * items.length)];
  }

  /** One to `most` of them, each at most once. */
  public some<T>(items: readonly T[], most: number): T[] {
    const rest = [...items];
    const count = 1 + Math.floor(this.next() * Math.min(most, rest.length));
    return Array.from({ length: count }, () => rest.splice(Math.floor(this.next() * rest.length), 1)[0]);
  }

  /** None to `most`. */
  public upTo<T>(most: number, make: () => T): T[] {
    return Array.from({ length: Math.floor(this.next() * (most + 1)) }, make);
  }
}
