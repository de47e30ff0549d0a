import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPolicyFiles } from '../../../../src/access/read/resources/scp';

const deny = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'lambda:*', Resource: '*' }] };
const allowLambda = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'lambda:*', Resource: '*' } };
const allowSqs = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sqs:*', Resource: '*' } };

let directory: string;
beforeAll(() => { directory = mkdtempSync(join(tmpdir(), 'policies-')); });
afterAll(() => rmSync(directory, { recursive: true }));

function file(name: string, json: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json));
  return path;
}

const levelsOf = (account: string, ...files: string[]) => readPolicyFiles(files)(account)
  .map((level) => level.map(({ effect, actions, source }) => `${effect} ${actions} of ${source.policy.replace(/.*\//, '')}`));

test('one document holds for every account, beside the full access that AWS attaches', () => {
  expect(levelsOf('111111111111', file('deny.json', deny))).toEqual([['Allow * of FullAWSAccess', 'Deny lambda:* of deny.json']]);
});

test('levels for all accounts come before those of one, and a level may have several policies', () => {
  file('allow-sqs.json', allowSqs);
  const accounts = file('accounts.json', { '111111111111': [[allowLambda, 'allow-sqs.json']], '*': ['deny-all.json'] });
  file('deny-all.json', deny);
  expect(levelsOf('111111111111', accounts)).toEqual([
    ['Allow * of FullAWSAccess', 'Deny lambda:* of deny-all.json'],
    ['Allow lambda:* of accounts.json', 'Allow sqs:* of allow-sqs.json'],
  ]);
  expect(levelsOf('222222222222', accounts)).toHaveLength(1);
});

test('several files add levels; none bind nobody', () => {
  expect(levelsOf('111111111111', file('a.json', allowLambda), file('b.json', { 111111111111: allowSqs }))).toHaveLength(2);
  expect(levelsOf('222222222222', file('c.json', { 111111111111: [allowSqs] }))).toEqual([]);
  expect(levelsOf('111111111111')).toEqual([]);
});

test.each([
  ['a missing file', () => join(directory, 'missing.json'), /cannot read the policies in .*missing\.json: ENOENT/],
  ['broken JSON', () => file('broken.json', '{'), /cannot read the policies in .*broken\.json/],
  ['a list', () => file('list.json', [deny]), /list\.json: expected a policy document, or an object with account ids as keys/],
  ['a name as account', () => file('name.json', { production: [deny] }), /the key "production" is no account: write twelve digits/],
  ['a level that is no policy', () => file('level.json', { '*': [7] }), /level\.json: expected a policy document, which has a Statement/],
])('%s is an error that says so', (_, path, message) => {
  expect(() => readPolicyFiles([path()])).toThrow(message);
});
