/**
 * What the names of regions begin with, and the end of their host names. All other regions are in the partition `aws`.
 * aws-cdk-lib has the same facts for regions that it knows; reading its tables would take longer than reading a template.
 *
 * @see https://github.com/boto/botocore/blob/develop/botocore/data/partitions.json
 */
const PARTITIONS: readonly (readonly [regions: string, partition: string, suffix: string])[] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['us-iso-', 'aws-iso', 'c2s.ic.gov'],
  ['us-isob-', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['us-isof-', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['eu-isoe-', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['eusc-', 'aws-eusc', 'amazonaws.eu'],
];

export function partitionOf(region: string): string {
  return facts(region)?.[1] ?? 'aws';
}

/** `amazonaws.com` */
export function domainOf({ region }: { readonly region: string }): string {
  return facts(region)?.[2] ?? 'amazonaws.com';
}

function facts(region: string) {
  return PARTITIONS.find(([regions]) => region.startsWith(regions));
}
