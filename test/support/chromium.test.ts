import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseChromium } from './chromium';

const directory = mkdtempSync(join(tmpdir(), 'chromium-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A program in the place of Chromium that ends with a status. */
function program(name: string, status: number): string {
  const path = join(directory, name);
  writeFileSync(path, `#!/bin/sh\nexit ${status}\n`, { mode: 0o755 });
  return path;
}

test('the first Chromium that starts is taken', () => {
  const broken = program('broken', 1);
  const first = program('first', 0);
  const second = program('second', 0);
  expect(chooseChromium([join(directory, 'missing'), broken, first, second], true)).toBe(first);
});

test('without one there is none', () => {
  expect(chooseChromium([program('broken', 1)], false)).toBeUndefined();
});

test('fails without one where there must be one', () => {
  const broken = program('broken', 1);
  expect(() => chooseChromium([broken], true)).toThrow(`none of these starts: ${broken}; install Chromium, or set CHROMIUM`);
});
