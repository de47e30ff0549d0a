import { Aws } from 'aws-cdk-lib';

/** A whole-string token is an ARN: as long as a function ARN may be (256). */
const WHOLE_TOKEN = 256;
/** A token inside a string is a name: as long as a role's or function's may be. */
const PART_TOKEN = 64;
const LONGEST_PARTITION = 'aws-us-gov';

/** Characters that Lambda would store, never fewer than the deployed policy has for values of usual length. */
export function estimateCharacters(value: unknown): number {
  return JSON.stringify(value)
    .replaceAll(Aws.PARTITION, LONGEST_PARTITION)
    .replace(/"\$\{Token\[[^\]]+\]\}"/g, `"${'x'.repeat(WHOLE_TOKEN)}"`)
    .replace(/\$\{Token\[[^\]]+\]\}/g, 'x'.repeat(PART_TOKEN))
    .length;
}

/** 20480 as 20,480. */
export function thousands(n: number): string {
  return n.toLocaleString('en-US');
}
