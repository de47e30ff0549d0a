import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** As far below the package's root from src/ as from lib/. Made by scripts/managed-policies.py, which says what is in it. */
const FILE = join(__dirname, '../../../../data/aws-managed-policies.gz');

let text: string | undefined;

/**
 * The document of a policy that AWS manages, as JSON text, by the part of its ARN after `:policy/`:
 * `service-role/AWSLambdaBasicExecutionRole`. Undefined for one that is not in the data, which is as old as its first
 * line says. Only the first call reads the file.
 *
 * The documents are those of the partition `aws`; that those of other partitions differ in nothing but the partition of
 * their ARNs is not verified.
 *
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
export function awsManagedPolicy(name: string, partition = 'aws'): string | undefined {
  text ??= gunzipSync(readFileSync(FILE)).toString();
  const start = text.indexOf(`\n${name}\t`);
  if (start < 0) { return undefined; }
  const document = text.slice(start + name.length + 2, text.indexOf('\n', start + 1));
  return partition === 'aws' ? document : document.replaceAll('"arn:aws:', `"arn:${partition}:`);
}
