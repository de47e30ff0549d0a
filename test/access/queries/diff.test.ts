import { diffAccess } from '../../../src/access/queries/diff';
import type { AccessChange } from '../../../src/access/queries/diff';
import { allow, CHECKOUT, fn, ORDERS, permission, reportOf, role, SAMPLE } from '../report/sample-assembly';
import type { SampleStack } from '../report/sample-assembly';

const diff = (before: Record<string, SampleStack>, after: Record<string, SampleStack>): AccessChange[] =>
  diffAccess(reportOf(before).known, reportOf(after).known);
const target = (resources: SampleStack['resources']): Record<string, SampleStack> =>
  ({ Target: { account: '222222222222', resources: { FnRole: role('w', []), Orders: fn('orders'), ...resources } } });
const sample = (resources: SampleStack['resources']): Record<string, SampleStack> =>
  ({ ...SAMPLE, Target: { ...SAMPLE.Target, resources: { ...SAMPLE.Target.resources, ...resources } } });

test('the same app, read twice, differs in nothing, generated names included', () => {
  expect(diff(SAMPLE, SAMPLE)).toEqual([]);
});

test('a call that is denied is no access, nor is the service that a role is for', () => {
  expect(diff(target({}), { ...target({}), Source: { account: '111111111111', resources: { R: role('r', [allow('lambda:InvokeFunction', ORDERS)]) } } })).toEqual([]);
});

test('a whole account that is let in, with its conditions', () => {
  const all = permission('orders', { Principal: '333333333333' });
  expect(diff(target({}), target({ All: all }))).toMatchObject([{ change: 'gained', kind: 'account', from: 'account 333333333333', to: ORDERS, action: 'lambda:InvokeFunction', after: { outcome: 'allowed', conditions: [] } }]);
  expect(diff(target({ All: all }), target({}))).toMatchObject([{ change: 'lost', before: { outcome: 'allowed' }, site: { path: 'Target/All' } }]);
});

test('a condition that goes', () => {
  const [before, after] = [permission('orders', { Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::b', SourceAccount: '111111111111' }), permission('orders', { Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::b' })];
  const [{ change, before: was, after: now }] = diff(target({ P: before }), target({ P: after }));
  expect(change).toBe('changed');
  expect(was?.conditions).toContain('StringEquals AWS:SourceAccount 111111111111');
  expect(now?.conditions).not.toContain('StringEquals AWS:SourceAccount 111111111111');
});

test('a verdict that is now sure; what is gained stands first', () => {
  const { Properties } = SAMPLE.Target.resources.Reader;
  const open = { Type: 'AWS::IAM::Role', Properties: { ...Properties, AssumeRolePolicyDocument: { Statement: { Effect: 'Allow', Principal: { AWS: CHECKOUT }, Action: 'sts:AssumeRole' } } } };
  const changes = diff(SAMPLE, sample({ Reader: open, OpenForAll: fn('else'), More: permission('orders', { Principal: '*' }) }));
  expect(changes.map(({ change, kind, before, after }) => [change, kind, before?.outcome, after?.outcome])).toEqual([
    ['gained', 'public', undefined, 'allowed'],
    ['changed', 'call', 'depends', 'allowed'],
    ['lost', 'public', 'allowed', undefined],
  ]);
});

test('two statements for one access are one', () => {
  const twice = (condition: string) => permission('orders', { Principal: '333333333333', SourceAccount: condition });
  const [{ after }] = diff(target({}), target({ One: twice('111111111111'), Two: twice('222222222222') }));
  expect(after?.conditions).toHaveLength(2);
});

test('a statement behind a condition is an access that depends', () => {
  const conditional = { ...role('r', [], { 'Fn::If': ['Prod', { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }, { Ref: 'AWS::NoValue' }] }) };
  const changes = diff(target({}), target({ R: conditional }));
  expect(changes.every(({ after }) => after?.outcome === 'depends')).toBe(true);
  expect(changes.length).toBeGreaterThan(0);
});
