import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { check } from '../../../src/access/check';
import { cloudOf } from '../../../src/access/read/read-cloud';
import { loadMistakes, loadRights } from '../../score/load';
import { synthesize } from '../../score/synthesize';

/** The rules that speak of an app. */
function rulesFor(build: (app: App) => void): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    const { said } = synthesize(build, directory);
    expect(said.filter(({ rule }) => rule === 'refused at synthesis')).toEqual([]);
    return [...new Set(check(cloudOf(directory)).findings.map(({ ruleId }) => ruleId))];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test.each(loadMistakes())('$file is found by its rule and no other, and repaired it is silent', ({ app }) => {
  expect(rulesFor((cdkApp) => app.build(cdkApp))).toEqual([app.rule]);
  expect(rulesFor((cdkApp) => app.build(cdkApp, true))).toEqual([]);
});

test.each(loadRights())('$file is right, and no rule speaks of it', ({ app }) => {
  expect(rulesFor((cdkApp) => app.build(cdkApp))).toEqual([]);
});
