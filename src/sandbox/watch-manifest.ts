import { unwatchFile, watchFile } from 'node:fs';
import type { Stats } from 'node:fs';
import { join } from 'node:path';

const POLL_MILLISECONDS = 250;

/**
 * Calls back once an assembly was written anew: CDK writes the manifest last.
 *
 * It looks at the file again and again, because the directory may be removed and made anew on the way.
 */
export function watchManifest(assemblyDirectory: string, changed: () => void): () => void {
  const file = join(assemblyDirectory, 'manifest.json');
  let timer: NodeJS.Timeout | undefined;
  const listener = ({ mtimeMs }: Stats) => {
    clearTimeout(timer);
    // zero: it is not there now
    if (mtimeMs > 0) { timer = setTimeout(changed, POLL_MILLISECONDS); }
  };
  watchFile(file, { interval: POLL_MILLISECONDS }, listener);
  return () => {
    clearTimeout(timer);
    unwatchFile(file, listener);
  };
}
