import { pascalName } from '../../catalog/names.ts';
import { InputError } from '../../core/errors.ts';
import { cairnMetric, type MetricQuery, type MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import type { MeasuredBatch, MeasuredChain, MeasuredType } from './measured-chain.ts';

/**
 * What CloudWatch has of a deployed stage. Batches are minutes: their mean duration and mean records. The busiest key is
 * told by the busiest shard, which needs shard-level metrics and more than one shard.
 * @throws InputError where no handler ran in that time
 */
export async function measureCloudWatch(
  metrics: MetricReader,
  stage: string,
  types: readonly string[],
  fromMs: number,
  toMs: number,
): Promise<MeasuredChain> {
  const prefix = `cairn-${stage}-`;
  const functions = names(await metrics.dimensions('AWS/Lambda', 'Duration'), 'FunctionName');
  const streams = await metrics.dimensions('AWS/Kinesis', 'IncomingRecords');
  const measured: [string, MeasuredType][] = [];
  for (const type of types) {
    const FunctionName = functions.find((name) => name.startsWith(`${prefix}${pascalName(type)}Handler`));
    const StreamName = names(streams, 'StreamName').find((name) =>
      name.startsWith(`${prefix}${pascalName(type)}Stream`),
    );
    if (FunctionName === undefined || StreamName === undefined) continue;
    const ofFunction = (name: string, statistic: string): MetricQuery => ({
      namespace: 'AWS/Lambda',
      name,
      dimensions: { FunctionName },
      statistic,
    });
    const ofStream = (name: string): MetricQuery => ({
      namespace: 'AWS/Kinesis',
      name,
      dimensions: { StreamName },
      statistic: 'Sum',
    });
    const [durations, counts, records, bytes, events] = await metrics.byMinute(
      [
        ofFunction('Duration', 'Average'),
        ofFunction('Duration', 'SampleCount'),
        ofStream('IncomingRecords'),
        ofStream('IncomingBytes'),
        cairnMetric(stage, type, 'Processed', 'Sum'),
      ],
      fromMs,
      toMs,
    );
    const invocations = sum(counts);
    if (invocations === 0) continue;
    const shards = streams.filter(
      (dimensions) => dimensions.StreamName === StreamName && dimensions.ShardId !== undefined,
    );
    const hottestKeyShare = await busiestKey(metrics, shards, fromMs, toMs);
    measured.push([
      type,
      {
        invocations,
        records: sum(records),
        bytes: sum(bytes),
        ...(sum(events) > 0 && { events: sum(events) }),
        ...(hottestKeyShare !== undefined && { hottestKeyShare }),
        batches: minutes(durations, counts, records),
      },
    ]);
  }
  if (measured.length === 0) {
    throw new InputError({
      input: '--stage',
      received: stage,
      allowed: 'a stage whose handlers ran in that time, in the region of the environment',
      remedy: 'Send load to it first, set AWS_REGION, or look further back with --last.',
    });
  }
  return {
    source: `CloudWatch, stage ${stage}`,
    ...(await ingestAndDelivery(metrics, prefix, fromMs, toMs)),
    types: Object.fromEntries(measured),
  };
}

/** Of a request in ingest, and of EventBridge's slowest rule. */
export async function ingestAndDelivery(
  metrics: MetricReader,
  prefix: string,
  fromMs: number,
  toMs: number,
): Promise<Pick<MeasuredChain, 'ingestMs' | 'deliveryP90Ms'>> {
  const functions = names(await metrics.dimensions('AWS/Lambda', 'Duration'), 'FunctionName');
  const FunctionName = functions.find((name) => name.startsWith(`${prefix}IngestFunction`));
  const [ingestMs] =
    FunctionName === undefined
      ? []
      : await metrics.over(
          [{ namespace: 'AWS/Lambda', name: 'Duration', dimensions: { FunctionName }, statistic: 'Average' }],
          fromMs,
          toMs,
        );
  const latency = 'IngestionToInvocationSuccessLatency';
  const rules = (await metrics.dimensions('AWS/Events', latency)).filter(({ RuleName = '' }) =>
    RuleName.startsWith(prefix),
  );
  const deliveries = await metrics.over(
    rules.map((dimensions) => ({ namespace: 'AWS/Events', name: latency, dimensions, statistic: 'p90' })),
    fromMs,
    toMs,
  );
  const slowest = deliveries.reduce<number | undefined>(
    (most, value) => (value === undefined ? most : Math.max(most ?? 0, value)),
    undefined,
  );
  return {
    ...(ingestMs !== undefined && { ingestMs }),
    ...(slowest !== undefined && { deliveryP90Ms: slowest }),
  };
}

/** Each minute that has all three: what its mean invocation had and took. */
function minutes(
  durations: ReadonlyMap<number, number> = new Map(),
  counts: ReadonlyMap<number, number> = new Map(),
  records: ReadonlyMap<number, number> = new Map(),
): readonly MeasuredBatch[] {
  return [...durations].flatMap(([minute, milliseconds]): MeasuredBatch[] => {
    const invocations = counts.get(minute) ?? 0;
    const ofMinute = records.get(minute) ?? 0;
    return invocations === 0 || ofMinute === 0 ? [] : [{ records: ofMinute / invocations, milliseconds, invocations }];
  });
}

/** One key of share s beside even ones gives its shard s + (1 − s) ÷ shards. */
async function busiestKey(
  metrics: MetricReader,
  shards: readonly Readonly<Record<string, string>>[],
  fromMs: number,
  toMs: number,
): Promise<number | undefined> {
  if (shards.length < 2) return undefined;
  const queries = shards.map((dimensions) => ({
    namespace: 'AWS/Kinesis',
    name: 'IncomingRecords',
    dimensions,
    statistic: 'Sum',
  }));
  const counts = (await metrics.over(queries, fromMs, toMs)).map((value) => value ?? 0);
  const total = counts.reduce((all, value) => all + value, 0);
  if (total === 0) return undefined;
  const busiest = Math.max(...counts) / total;
  return Math.max(0, (busiest - 1 / shards.length) / (1 - 1 / shards.length));
}

function names(dimensions: readonly Readonly<Record<string, string>>[], name: string): string[] {
  return [...new Set(dimensions.flatMap((each) => each[name] ?? []))];
}

function sum(values: ReadonlyMap<number, number> = new Map()): number {
  return [...values.values()].reduce((all, value) => all + value, 0);
}
