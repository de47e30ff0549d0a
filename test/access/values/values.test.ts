import { accountOf, fieldsOf, functionOf, isFunctionArn, isRoleArn } from '../../../src/access/values/arn';
import { all, any, depends, isDepends, not } from '../../../src/access/values/truth';
import { generated, hasUnknown, isMark, isOpenMark, lettersOf, open, openWhole, readable, unknownsIn } from '../../../src/access/values/unknown';

const ALIAS = 'arn:aws:lambda:eu-west-1:222222222222:function:orders:live';

describe('ARNs', () => {
  test('fields', () => {
    expect(fieldsOf(ALIAS)).toEqual({ partition: 'aws', service: 'lambda', region: 'eu-west-1', account: '222222222222', resource: 'function:orders:live' });
    expect(fieldsOf('orders')).toEqual({ partition: '', service: '', region: '', account: '', resource: '' });
    expect(accountOf('arn:aws:s3:::bucket')).toBe('');
  });

  test('functions and roles', () => {
    expect(functionOf(ALIAS)).toEqual({ functionArn: ALIAS.slice(0, -5), qualifier: 'live' });
    expect(functionOf(ALIAS.slice(0, -5))).toEqual({ functionArn: ALIAS.slice(0, -5), qualifier: undefined });
    expect(functionOf('arn:aws:lambda:eu-west-1:222222222222:layer:tools:1')).toBeUndefined();
    expect(isFunctionArn(ALIAS)).toBe(true);
    expect(isFunctionArn('arn:aws:sqs:eu-west-1:222222222222:placed')).toBe(false);
    expect(isRoleArn('arn:aws:iam::222222222222:role/path/reader')).toBe(true);
    expect(isRoleArn('arn:aws:iam::222222222222:user/role/x')).toBe(false);
  });
});

describe('marks', () => {
  test('are read by people as their label', () => {
    const name = `Source-Checkout-${generated('generated', '111111111111/Source/Checkout')}`;
    expect(readable(`${name} of ${open('account of Source')}`)).toBe('Source-Checkout-<generated> of <account of Source>');
    expect(unknownsIn(`${name} ${open('account of Source')}`)).toEqual(['generated', 'account of Source']);
    expect(unknownsIn('orders')).toEqual([]);
    expect(readable('orders')).toBe('orders');
    expect(hasUnknown('orders')).toBe(false);
  });

  test('are one letter, and never break a field of an ARN', () => {
    const mark = open('export a:b|c⟧d');
    expect(lettersOf(`x${mark}y`)).toEqual(['x', mark, 'y']);
    expect(mark.split(':')).toHaveLength(1);
    expect(readable(mark)).toMatch(/^<export a.b c d>$/);
    expect([isMark(mark), isOpenMark(mark), isMark('x')]).toEqual([true, true, false]);
    expect([isMark(generated('a', 'b')), isOpenMark(generated('a', 'b'))]).toEqual([true, false]);
  });

  test('a whole value keeps its colons', () => {
    expect(readable(openWhole('the policy of arn:aws:s3:::x'))).toBe('<the policy of arn:aws:s3:::x>');
  });
});

describe('three values', () => {
  const truth = (value: 'yes' | 'no' | string) => value === 'yes' ? true : value === 'no' ? false : depends(value);

  test.each([
    [['yes', 'yes'], true, true],
    [['yes', 'no', 'a'], false, true],
    [['a', 'b', 'a'], depends('a', 'b'), depends('a', 'b')],
    [['yes', 'a'], depends('a'), true],
    [['no', 'a'], false, depends('a')],
    [[], true, false],
  ])('%j: all %j, any %j', (values, ofAll, ofAny) => {
    expect(all(values, truth)).toEqual(ofAll);
    expect(any(values, truth)).toEqual(ofAny);
  });

  test('not', () => {
    expect([not(true), not(false), not(depends('a'))]).toEqual([false, true, depends('a')]);
    expect([isDepends(true), isDepends(depends('a'))]).toEqual([false, true]);
  });
});
