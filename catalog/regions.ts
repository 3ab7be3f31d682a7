import { createRequire } from 'node:module';
import { LIMITED_REGIONS } from '../core/regional-limits.ts';

/**
 * Regions that AWS has opened but our version of `aws-cdk-lib/region-info` does not list. Empty while that list is
 * complete.
 */
const NEWER_REGIONS: readonly string[] = [];

const require = createRequire(import.meta.url);

/**
 * `true` if AWS has the region. The CDK's list takes 0.2 s to load, so it is asked only for regions that no quota of
 * ours names.
 */
export function isRegion(name: string): boolean {
  return LIMITED_REGIONS.has(name) || allRegions().includes(name);
}

/** The codes of all regions of all partitions, such as `eu-west-1`. */
export function allRegions(): readonly string[] {
  const { RegionInfo }: typeof import('aws-cdk-lib/region-info') = require('aws-cdk-lib/region-info');
  return [...RegionInfo.regions.map(({ name }) => name), ...NEWER_REGIONS];
}
