import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadMistakes, loadRights } from './load';
import { falseAlarms, found } from './score';
import type { Pair, Right, Tool } from './score';
import type { Finding } from './synthesize';
import { table } from './table';

const MISTAKES = loadMistakes();

const pair = (rule: string): Pair => ({
  mistake: { id: `01-${rule}`, title: `a ${rule}`, rule, says: 'nothing', build: () => undefined }, wrong: `${rule}/wrong`, repaired: `${rule}/repaired`,
});
const at = (rule: string, where = 'Stack/Resource'): Finding => ({ rule, where });
const tool = (findings: Record<string, Finding[]>, own = false): Tool => ({ name: 'tool', findings: new Map(Object.entries(findings)), own });
const right: Right = { app: { title: 'all is well', build: () => undefined }, directory: 'right' };

describe('what counts as found', () => {
  test('a rule that speaks up in the mistaken app only', () => {
    expect(found(tool({ 'a/wrong': [at('X')] }), pair('a'))).toEqual(['X']);
  });

  test('a rule that speaks up more often there', () => {
    expect(found(tool({ 'a/wrong': [at('X'), at('X')], 'a/repaired': [at('X')] }), pair('a'))).toEqual(['X']);
  });

  test('not a rule that says the same of the repaired app, also elsewhere', () => {
    expect(found(tool({ 'a/wrong': [at('X', 'Source')], 'a/repaired': [at('X', 'Target')] }), pair('a'))).toEqual([]);
  });

  test('of one rule of cdk-nag, the resource in brackets makes no other', () => {
    expect(found(tool({ 'a/wrong': [at('N[Resource::a]')], 'a/repaired': [at('N[Resource::b]')] }), pair('a'))).toEqual([]);
  });

  test('of our own rules, only the one that is about the mistake', () => {
    expect(found(tool({ 'a/wrong': [at('b'), at('a')] }, true), pair('a'))).toEqual(['a']);
  });
});

describe('what counts as a false alarm', () => {
  const findings = { 'a/wrong': [at('X'), at('X')], 'a/repaired': [at('X')], 'right': [at('Y'), at('X'), at('X')] };

  test('of another tool, the rules that found a mistake, once for each app', () => {
    expect(falseAlarms(tool(findings), [pair('a')], [right])).toEqual({ apps: 2, rules: new Map([['X', 2]]) });
  });

  test('of ours, every rule', () => {
    expect(falseAlarms(tool(findings, true), [pair('a')], [right])).toEqual({ apps: 2, rules: new Map([['X', 2], ['Y', 1]]) });
  });
});

test('the table has a row for each mistake and the totals', () => {
  const text = table([tool({ 'a/wrong': [at('X')] }), tool({ 'b/wrong': [at('b')], 'right': [at('a')] }, true)], [pair('a'), pair('b')], [right]);
  expect(text.split('\n').slice(0, 6)).toEqual([
    '|  | mistake | tool | tool |',
    '| --- | --- | --- | --- |',
    '| 01 | a a (`a`) | found | - |',
    '| 01 | a b (`b`) | - | found |',
    '|  | **found, of 2** | **1** | **1** |',
    '|  | **right apps with a false alarm, of 3** | **0** | **1** |',
  ]);
});

test.each(MISTAKES)('$file is named after its file, and its source is an address', ({ file, app }) => {
  expect(`${app.id}.ts`).toBe(file);
  expect(app.source).toMatch(/^https:\/\/[^ ]+$/);
});

test('mistakes use none of our constructs', () => {
  const usingOurs = [...MISTAKES.map(({ file }) => join('mistakes', file)), 'parts.ts'].filter((file) =>
    /from '[^']*\/src/.test(readFileSync(join(__dirname, file), 'utf8')));
  expect(usingOurs).toEqual([]);
});

test('half of the twenty right apps use our constructs', () => {
  const rights = loadRights();
  const usingOurs = rights.filter(({ file }) => readFileSync(join(__dirname, 'right', file), 'utf8').includes("from '../../../src'"));
  expect([rights.length, usingOurs.length]).toEqual([20, 10]);
});
