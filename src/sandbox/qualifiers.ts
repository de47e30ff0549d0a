import type { FunctionModel } from '../access/model/function';
import { hasUnknown } from '../access/values/unknown';

/** What the sandbox deploys is always the first version. */
const FIRST = '1';

/** The version that a qualifier leads to; undefined where the function has no such qualifier. */
export function versionOf({ qualifiers }: FunctionModel, qualifier = '$LATEST'): string | undefined {
  if (qualifier === '$LATEST') { return qualifier; }
  const found = qualifiers.find(({ name }) => concrete(name) === qualifier);
  return found && (found.kind === 'version' ? qualifier : concrete(found.version ?? '$LATEST'));
}

/** The number of a version is in no template. */
function concrete(version: string): string {
  return hasUnknown(version) ? FIRST : version;
}
