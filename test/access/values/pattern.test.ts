import fc from 'fast-check';
import { equalTexts, matchesPattern } from '../../../src/access/values/pattern';
import { generated, open } from '../../../src/access/values/unknown';

const ROLE = `arn:aws:iam::111111111111:role/Source-Checkout1A2B-${generated('generated', 'Source/Checkout1A2B')}`;
const OTHER = `arn:aws:iam::111111111111:role/Source-Billing3C4D-${generated('generated', 'Source/Billing3C4D')}`;
const ANY = open('parameter Name of Source');
const PARAMETER = `arn:aws:lambda:eu-west-1:222222222222:function:${ANY}`;

describe('patterns and texts that are wholly known', () => {
  test.each([
    ['*', 'anything', true],
    ['', '', true],
    ['orders', 'orders', true],
    ['orders', 'orders2', false],
    ['orders*', 'orders', true],
    ['orders*', 'orders:live', true],
    ['o*s:l*e', 'orders:live', true],
    ['o*s:l*e', 'orders:lives', false],
    ['order?', 'orders', true],
    ['order?', 'order', false],
    ['*:live', 'orders:blue:live', true],
    ['**', 'x', true],
    ['a*b*c', 'abbc', true],
    ['a*b*c', 'acb', false],
  ])('%s matches %s: %s', (pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  test('agrees with regular expressions', () => {
    const piece = fc.constantFrom('a', 'b', '*', '?');
    fc.assert(fc.property(fc.array(piece, { maxLength: 8 }), fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 }), (pattern, text) => {
      const regex = new RegExp(`^${pattern.map((letter) => letter === '*' ? '.*' : letter === '?' ? '.' : letter).join('')}$`);
      expect(matchesPattern(pattern.join(''), text.join(''))).toBe(regex.test(text.join('')));
    }), { numRuns: 2_000 });
  });
});

describe('texts with unknown parts', () => {
  test.each([
    ['the same generated name', ROLE, ROLE, true],
    ['another generated name', OTHER, ROLE, false],
    ['a wildcard in the place of the generated part', 'arn:aws:iam::111111111111:role/Source-Checkout*', ROLE, true],
    ['a wildcard before it', 'arn:aws:iam::*:role/Source-Billing*', ROLE, false],
    ['a name that was written by hand', 'arn:aws:iam::111111111111:role/Source-Checkout1A2B-XYZ', ROLE, false],
    ['everything of the account', 'arn:aws:iam::111111111111:*', ROLE, true],
    ['another account', 'arn:aws:lambda:eu-west-1:333333333333:function:*', PARAMETER, false],
    ['the same parameter', PARAMETER, PARAMETER, true],
    ['all functions', 'arn:aws:lambda:eu-west-1:222222222222:function:*', PARAMETER, true],
  ])('%s', (_, pattern, text, expected) => {
    expect(matchesPattern(pattern, text)).toBe(expected);
  });

  test('a parameter may be the name that a policy has', () => {
    expect(matchesPattern('arn:aws:lambda:eu-west-1:222222222222:function:orders', PARAMETER)).toEqual({ on: ['parameter Name of Source'] });
    expect(matchesPattern(`${ANY}*`, 'orders')).toEqual({ on: ['parameter Name of Source'] });
    expect(matchesPattern('order?', ANY)).toEqual({ on: ['parameter Name of Source'] });
  });

  test('a question mark for each letter that AWS makes up may be right', () => {
    const secret = `arn:aws:secretsmanager:eu-west-1:111111111111:secret:password-${generated('ending', 'Source/Secret')}`;
    expect(matchesPattern('arn:aws:secretsmanager:eu-west-1:111111111111:secret:password-??????', secret)).toEqual({ on: ['ending'] });
    expect(matchesPattern('arn:aws:secretsmanager:eu-west-1:111111111111:secret:passwords-??????', secret)).toBe(false);
    expect(matchesPattern('arn:aws:secretsmanager:eu-west-1:111111111111:secret:password-??????:x', secret)).toBe(false);
  });

  test('two parameters are each named once', () => {
    const two = `${ANY}/${open('parameter Other of Source')}/${ANY}`;
    expect(matchesPattern('a/b/c', two)).toEqual({ on: ['parameter Name of Source', 'parameter Other of Source'] });
  });

  test('many unknown parts and wildcards take no time', () => {
    const text = Array.from({ length: 30 }, (_, i) => `${open(`part ${i}`)}a`).join('');
    expect(matchesPattern('*a*b*a*b*a*b*a*b*a*b*a', text)).toEqual({ on: expect.arrayContaining(['part 0', 'part 29']) });
    expect(matchesPattern('*a*b*a*b*a*b*a*b*a*bc', text)).toBe(false);
  });
});

describe('equality', () => {
  test.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['*', 'a', false],
    [ROLE, ROLE, true],
    [ROLE, OTHER, false],
    ['arn:aws:iam::111111111111:role/checkout', ROLE, false],
  ])('%s and %s', (one, other, expected) => {
    expect(equalTexts(one, other)).toBe(expected);
  });

  test('with a parameter it depends, unless the rest differs', () => {
    expect(equalTexts(`x${ANY}`, 'xy')).toEqual({ on: ['parameter Name of Source'] });
    expect(equalTexts('xy', `x${ANY}`)).toEqual({ on: ['parameter Name of Source'] });
    expect(equalTexts(`x${ANY}`, 'y')).toBe(false);
  });
});
