import type { Difference, PropertyDifference } from '../../aws/template/update/difference.ts';

/** Types that get their own line when a resource is added or removed; the resources that belong to them are counted. */
const NAMED = new Set([
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::Kinesis::Stream',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::SQS::Queue',
]);
/** Types whose changes are not worth a line. */
const QUIET = new Set(['AWS::CDK::Metadata', 'AWS::CloudWatch::Dashboard', 'AWS::ApiGateway::Deployment']);

/** Returns lines that describe an update: `ClueSolvedSourceMapping: BatchSize 100 → 50`. */
export function describeUpdate(differences: readonly Difference[]): string[] {
  const lines: string[] = [];
  for (const kind of ['added', 'removed'] as const) {
    const all = differences.filter((difference) => difference.kind === kind && !QUIET.has(difference.type));
    if (all.length === 0) continue;
    const named = all.filter(({ type }) => NAMED.has(type)).map(({ logicalId }) => shortId(logicalId));
    const others = all.length - named.length;
    lines.push(`${kind} ${[...named, ...(others > 0 ? [`${others} more`] : [])].join(', ')}`);
  }
  for (const { logicalId, type, kind, properties } of differences) {
    if (kind !== 'changed' || QUIET.has(type)) continue;
    lines.push(`changed ${shortId(logicalId)}: ${properties.map(describeProperty).join(', ')}`);
  }
  return lines;
}

function describeProperty({ name, before, after }: PropertyDifference): string {
  return isPlain(before) && isPlain(after) ? `${name} ${before ?? 'unset'} → ${after ?? 'unset'}` : name;
}

function isPlain(value: unknown): value is string | number | boolean | undefined {
  return (
    value === undefined ||
    ['number', 'boolean'].includes(typeof value) ||
    (typeof value === 'string' && value.length < 40)
  );
}

/** Removes the hash that CDK adds at the end. */
function shortId(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
