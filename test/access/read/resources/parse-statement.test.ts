import type { Statement } from '../../../../src/access/model/policy';
import { parseStatements, Uncertain } from '../../../../src/access/read/resources/parse-statement';
import { matchesPattern } from '../../../../src/access/values/pattern';
import { open } from '../../../../src/access/values/unknown';

const source = { policy: 'Policy' };
const parse = (document: unknown): Statement[] => parseStatements(document, source);
const one = (json: unknown): Statement => parse({ Statement: json })[0];

test('a whole statement, taken apart', () => {
  const json = {
    Sid: 'Orders',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111111111111:root', Service: ['s3.amazonaws.com'] },
    Action: ['lambda:InvokeFunction', 'SQS:*'],
    Resource: 'arn:aws:lambda:eu-west-1:222222222222:function:orders',
    Condition: { StringEquals: { 'aws:SourceAccount': 111111111111, 'aws:PrincipalOrgID': ['o-1', 'o-2'] } },
  };
  expect(parse({ Version: '2012-10-17', Statement: [json] })).toEqual([{
    effect: 'Allow',
    actions: ['lambda:invokefunction', 'sqs:*'],
    resources: ['arn:aws:lambda:eu-west-1:222222222222:function:orders'],
    principals: { AWS: ['arn:aws:iam::111111111111:root'], Service: ['s3.amazonaws.com'] },
    conditions: [
      { operator: 'StringEquals', ifExists: false, key: 'aws:SourceAccount', values: ['111111111111'] },
      { operator: 'StringEquals', ifExists: false, key: 'aws:PrincipalOrgID', values: ['o-1', 'o-2'] },
    ],
    source: { policy: 'Policy', sid: 'Orders', json },
  }]);
});

test('the other half of each pair', () => {
  expect(one({ Effect: 'Deny', NotAction: 'IAM:*', NotResource: ['a'], NotPrincipal: '*' })).toMatchObject({
    effect: 'Deny', notActions: ['iam:*'], notResources: ['a'], notPrincipals: { AWS: ['*'] },
  });
  expect(Object.keys(one({ Effect: 'Allow', Action: 'a:b' }))).toEqual(['effect', 'actions', 'conditions', 'source']);
});

test('one statement, a list, lists in lists, JSON text', () => {
  const [a, b] = ['a:a', 'b:b'].map((Action) => ({ Effect: 'Allow', Action }));
  const actions = (document: unknown) => parse(document).map((statement) => statement.actions![0]);
  expect(actions({ Statement: a })).toEqual(['a:a']);
  expect(actions({ Statement: [a, [b]] })).toEqual(['a:a', 'b:b']);
  expect(actions(JSON.stringify({ Statement: [a, b] }))).toEqual(['a:a', 'b:b']);
  expect(parse(undefined)).toEqual([]);
  expect(parse(null)).toEqual([]);
});

test.each([
  ['StringEquals', { operator: 'StringEquals', ifExists: false }],
  ['stringlikeifexists', { operator: 'StringLike', ifExists: true }],
  ['ForAnyValue:StringLike', { operator: 'StringLike', quantifier: 'ForAnyValue', ifExists: false }],
  ['forallvalues:ARNLIKEIFEXISTS', { operator: 'ArnLike', quantifier: 'ForAllValues', ifExists: true }],
  ['Null', { operator: 'Null', ifExists: false }],
  ['Nonsense', { operator: 'Nonsense', ifExists: false }],
  ['Some:StringEquals', { operator: 'Some:StringEquals', ifExists: false }],
])('the operator %s', (operator, parts) => {
  expect(one({ Effect: 'Allow', Action: 'a:b', Condition: { [operator]: { k: [true, 1, 'x'] } } }).conditions)
    .toEqual([{ ...parts, key: 'k', values: ['true', '1', 'x'] }]);
});

test.each([
  ['a document that is a number', 7],
  ['a document without statements', { Version: '2012-10-17' }],
  ['text that is no JSON', '{ "Statement": ['],
  ['a parameter as document', open('parameter Policy of Source')],
  ['a parameter as statement', { Statement: open('parameter Policy of Source') }],
  ['a parameter in a list of statements', { Statement: [open('parameter Policy of Source')] }],
  ['a statement that is a number', { Statement: [7] }],
  ['no effect', { Statement: { Action: 'a:b' } }],
  ['an effect in lower case', { Statement: { Effect: 'allow', Action: 'a:b' } }],
  ['an effect from a parameter', { Statement: { Effect: open('parameter Effect of Source'), Action: 'a:b' } }],
  ['no action', { Statement: { Effect: 'Allow', Resource: '*' } }],
  ['two actions', { Statement: { Effect: 'Allow', Action: 'a:b', NotAction: 'a:c' } }],
])('%s may apply to anything, and to nothing for sure', (_, document) => {
  const [statement, ...others] = parse(document);
  expect(others).toEqual([]);
  expect(statement.source.unknown).toBeDefined();
  expect(matchesPattern(statement.actions![0], 'lambda:invokefunction')).toEqual({ on: [statement.source.unknown] });
  expect(Object.keys(statement.principals!)).toEqual(['AWS', 'Service', 'Federated']);
});

test('a statement that may be there is read, with the reason', () => {
  const statement = { Effect: 'Allow', Action: 'a:b', Resource: '*' };
  const inList = parse({ Statement: [statement, new Uncertain([statement, new Uncertain(statement, 'condition Inner')], 'condition Outer')] });
  expect(inList.map((s) => [s.actions, s.source.unknown])).toEqual([
    [['a:b'], undefined], [['a:b'], 'condition Outer'], [['a:b'], 'condition Outer; condition Inner'],
  ]);
  expect(parse(new Uncertain({ Statement: statement }, 'condition Whole'))[0].source.unknown).toBe('condition Whole');
});

test('marks keep their letters in actions, and stand for principals of any kind', () => {
  const mark = open('parameter Name of Source');
  expect(one({ Effect: 'Allow', Action: `Lambda:${mark}` }).actions).toEqual([`lambda:${mark}`]);
  expect(one({ Effect: 'Allow', Action: 'a:b', Principal: mark }).principals).toEqual({ AWS: [mark], Service: [mark], Federated: [mark] });
});

test('a condition that is no object makes the statement depend on it', () => {
  const mark = open('parameter Condition of Source');
  const keys = [mark, { StringEquals: mark }, 7].map((Condition) => one({ Effect: 'Allow', Action: 'a:b', Condition }).conditions.map(({ key }) => key));
  expect(keys).toEqual([['parameter Condition of Source'], ['parameter Condition of Source'], ['a condition that is no object: 7']]);
});

test('an object where a text should be is kept as it is written', () => {
  expect(one({ Effect: 'Allow', Action: 'a:b', Resource: [{ 'Fn::Unheard': 1 }] }).resources).toEqual(['{"Fn::Unheard":1}']);
});
