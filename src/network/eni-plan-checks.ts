import { Token } from 'aws-cdk-lib';
import { beginOf, isSubnetRange } from './ranges';
import { misuse } from '../private/errors';

/** https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
export const LARGEST_SUBNET = 16;
const SMALLEST_SUBNET = 28;

/** A whole number from `least` on. */
export function wholeNumber(prop: string, value: number, least: number): number {
  if (!Token.isUnresolved(value) && Number.isSafeInteger(value) && value >= least) { return value; }
  throw notNumber(prop, value, `a whole number of ${least} or more`);
}

/** A number over 0 and up to `most`. */
export function positiveNumber(prop: string, value: number, most = Infinity): number {
  if (!Token.isUnresolved(value) && Number.isFinite(value) && value > 0 && value <= most) { return value; }
  throw notNumber(prop, value, `a number over 0${most === Infinity ? '' : ` and up to ${most}`}`);
}

/** 0 or a number over it, and up to `most`. */
export function share(prop: string, value: number, most = Infinity): number {
  if (!Token.isUnresolved(value) && Number.isFinite(value) && value >= 0 && value <= most) { return value; }
  throw notNumber(prop, value, most === Infinity ? 'a number of 0 or more' : `a share from 0 to ${most} (0.25 is a quarter)`);
}

/** A text that the plan tells things apart by. */
export function knownName(prop: string, value: string): string {
  if (!Token.isUnresolved(value) && value !== '') { return value; }
  throw misuse({ problem: `${prop} is not a name`, got: value, expected: 'a text that is known at synthesis', fix: "write one, such as 'private-1'" });
}

/** A name that nothing before it in the plan has. */
export function newName(prop: string, value: string, names: Set<string>): string {
  if (names.has(knownName(prop, value))) {
    throw misuse({ problem: `${prop} is there twice`, got: value, expected: 'a name of its own', fix: 'give each subnet and each function of a plan another name' });
  }
  names.add(value);
  return value;
}

/** How many addresses a subnet's range has. */
export function sizeOf(prop: string, cidr: string): number {
  const prefix = Number(cidr.split('/')[1]);
  if (!isSubnetRange(cidr)) {
    throw misuse({
      problem: `${prop} is not the IPv4 range of a subnet`,
      got: cidr,
      expected: `an address and a prefix from /${LARGEST_SUBNET} to /${SMALLEST_SUBNET}`,
      fix: `write ${prop.split('.').at(-1)}: '10.0.0.0/24', or leave it out if it is not known`,
    });
  }
  const begin = beginOf(cidr);
  if (begin !== cidr) {
    throw misuse({
      problem: `${prop} does not begin where its range begins`,
      got: cidr,
      expected: `the first address of a range of /${prefix}`,
      fix: `write ${prop.split('.').at(-1)}: '${begin}'`,
    });
  }
  return 2 ** (32 - prefix);
}

/** The prefix of the smallest subnet with so many addresses, the reserved ones among them. */
export function smallestMask(addresses: number): number {
  let prefix = SMALLEST_SUBNET;
  while (2 ** (32 - prefix) < addresses) { prefix--; }
  return prefix;
}

function notNumber(prop: string, value: number, expected: string): Error {
  return misuse({
    problem: `${prop} is not a figure to plan with`,
    // JSON has no word for NaN and Infinity
    got: Token.isUnresolved(value) || Number.isFinite(value) ? value : String(value),
    expected: `${expected} that is known at synthesis`,
    fix: 'write the figure itself',
  });
}
