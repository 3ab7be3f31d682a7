/**
 * A group of regions whose accounts, resource names and endpoints are separate from all others (IAM user guide,
 * reference-arns.html).
 */
export interface Partition {
  /** The second part of its ARNs. */
  readonly name: string;
  readonly dnsSuffix: string;
}

/** By the start of a region's name, as in botocore's partitions.json (1.44, 2026-11). */
const PARTITIONS: readonly (readonly [string, Partition])[] = [
  ['cn-', { name: 'aws-cn', dnsSuffix: 'amazonaws.com.cn' }],
  ['us-gov-', { name: 'aws-us-gov', dnsSuffix: 'amazonaws.com' }],
  ['us-iso-', { name: 'aws-iso', dnsSuffix: 'c2s.ic.gov' }],
  ['us-isob-', { name: 'aws-iso-b', dnsSuffix: 'sc2s.sgov.gov' }],
  ['eu-isoe-', { name: 'aws-iso-e', dnsSuffix: 'cloud.adc-e.uk' }],
  ['us-isof-', { name: 'aws-iso-f', dnsSuffix: 'csp.hci.ic.gov' }],
  ['eusc-', { name: 'aws-eusc', dnsSuffix: 'amazonaws.eu' }],
];
const COMMERCIAL: Partition = { name: 'aws', dnsSuffix: 'amazonaws.com' };

export function partitionOf(region: string): Partition {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? COMMERCIAL;
}
