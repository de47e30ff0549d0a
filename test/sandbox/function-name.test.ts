import { ServiceError } from '../../src/sandbox/errors';
import { parseFunctionName } from '../../src/sandbox/function-name';

const DEFAULTS = { partition: 'aws', account: '111111111111', region: 'eu-west-1' };
const OWN = 'arn:aws:lambda:eu-west-1:111111111111:function:orders';
const OTHER = 'arn:aws:lambda:us-east-1:222222222222:function:orders';

describe('a function name', () => {
  test.each([
    ['orders', undefined, OWN, undefined],
    ['orders', 'live', OWN, 'live'],
    ['orders:live', undefined, OWN, 'live'],
    ['orders:live', 'live', OWN, 'live'],
    ['orders:$LATEST', undefined, OWN, '$LATEST'],
    ['orders:7', undefined, OWN, '7'],
    ['function:orders', undefined, OWN, undefined],
    ['222222222222:function:orders', undefined, 'arn:aws:lambda:eu-west-1:222222222222:function:orders', undefined],
    ['222222222222:function:orders:live', undefined, 'arn:aws:lambda:eu-west-1:222222222222:function:orders', 'live'],
    ['111111111111', undefined, 'arn:aws:lambda:eu-west-1:111111111111:function:111111111111', undefined],
    [OTHER, undefined, OTHER, undefined],
    [OTHER, 'live', OTHER, 'live'],
    [`${OTHER}:live`, undefined, OTHER, 'live'],
    ['arn:aws-cn:lambda:cn-north-1:222222222222:function:orders', undefined, 'arn:aws-cn:lambda:cn-north-1:222222222222:function:orders', undefined],
  ])('%s with the qualifier %s is %s, %s', (name, qualifier, functionArn, expected) => {
    const reference = parseFunctionName(name, qualifier, DEFAULTS);
    expect(reference).toMatchObject({ functionArn, calledArn: expected === undefined ? functionArn : `${functionArn}:${expected}` });
    expect(reference.qualifier).toBe(expected);
  });

  test('takes its region from the ARN', () => {
    expect(parseFunctionName(OTHER, undefined, DEFAULTS).region).toBe('us-east-1');
  });

  test.each([
    '',
    'no spaces',
    'orders:live:twice',
    'arn:aws:lambda:eu-west-1:222222222222:orders',
    'arn:aws:s3:::orders',
    'arn:aws:lambda:eu-west-1:function:orders',
    'x'.repeat(65),
  ])('fails when it is "%s"', (name) => {
    expect(() => parseFunctionName(name, undefined, DEFAULTS)).toThrow(expect.objectContaining({ status: 400, code: 'ValidationException' }));
  });

  test('fails when name and parameter have different qualifiers', () => {
    expect(() => parseFunctionName('orders:live', 'next', DEFAULTS)).toThrow(
      new ServiceError(400, 'InvalidParameterValueException', 'The derived qualifier from the function name does not match the specified qualifier.'));
  });
});
