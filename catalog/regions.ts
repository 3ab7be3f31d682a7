import { createRequire } from 'node:module';
import { LIMITED_REGIONS } from '../core/regional-limits.ts';

/** Regions that AWS has opened and `aws-cdk-lib/region-info` of our version does not list. Empty while it is up to date. */
const NEWER_REGIONS: readonly string[] = [];

const require = createRequire(import.meta.url);

/** Whether AWS has the region. The CDK's list takes 0.2 s to load: only for regions that no quota of ours names. */
export function isRegion(name: string): boolean {
  return LIMITED_REGIONS.has(name) || allRegions().includes(name);
}

/** The codes of all regions of all partitions, such as `eu-west-1`. */
export function allRegions(): readonly string[] {
  const { RegionInfo }: typeof import('aws-cdk-lib/region-info') = require('aws-cdk-lib/region-info');
  return [...RegionInfo.regions.map(({ name }) => name), ...NEWER_REGIONS];
}
