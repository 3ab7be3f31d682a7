import type { Finding } from '../finding.ts';
import type { Place } from '../place.ts';

/** Cairn's figures and sentences were checked against AWS's pages of these. */
const KNOWN_PARTITIONS: ReadonlySet<string> = new Set(['aws', 'aws-cn', 'aws-us-gov']);
/** Regions with event buses but without archives (eventbridge/latest/userguide, feature-availability.html, 2026-11). */
const WITHOUT_ARCHIVE: ReadonlySet<string> = new Set(['ap-east-2']);

/** What the stage uses and the region does not have. */
export function checkRegion({ region, partition }: Place): readonly Finding[] {
  const subject = 'Region';
  const findings: Finding[] = [];
  if (WITHOUT_ARCHIVE.has(region)) {
    findings.push({
      level: 'fails',
      subject,
      message: `EventBridge has no archives in ${region}, so the stack cannot be created there.`,
      remedy: 'Choose another region (AWS_REGION, or region of the stage in catalog/stages.ts).',
    });
  }
  if (partition.name === 'aws-cn') {
    // docs.amazonaws.cn/en_us/aws/latest/userguide/api-gateway.html, 2026-11.
    findings.push({
      level: 'warning',
      subject,
      message: `in ${region} API Gateway answers an API with a Lambda authorizer, and any custom domain, only if the account has an ICP licence.`,
      remedy: 'Have the account linked to an ICP licence before players come; until then every request is refused.',
    });
  }
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
