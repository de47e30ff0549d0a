import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionCode } from '../model/function';

/** Files in which code and configuration are text. */
const TEXT = /\.(c?js|mjs|c?ts|mts|jsx|tsx|py|json|ya?ml|ini|cfg|toml|sh|env)$|^config$/;
/** Files that are no code, whatever is in them. */
const NO_CODE = /\.(map|md|txt|LICENSE|png|jpg|svg|html|css|pyc)$|^(LICENSE|NOTICE|README)/i;
/** More than a person wrote is a bundle of SDKs, which speak of everything. */
const MOST_FILES = 200;
const MOST_BYTES = 2_000_000;

/** Whether the code of a function has a text in it; undefined where a part of the code cannot be read. */
export function mentions({ runtime, inline, directory, layers, otherLayers }: FunctionCode, text: RegExp): boolean | undefined {
  if (!/^(nodejs|python)/.test(runtime) || otherLayers.length > 0) { return undefined; }
  if (inline !== undefined) { return layers.length === 0 ? text.test(inline) : undefined; }
  const directories = directory === undefined ? undefined : [directory, ...layers];
  const files = directories && filesIn(directories);
  return files?.some((file) => text.test(readFileSync(file, 'utf8')));
}

function filesIn(directories: readonly string[]): string[] | undefined {
  const files: string[] = [];
  let bytes = 0;
  const open = [...directories];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory()) {
      open.push(...readdirSync(path).map((name) => join(path!, name)));
      continue;
    }
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (stats && NO_CODE.test(name)) { continue; }
    bytes += stats?.size ?? 0;
    if (!stats || !TEXT.test(name) || files.length === MOST_FILES || bytes > MOST_BYTES) { return undefined; }
    files.push(path);
  }
  return files;
}
