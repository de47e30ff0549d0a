import { BlockList, isIP } from 'node:net';

/**
 * Whether an address is in a range in CIDR notation, or is that address. IPv4 and IPv6.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function isInRange(range: string, address: string): boolean {
  const [base, length] = range.split('/');
  const family = familyOf(base);
  if (!family || family !== familyOf(address)) { return false; }
  const bits = length === undefined ? family.bits : Number(length);
  if (!(Number.isInteger(bits) && bits >= 0 && bits <= family.bits)) { return false; }
  const list = new BlockList();
  list.addSubnet(base, bits, family.name);
  return list.check(address, family.name);
}

const IPV4 = { name: 'ipv4', bits: 32 } as const;
const IPV6 = { name: 'ipv6', bits: 128 } as const;

function familyOf(address: string): typeof IPV4 | typeof IPV6 | undefined {
  const version = isIP(address);
  return version === 4 ? IPV4 : version === 6 ? IPV6 : undefined;
}
