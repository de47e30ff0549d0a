import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * The directory of the whole assembly that templates belong to: those of stages lie in directories within it. The other
 * half of a call may stand in another stage. The CDK command line names the assembly from the working directory (`cdk.out`).
 */
export function assemblyOf(templatePaths: readonly string[]): string | undefined {
  let directory = templatePaths.length === 0 ? undefined : dirname(resolve(templatePaths[0]));
  while (directory !== undefined && isAssembly(dirname(directory))) { directory = dirname(directory); }
  return directory;
}

/** A project may have a `manifest.json` of its own beside the directory `cdk.out`; an assembly has a file of that name. */
function isAssembly(directory: string): boolean {
  return existsSync(join(directory, 'manifest.json')) && (statSync(join(directory, 'cdk.out'), { throwIfNoEntry: false })?.isFile() ?? false);
}
