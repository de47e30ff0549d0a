import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionCode } from '../access/model/function';

/**
 * Code that stands in a template, in files of its own.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
 */
export class InlineCode {
  private root?: string;
  private readonly directories = new Map<FunctionCode, string>();

  /** The directory with the code of a function, whose text is written once. */
  public directoryOf(code: FunctionCode & { readonly inline: string }): string {
    const before = this.directories.get(code);
    if (before !== undefined) { return before; }
    this.root ??= mkdtempSync(join(tmpdir(), 'sandbox-code-'));
    const directory = join(this.root, String(this.directories.size));
    mkdirSync(directory);
    writeFileSync(join(directory, code.runtime.startsWith('python') ? 'index.py' : 'index.js'), code.inline);
    this.directories.set(code, directory);
    return directory;
  }

  public remove(): void {
    if (this.root !== undefined) { rmSync(this.root, { recursive: true, force: true }); }
  }
}
