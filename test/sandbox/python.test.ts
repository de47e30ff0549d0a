import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePython } from '../../src/sandbox/python';

const directory = mkdtempSync(join(tmpdir(), 'python-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A program that stands for a Python which can or cannot run what it is given. */
function python(name: string, script: string): string {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

const WITH_BOTO3 = python('with', 'exit 0');
const WITHOUT = python('without', '[ "$2" = "" ]');
const BROKEN = python('broken', 'exit 1');

test.each([
  ['the first that has boto3', [BROKEN, WITHOUT, WITH_BOTO3], WITH_BOTO3],
  ['one without boto3 where none has it', [BROKEN, WITHOUT], WITHOUT],
  ['none', [BROKEN, join(directory, 'nothing')], undefined],
])('the Python for functions is %s', (_, candidates, chosen) => {
  expect(choosePython(candidates)).toBe(chosen);
});
