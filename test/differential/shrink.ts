/**
 * The smallest JSON value, by leaving out members of its objects and lists, about which something still holds.
 *
 * @param holds may reject: what cannot be asked is not smaller
 */
export async function shrunk<T>(value: T, holds: (smaller: T) => Promise<boolean>): Promise<T> {
  let smallest = value;
  for (let found = true; found;) {
    found = false;
    for (const smaller of smallerThan(smallest)) {
      if (await holds(smaller as T).catch(() => false)) {
        smallest = smaller as T;
        found = true;
        break;
      }
    }
  }
  return smallest;
}

/** Every value with one member less, from the outside inwards. */
function* smallerThan(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    if (value.length > 1 || (value.length === 1 && typeof value[0] === 'object')) {
      for (const index of value.keys()) { yield value.filter((_, other) => other !== index); }
    }
    for (const [index, item] of value.entries()) {
      for (const smaller of smallerThan(item)) { yield value.map((one: unknown, other) => other === index ? smaller : one); }
    }
  } else if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    for (const [key] of entries) { yield Object.fromEntries(entries.filter(([other]) => other !== key)); }
    for (const [key, item] of entries) {
      for (const smaller of smallerThan(item)) { yield { ...value, [key]: smaller }; }
    }
  }
}
