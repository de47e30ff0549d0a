const RANGE = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Whether one IPv4 range lies in another: the bits that the outer one fixes are the same in both. False for what is no IPv4 range. */
export function isInside(inner: string, outer: string): boolean {
  const [one, other] = [parsed(inner), parsed(outer)];
  if (!one || !other || one.length < other.length) { return false; }
  const shift = 2 ** (32 - other.length);
  return Math.floor(one.address / shift) === Math.floor(other.address / shift);
}

function parsed(range: string): { readonly address: number; readonly length: number } | undefined {
  const match = RANGE.exec(range);
  if (!match) { return undefined; }
  const [, ...numbers] = match.map(Number);
  const length = numbers.pop()!;
  return { address: numbers.reduce((address, byte) => address * 256 + byte, 0), length };
}
