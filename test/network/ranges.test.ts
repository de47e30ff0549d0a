import { beginOf, isInside, isIpv4Range, isIpv6Range, isSubnetRange } from '../../src/network/ranges';

test.each(['10.0.0.0/16', '0.0.0.0/0', '10.1.2.3/32', '192.168.0.0/8'])('%s is an IPv4 range', (text) => {
  expect([isIpv4Range(text), isIpv6Range(text)]).toEqual([true, false]);
});

test.each(['2001:db8::/32', '::/0', 'fd00::1/128'])('%s is an IPv6 range', (text) => {
  expect([isIpv4Range(text), isIpv6Range(text)]).toEqual([false, true]);
});

test.each([
  '', '/', '10.0.0.0', '10.0.0.0/', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/1e1', '10.0.0.0/ 8', '10.0.0.0/016', '10.0.0/16', '10.0.0.256/16', '10.0.0.0/16/16', '/16', 'example.com/16',
  '2001:db8::', '2001:db8::/', '2001:db8::/129', '2001:db8::/1e1', '2001:db8::/0128', '2001:db8::/32/32', '2001:::/32',
])('"%s" is none', (text) => {
  expect([isIpv4Range(text), isIpv6Range(text)]).toEqual([false, false]);
});

test.each([
  ['10.0.1.0/24', '10.0.0.0/16', true],
  ['10.0.0.0/16', '10.0.0.0/16', true],
  ['10.0.255.255/32', '10.0.0.0/16', true],
  ['10.1.0.0/32', '10.0.0.0/16', false],
  ['10.0.0.0/15', '10.0.0.0/16', false],
  ['10.0.0.0/8', '0.0.0.0/0', true],
  ['0.0.0.0/0', '10.0.0.0/16', false],
  ['0.0.0.0/0', '0.0.0.0/0', true],
])('%s in %s: %s', (inner, outer, expected) => {
  expect(isInside(inner, outer)).toBe(expected);
});

test.each([
  ['10.0.0.0/16', '10.0.0.0/16'],
  ['10.0.0.5/16', '10.0.0.0/16'],
  ['10.0.255.255/23', '10.0.254.0/23'],
  ['192.168.1.1/32', '192.168.1.1/32'],
  ['255.255.255.255/1', '128.0.0.0/1'],
  ['10.1.2.3/0', '0.0.0.0/0'],
])('%s begins as %s', (range, expected) => {
  expect(beginOf(range)).toBe(expected);
});

test.each([['10.0.0.0/15', false], ['10.0.0.0/16', true], ['10.0.0.0/28', true], ['10.0.0.0/29', false], ['1.2.3.4/5', false], ['2001:db8::/20', false]])('%s as the range of a subnet: %s', (range, expected) => {
  expect(isSubnetRange(range)).toBe(expected);
});
