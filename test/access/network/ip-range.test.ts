import { isInside } from '../../../src/access/network/ip-range';

test.each([
  ['10.0.0.0/24', '10.0.0.0/16', true],
  ['10.0.0.0/16', '10.0.0.0/24', false],
  ['10.1.0.0/24', '10.0.0.0/16', false],
  ['192.168.255.255/32', '192.168.0.0/16', true],
  ['255.0.0.0/8', '0.0.0.0/0', true],
  ['10.0.128.0/17', '10.0.0.0/17', false],
  ['2001:db8::/32', '0.0.0.0/0', false],
  ['10.0.0.0/8', '::/0', false],
])('%s in %s: %s', (inner, outer, expected) => {
  expect(isInside(inner, outer)).toBe(expected);
});
