import type { Difference, PropertyDifference } from '../../aws/template/update/difference.ts';

/** Types whose coming and going is worth a line; what belongs to them is counted. */
const NAMED = new Set([
  'AWS::DynamoDB::Table',
  'AWS::Events::Rule',
  'AWS::Kinesis::Stream',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::SQS::Queue',
]);
/** Changes of these say nothing to the one who looks on. */
const QUIET = new Set(['AWS::CDK::Metadata', 'AWS::CloudWatch::Dashboard', 'AWS::ApiGateway::Deployment']);

/** Lines that say what an update changed: `ClueSolvedSourceMapping: BatchSize 100 → 50`. */
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

/** Without the hash that CDK puts at the end. */
function shortId(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
