import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { choosePython } from './python';

const directory = mkdtempSync(join(tmpdir(), 'python-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A program in the place of Python that ends with a status. */
function program(name: string, status: number): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\nexit ${status}\n`, { mode: 0o755 });
  return path;
}

test('the first Python with boto3 is taken', () => {
  const without = program('without', 1);
  const first = program('first', 0);
  const second = program('second', 0);
  expect(choosePython([join(directory, 'missing'), without, first, second], true)).toBe(first);
});

test('without one there is none', () => {
  expect(choosePython([program('without', 1)], false)).toBeUndefined();
});

test('fails without one where there must be one', () => {
  const without = program('without', 1);
  expect(() => choosePython([without], true)).toThrow(`none of these has boto3: ${without}; run pip install boto3, or set PYTHON`);
});
