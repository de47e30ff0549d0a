import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cloud } from '../support/cloud';

/** What a run must end with: every answer that is not the expected one. */
const surprises: string[] = [];

export function expect(what: string, holds: boolean): void {
  if (!holds) { surprises.push(what); }
}

/** @param indent of every line; such text is wrapped */
export function print(text = '', indent = 0): void {
  const lines = text.split('\n').flatMap((line) => indent > 0 ? wrap(line, 98 - indent) : [line]);
  for (const line of lines) { process.stdout.write(`${' '.repeat(indent)}${line}\n`); }
}

/** What a user would type for what follows. */
export function printCommand(text: string): void {
  print(`  $ ${text}`);
}

export function printStep(number: number, title: string): void {
  print();
  print(`${number}. ${title}`);
}

/**
 * What a function answered, or how it failed, as Lambda tells its caller.
 *
 * @param whoseWords stands behind the name of the error
 */
export function printResult(failed: boolean, payload: unknown, whoseWords = 'as AWS words it'): void {
  if (!failed) {
    print(`  result: ${JSON.stringify(payload, null, 2).replace(/\n/g, '\n  ')}`);
    return;
  }
  const { errorType, errorMessage } = payload as { errorType: string; errorMessage: string };
  print(`  ${errorType}, ${whoseWords}:`);
  print(errorMessage, 2);
}

/** Lines that follow stand two letters further in than the first. */
function wrap(text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last.trim() !== '' && last.length + 1 + word.length > width) { lines.push(`  ${word}`); } else { lines[lines.length - 1] = last === '' ? word : `${last} ${word}`; }
  }
  return lines;
}

/** A role is known by the function that runs with it. */
export function callerName(cloud: Cloud, caller: string): string {
  return cloud.functions.find(({ roleArn }) => roleArn === caller)?.functionName ?? nameOf(caller);
}

/** What a person needs of the ARN of a role, function or object. */
export function nameOf(arn: string): string {
  return arn.split(/:role\/|:function:|:s3:::/)[1];
}

export function accountOf(arn: string): string {
  return arn.split(':')[4];
}

/** Runs a demo in a directory of its own; the exit code tells whether all was as expected. */
export function runDemo(demo: (directory: string) => Promise<void>): void {
  // that the SDK will one day want a newer Node.js is no news for a reader of this
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const directory = mkdtempSync(join(tmpdir(), 'demo-'));
  demo(directory)
    .finally(() => rmSync(directory, { recursive: true, force: true }))
    .then(() => {
      for (const surprise of surprises) { process.stderr.write(`not as expected: ${surprise}\n`); }
      process.exitCode = surprises.length > 0 ? 1 : 0;
    })
    .catch((error: Error) => {
      process.stderr.write(`${error.stack}\n`);
      process.exitCode = 1;
    });
}
