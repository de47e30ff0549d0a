import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where Lambda unpacks layers. */
const OPT = '/opt/';

/** The directories of a kind in all layers; a layer counts before those under it, as its files lie over theirs. */
export function inLayers(layers: readonly string[], path: string): string[] {
  return [...layers].reverse().map((layer) => join(layer, path));
}

/** Variables that name a file of a layer, with the place where the file is here. */
export function translateOpt(environment: Record<string, string>, layers: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, value.startsWith(OPT) ? placeOf(value, layers) : value]));
}

function placeOf(value: string, layers: readonly string[]): string {
  return inLayers(layers, value.slice(OPT.length)).find((path) => existsSync(path)) ?? value;
}
