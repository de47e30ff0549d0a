import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isObject, listOf } from './json-values';
import { parseStatements } from './parse-statement';
import type { Statement } from '../../model/policy';

/** The levels of an organization above an account, from its root downwards: every level must allow. */
export type Levels = readonly (readonly Statement[])[];

/** What AWS attaches everywhere: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html */
const FULL_ACCESS = parseStatements({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }, { policy: 'FullAWSAccess' });

/**
 * The service control policies, or resource control policies, that files say; for `Surroundings`.
 *
 * A file holds either one policy document, which then holds for every account, or the policies of accounts:
 *
 * ```json
 * {
 *   "*": ["deny-leaving.json"],
 *   "111111111111": [
 *     { "Version": "2012-10-17", "Statement": [{ "Effect": "Deny", "Action": "lambda:*", "Resource": "*" }] },
 *     ["allow-some.json", "allow-more.json"]
 *   ]
 * }
 * ```
 *
 * - The entries of a list are levels: what is attached to the organization's root, to a unit, to the account. All must allow.
 * - An entry is a policy document, the path of one, relative to the file, or a list of these where one level has several:
 *   then one of them must allow.
 * - `*` is for every account, before what is listed for the account itself.
 * - A level that allows nothing at all is taken as what is attached beside `FullAWSAccess`, which AWS attaches everywhere.
 *
 * Throws for a file that cannot be read as one of these.
 */
export function readPolicyFiles(files: readonly string[]): (account: string) => Levels {
  const levels = new Map<string, Statement[][]>();
  for (const file of files) {
    for (const [account, entries] of accountsIn(file)) { levels.set(account, [...levels.get(account) ?? [], ...entries]); }
  }
  return (account) => [...levels.get('*') ?? [], ...levels.get(account) ?? []];
}

function accountsIn(file: string): [account: string, levels: Statement[][]][] {
  const json = jsonOf(file);
  if (isDocument(json)) { return [['*', [levelOf([json], file)]]]; }
  if (!isObject(json)) { throw new Error(`${file}: expected a policy document, or an object with account ids as keys`); }
  return Object.entries(json).map(([account, entries]) => {
    if (account !== '*' && !/^\d{12}$/.test(account)) { throw new Error(`${file}: the key "${account}" is no account: write twelve digits, or "*" for every account`); }
    return [account, listOf(entries).map((entry) => levelOf(listOf(entry), file))];
  });
}

function levelOf(policies: unknown[], file: string): Statement[] {
  const statements = policies.flatMap((policy) => {
    const [document, name] = typeof policy === 'string' ? [jsonOf(resolve(dirname(file), policy)), policy] : [policy, file];
    if (!isDocument(document)) { throw new Error(`${name}: expected a policy document, which has a Statement`); }
    return parseStatements(document, { policy: name });
  });
  return statements.some(({ effect }) => effect === 'Allow') ? statements : [...FULL_ACCESS, ...statements];
}

function isDocument(json: unknown): boolean {
  return isObject(json) && json.Statement !== undefined;
}

function jsonOf(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`cannot read the policies in ${file}: ${(error as Error).message}`);
  }
}
