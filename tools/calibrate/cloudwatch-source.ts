import { pascalName } from '../../catalog/names.ts';
import { InputError } from '../../core/errors.ts';
import { cairnMetric, type MetricQuery, type MetricReader } from '../shared/cloudwatch/metric-reader.ts';
import type { MeasuredBatch, MeasuredChain, MeasuredType } from './measured-chain.ts';

/**
 * Measures a deployed stage by its CloudWatch metrics. Each minute counts as one batch, with its mean duration and mean
 * records. The busiest key is derived from the busiest shard, which needs shard-level metrics and more than one shard.
 * @throws InputError if no handler ran in that time
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
      allowed: 'a stage whose handlers ran in that time, in the region that the environment names',
      remedy: 'Send load to it first, set AWS_REGION, or look further back with --last.',
    });
  }
  const requestTimes = await measureRequestTimes(metrics, prefix, fromMs, toMs);
  const deliveryP90Ms = await measureDelivery(metrics, prefix, fromMs, toMs);
  return {
    source: `CloudWatch, stage ${stage}`,
    ...requestTimes,
    ...(deliveryP90Ms !== undefined && { deliveryP90Ms }),
    types: Object.fromEntries(measured),
  };
}

/** Mean milliseconds of a request in ingest and in query; left out if the function did not run. */
export async function measureRequestTimes(
  metrics: MetricReader,
  prefix: string,
  fromMs: number,
  toMs: number,
): Promise<Pick<MeasuredChain, 'ingestMs' | 'queryMs'>> {
  const functions = names(await metrics.dimensions('AWS/Lambda', 'Duration'), 'FunctionName');
  const meanOf = async (name: string): Promise<number | undefined> => {
    const FunctionName = functions.find((each) => each.startsWith(`${prefix}${name}Function`));
    if (FunctionName === undefined) return undefined;
    const query = { namespace: 'AWS/Lambda', name: 'Duration', dimensions: { FunctionName }, statistic: 'Average' };
    return (await metrics.over([query], fromMs, toMs))[0];
  };
  const [ingestMs, queryMs] = [await meanOf('Ingest'), await meanOf('Query')];
  return { ...(ingestMs !== undefined && { ingestMs }), ...(queryMs !== undefined && { queryMs }) };
}

/** 90th percentile of EventBridge's delivery, of its slowest rule, in milliseconds. */
async function measureDelivery(
  metrics: MetricReader,
  prefix: string,
  fromMs: number,
  toMs: number,
): Promise<number | undefined> {
  const name = 'IngestionToInvocationSuccessLatency';
  const rules = (await metrics.dimensions('AWS/Events', name)).filter(({ RuleName = '' }) =>
    RuleName.startsWith(prefix),
  );
  const queries = rules.map((dimensions) => ({ namespace: 'AWS/Events', name, dimensions, statistic: 'p90' }));
  const measured = (await metrics.over(queries, fromMs, toMs)).filter((value) => value !== undefined);
  return measured.length === 0 ? undefined : Math.max(...measured);
}

/** The minutes that have all three metrics, each as the mean of its invocations. */
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

/** One key of share s, among evenly spread keys, gives its shard s + (1 − s) ÷ shards. */
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
