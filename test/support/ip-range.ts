/** Whether one IPv4 range lies in another: the first bits that the outer one fixes are the same in both. */
export function isInside(inner: string, outer: string): boolean {
  const [first, second] = [inner, outer].map((range) => {
    const [address, length] = range.split('/');
    return { bits: address.split('.').map((byte) => Number(byte).toString(2).padStart(8, '0')).join(''), length: Number(length) };
  });
  return first.length >= second.length && first.bits.startsWith(second.bits.slice(0, second.length));
}
