import type { StageConfig } from '../../../catalog/stages.ts';
import { regionGaps } from '../../../core/region-gaps.ts';
import type { Finding } from '../finding.ts';
import type { Place } from '../place.ts';

/** Partitions for which Cairn's figures and sentences were checked against AWS's pages. */
const KNOWN_PARTITIONS: ReadonlySet<string> = new Set(['aws', 'aws-cn', 'aws-us-gov']);

/** What the stage uses and the region does not have. */
export function checkRegion(stage: StageConfig, { region, partition }: Place): readonly Finding[] {
  const subject = 'Region';
  const gaps = regionGaps({ ...stage, region });
  const findings: Finding[] = gaps.map(({ level, message, remedy }) => ({ level, subject, message, remedy }));
  if (!KNOWN_PARTITIONS.has(partition.name)) {
    findings.push({
      level: 'unknown',
      subject,
      message: `${region} is of partition ${partition.name}, whose services and quotas nobody compared with what Cairn uses.`,
    });
  }
  if (findings.length > 0) return findings;
  return [
    { level: 'ok', subject, message: `${region} (partition ${partition.name}) has every service that the stage uses.` },
  ];
}
