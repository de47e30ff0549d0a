import { interruptedBy } from './processes';

/** Runs checks one after the other, prints a line for each, and counts. */
export class Checks {
  private passed = 0;
  private failed = 0;

  public get anyFailed(): boolean {
    return this.failed > 0;
  }

  public section(title: string): void {
    console.log(`\n${title}`);
  }

  /** @returns whether the check passed, for steps that make no sense without it */
  public async check(name: string, assertion: () => void | Promise<void>): Promise<boolean> {
    const error = await errorOf(assertion);
    if (error === undefined) {
      this.passed++;
      console.log(`  ok    ${name}`);
      return true;
    }
    this.fail(name, error.message);
    return false;
  }

  /** What came between the checks and ended the run. */
  public broken(error: unknown): void {
    const cause = interruptedBy() ?? error;
    this.fail('the run did not reach its end', cause instanceof Error ? cause.stack ?? cause.message : String(cause));
  }

  /** Passes only if the assertion fails with this name or message: proof that the check behind it can fail. */
  public async checkFails(name: string, message: RegExp, assertion: () => void | Promise<void>): Promise<boolean> {
    return this.check(name, async () => {
      const error = await errorOf(assertion);
      if (error === undefined) { throw new Error('it passed, and should have failed'); }
      if (!message.test(String(error))) { throw new Error(`it failed, but not with ${message}:\n${error}`); }
    });
  }

  /** Prints the closing line; nothing checked counts as a failure. */
  public close(): boolean {
    console.log(`\n${this.passed} passed, ${this.failed} failed`);
    return !this.anyFailed && this.passed > 0;
  }

  private fail(name: string, message: string): void {
    this.failed++;
    console.log(`  FAIL  ${name}\n${message.replace(/^/gm, '          ')}`);
  }
}

async function errorOf(assertion: () => void | Promise<void>): Promise<Error | undefined> {
  try {
    await assertion();
    return undefined;
  } catch (error) {
    // one failure then, and not one for each check that is left
    if (interruptedBy()) { throw interruptedBy(); }
    return error instanceof Error ? error : new Error(String(error));
  }
}
