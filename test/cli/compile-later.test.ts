import { spawnSync } from 'node:child_process';
import { compileLater } from '../../src/cli/compile-later';

test.each([
  ['20.20.2', ['--interrupt-budget=1000000']],
  ['22.23.3', ['--invocation-count-for-turbofan=20000']],
  ['24.21.0', ['--invocation-count-for-turbofan=20000']],
  // V8 complains of what it does not know
  ['26.0.0', []],
])('Node.js %s: %j', (version, expected) => {
  const flags: string[] = [];
  compileLater(version, (flag) => flags.push(flag));
  expect(flags).toEqual(expected);
});

test('the version that runs here knows the flag', () => {
  const script = 'require("tsx/cjs"); require("./src/cli/compile-later").compileLater();';
  expect(spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: `${__dirname}/../..` })).toMatchObject({ status: 0, stderr: '' });
});
