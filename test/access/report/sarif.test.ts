import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { reportOf, SAMPLE } from './sample-assembly';
import { sarif } from '../../../src/access/report/sarif';
import { checkView } from '../../../src/access/report/views/report-views';

const SCHEMA = join(__dirname, '..', '..', '..', 'node_modules', '@microsoft', 'jest-sarif', 'lib', 'schemas', 'sarif-2.1.0-rtm.5.json');

interface Log {
  runs: { tool: { driver: { rules: { id: string }[] } }; results: Record<string, unknown>[] }[];
}

const { report } = reportOf(SAMPLE);
const logOf = (view = checkView(report)): Log => JSON.parse(sarif(view, {
  toolVersion: '1.2.3',
  uriOf: (template) => `cdk.out/${template}`,
  lineOf: ({ logicalId }) => logicalId === 'OpenForAll' ? 7 : undefined,
})) as Log;

test('is valid SARIF 2.1.0', () => {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(SCHEMA, 'utf8')) as object);
  expect(validate(logOf()) ? [] : validate.errors).toEqual([]);
  // the schema is one that can refuse
  expect(validate({ version: '2.1.0', runs: [{ tool: {} }] })).toBe(false);
});

test('each finding with its rule, level, places and fix', () => {
  const [{ tool: { driver }, results }] = logOf().runs;
  const found = results.find(({ ruleId }) => ruleId === 'public-function')!;
  const index = driver.rules.findIndex(({ id }) => id === 'public-function');
  expect(found).toMatchObject({
    ruleIndex: index,
    level: 'error',
    message: { text: expect.stringContaining('\nFix: ') },
    locations: [{
      physicalLocation: { artifactLocation: { uri: 'cdk.out/Target.template.json' }, region: { startLine: 7 } },
      logicalLocations: [{ name: 'OpenForAll', fullyQualifiedName: 'Target/OpenForAll', kind: 'resource' }],
    }],
    partialFingerprints: { 'constructAndRule/v1': 'public-function Target/OpenForAll' },
  });
  expect(driver.rules[index]).toMatchObject({ helpUri: expect.stringMatching(/docs\/rules\/public-function\.md$/), defaultConfiguration: { level: 'error' } });
  expect(new Set(driver.rules.map(({ id }) => id)).size).toBe(driver.rules.length);
});

test('a statement that stands in a template is no part of the fix; one to write is', () => {
  const texts = logOf().runs[0].results.map(({ ruleId, message }) => `${String(ruleId)} ${(message as { text: string }).text}`);
  expect(texts.filter((text) => text.includes('{"')).map((text) => text.split(' ')[0])).toEqual(texts.map((text) => text.split(' ')[0]).filter((rule) => rule.startsWith('missing-half-')));
  expect(texts.find((text) => text.startsWith('missing-half-invoke'))).toMatch(/\nFix: .*: \{"Effect":"Allow",.*\}$/);
});

test('what is acknowledged is a suppressed result, with the reason', () => {
  const [finding, ...findings] = report.findings;
  const { results } = logOf(checkView({ ...report, findings, acknowledged: [{ ...finding, reason: 'as it should be' }] })).runs[0];
  expect(results.map(({ suppressions }) => suppressions).filter((one) => one !== undefined)).toEqual([[{ kind: 'inSource', justification: 'as it should be' }]]);
  expect(results[results.length - 1].ruleId).toBe(finding.ruleId);
  expect(results).toHaveLength(report.findings.length);
});

test('the other side is a related place', () => {
  const found = logOf().runs[0].results.find(({ ruleId }) => ruleId === 'missing-half-invoke')!;
  expect(found.relatedLocations).toEqual([expect.objectContaining({ id: 1, message: { text: 'the other side' } })]);
  expect(found.locations).toEqual([expect.objectContaining({ physicalLocation: { artifactLocation: { uri: 'cdk.out/Target.template.json' } } })]);
});
