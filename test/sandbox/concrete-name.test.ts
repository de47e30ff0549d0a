import { concreteName } from '../../src/sandbox/concrete-name';

const stack = { name: 'Orders' };

test.each([
  ['AWS::IAM::Role', 'Role1A2B', 'Orders-Role1A2B'],
  ['AWS::S3::Bucket', 'Uploads', 'orders-uploads'],
  ['AWS::Lambda::Version', 'FunctionCurrentVersion1A2B', '1'],
])('the name of an %s', (type, logicalId, name) => {
  expect(concreteName({ stack, logicalId, type })).toBe(name);
});

test('long names are cut, and stay different', () => {
  const [one, other] = ['A', 'B'].map((end) => concreteName({ stack, logicalId: `${'Function'.repeat(10)}${end}`, type: 'AWS::Lambda::Function' }));
  expect([one.length, other.length]).toEqual([64, 64]);
  expect(one).not.toBe(other);
});
