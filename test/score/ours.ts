import { check } from '../../src/access/check';
import { cloudOf } from '../../src/access/read/read-cloud';

/** What this library finds in a cloud assembly. */
export interface OwnFinding {
  /** The rule without the library's prefix, as in the file names of docs/rules. */
  readonly ruleId: string;
}

export function findings(assemblyDirectory: string): OwnFinding[] {
  return [...check(cloudOf(assemblyDirectory)).findings];
}
