import { setFlagsFromString } from 'node:v8';

/** How often code must have run before V8 optimizes it, as the versions of Node.js call it; one that is not here keeps its default. */
const FLAGS: Readonly<Record<string, string>> = {
  20: '--interrupt-budget=1000000',
  22: '--invocation-count-for-turbofan=20000',
  24: '--invocation-count-for-turbofan=20000',
};

/**
 * Lets V8 optimize later. A command reads everything once and ends: optimizing what it runs for a second costs more than it
 * saves, up to half of the CPU time. Large assemblies run long enough for it all the same (docs/decisions/06-speed.md).
 *
 * @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
export function compileLater(version = process.versions.node, set: (flag: string) => void = setFlagsFromString): void {
  const flag = FLAGS[version.split('.')[0]];
  if (flag !== undefined) { set(flag); }
}
