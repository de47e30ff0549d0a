import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pythonWithBoto3 } from '../../support/python';

const UNIT = join(__dirname, 'unit');
const MODULES = readdirSync(UNIT).flatMap((file) => /^(test_.+)\.py$/.exec(file)?.[1] ?? []);

const python = pythonWithBoto3();
const testWithPython = python === undefined ? test.skip : test;

test('there are Python tests', () => {
  expect(MODULES.length).toBeGreaterThan(0);
});

// what fails is in what unittest prints
testWithPython.each(MODULES)('%s', async (module) => {
  const child = spawn(python!, ['-B', '-W', 'error::ResourceWarning', '-m', 'unittest', module], { cwd: UNIT, stdio: ['ignore', 'ignore', 'pipe'] });
  const [report, [status]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  const written = readFileSync(join(UNIT, `${module}.py`), 'utf8').match(/^ {4}def test_/gm)!.length;
  expect(report).toMatch(new RegExp(`^Ran ${written} tests in .*\\n\\nOK\\n$`, 'm'));
  expect(status).toBe(0);
}, 60_000);
