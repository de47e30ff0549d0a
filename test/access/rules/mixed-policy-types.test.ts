import { document, found, FUNCTION, letIn, only, permission, SOURCE, source, target } from './report-of';

const BOTH = { Document: document(letIn()), Permission: permission('s3.amazonaws.com', { SourceAccount: SOURCE }) };

test('a permission and a document of one function', () => {
  expect(only([target({ ...FUNCTION, ...BOTH })])).toEqual({
    rule: 'mixed-policy-types error',
    message: 'Target/Permission adds a permission to arn:aws:lambda:eu-west-1:222222222222:function:orders, whose whole policy '
      + 'Target/Document writes: one replaces the statements of the other, or its deployment fails',
    fix: 'move the permission into the document of Target/Document, or give one of both an alias of its own',
    at: 'Target/Permission',
    other: 'Target/Document',
  });
});

test('silent: the permission is of the alias', () => {
  const ofAlias = permission('s3.amazonaws.com', { SourceAccount: SOURCE, FunctionName: 'orders:live' });
  expect(found(target({ ...FUNCTION, ...BOTH, Permission: ofAlias }))).toEqual([]);
});

test('silent: of two with opposite conditions one is deployed', () => {
  const template = {
    Parameters: { Wanted: { Type: 'String' } },
    Conditions: { New: { 'Fn::Equals': [{ Ref: 'Wanted' }, 'new'] }, Old: { 'Fn::Not': [{ Condition: 'New' }] } },
  };
  const either = { Document: { ...BOTH.Document, Condition: 'New' }, Permission: { ...BOTH.Permission, Condition: 'Old' } };
  expect(found(target({ ...FUNCTION, ...either }, { template }))).toEqual([]);
});

test('silent: the permission has no effect, which is another mistake', () => {
  expect(found(source({ Permission: BOTH.Permission }), target({ ...FUNCTION, Document: BOTH.Document }))).toEqual(['misplaced-permission at Source/Permission']);
});
