import { isIPv4, isIPv6, BlockList } from 'node:net';

/** An address, a slash and the length of the prefix. */
export function isIpv4Range(text: string): boolean {
  const [address, prefix, rest] = text.split('/');
  return rest === undefined && isIPv4(address) && /^\d{1,2}$/.test(prefix ?? '') && Number(prefix) <= 32;
}

export function isIpv6Range(text: string): boolean {
  const [address, prefix, rest] = text.split('/');
  return rest === undefined && isIPv6(address) && /^\d{1,3}$/.test(prefix ?? '') && Number(prefix) <= 128;
}

/** The size that AWS lets subnets have; https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
export function isSubnetRange(text: string): boolean {
  const prefix = Number(text.split('/')[1]);
  return isIpv4Range(text) && prefix >= 16 && prefix <= 28;
}

/** The same range, beginning at its first address. */
export function beginOf(range: string): string {
  const [address, prefix] = range.split('/');
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const first = number - number % 2 ** (32 - Number(prefix));
  return `${[24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join('.')}/${prefix}`;
}

/** Whether one IPv4 range lies in another. */
export function isInside(inner: string, outer: string): boolean {
  const [address, prefix] = inner.split('/');
  const [network, length] = outer.split('/');
  if (Number(prefix) < Number(length)) { return false; }
  const block = new BlockList();
  block.addSubnet(network, Number(length), 'ipv4');
  return block.check(address, 'ipv4');
}
