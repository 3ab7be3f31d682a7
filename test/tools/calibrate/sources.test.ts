import { describe, expect, it } from 'vitest';
import { catalog } from '../../../catalog/index.ts';
import { stages } from '../../../catalog/stages.ts';
import type { HandlerMeasurements } from '../../../local/start/measurements.ts';
import { calibrationOf, withoutTraffic } from '../../../tools/calibrate/calibration-of.ts';
import { measureCloudWatch } from '../../../tools/calibrate/cloudwatch-source.ts';
import { measureLocal } from '../../../tools/calibrate/local-source.ts';
import type { MetricQuery, MetricReader } from '../../../tools/shared/cloudwatch/metric-reader.ts';

const TYPES = catalog.map(({ type }) => type);
const NOW = Date.parse('2026-11-23T09:00:00Z');
const MINUTE_MS = 60_000;

/**
 * An account whose `location.pinged` handler took `10 + 3 × records` ms, in minutes with 10 to 40 records an
 * invocation.
 */
class FakeCloudWatch implements MetricReader {
  readonly #minutes = [10, 20, 30, 40];

  async dimensions(namespace: string, name: string): Promise<Readonly<Record<string, string>>[]> {
    switch (`${namespace} ${name}`) {
      case 'AWS/Lambda Duration':
        return [
          { FunctionName: 'cairn-prod-LocationPingedHandlerFunction1A2B-xyz' },
          { FunctionName: 'cairn-dev-LocationPingedHandlerFunction1A2B-abc' },
          { FunctionName: 'cairn-prod-IngestFunction3C-xyz' },
          { FunctionName: 'cairn-prod-QueryFunction4D-xyz' },
        ];
      case 'AWS/Kinesis IncomingRecords': {
        const StreamName = 'cairn-prod-LocationPingedStream9F-xyz';
        return [
          { StreamName },
          { StreamName, ShardId: 'shardId-000000000000' },
          { StreamName, ShardId: 'shardId-000000000001' },
        ];
      }
      case 'AWS/Events IngestionToInvocationSuccessLatency':
        return [
          { EventBusName: 'bus', RuleName: 'cairn-prod-LocationPingedRule-xyz' },
          { EventBusName: 'bus', RuleName: 'cairn-prod-ClueSolvedRule-xyz' },
        ];
      default:
        return [];
    }
  }

  async byMinute(queries: readonly MetricQuery[]): Promise<ReadonlyMap<number, number>[]> {
    return queries.map(
      (query) => new Map(this.#minutes.map((records, minute) => [minute, this.#value(query, records)])),
    );
  }

  async over(queries: readonly MetricQuery[]): Promise<(number | undefined)[]> {
    return queries.map(({ name, dimensions }) => {
      if (name === 'Duration') return dimensions.FunctionName?.includes('Query') === true ? 25 : 55;
      if (name === 'IncomingRecords') return dimensions.ShardId?.endsWith('0') ? 7_000 : 3_000;
      return dimensions.RuleName?.includes('ClueSolved') ? 130 : 90;
    });
  }

  #value({ name, statistic }: MetricQuery, records: number): number {
    if (name === 'Duration') return statistic === 'Average' ? 10 + 3 * records : 100;
    if (name === 'IncomingRecords') return records * 100;
    // Records of 17 events of 300 bytes, by the plan's formula.
    if (name === 'IncomingBytes') return records * 100 * (17 * (300 + 160) + 350);
    return records * 100 * 17;
  }
}

describe('CloudWatch as a source', () => {
  it('derives service times from minutes of different batch sizes, sizes from bytes, skew from shards', async () => {
    const measured = await measureCloudWatch(new FakeCloudWatch(), 'prod', TYPES, NOW - 4 * MINUTE_MS, NOW);
    const calibration = calibrationOf(measured, { types: catalog, stage: stages.prod }, new Date(NOW).toISOString());
    expect(calibration).toMatchObject({
      version: 1,
      source: 'CloudWatch, stage prod',
      measuredAt: '2026-11-23T09:00:00.000Z',
      ingestMs: 55,
      queryMs: 25,
      deliveryP90Ms: 130,
    });
    expect(Object.keys(calibration.types)).toEqual(['location.pinged']);
    expect(calibration.types['location.pinged']).toMatchObject({
      invocations: 400,
      recordBytes: 8_170,
      meanEventsPerRequest: 17,
      // 70 % on one of two shards: 40 % of one key, and half of the rest.
      hottestKeyShare: 0.4,
      serviceTime: { invocationMs: 10, recordMs: 3, memoryMb: 1_024 },
    });
  });

  it('reports that nothing ran', async () => {
    const wait = measureCloudWatch(new FakeCloudWatch(), 'load', TYPES, NOW - MINUTE_MS, NOW);
    await expect(wait).rejects.toThrow('--stage: got "load"; allowed: a stage whose handlers ran in that time');
  });
});

describe('the local runtime as a source', () => {
  const handler = (change: Partial<HandlerMeasurements> = {}): HandlerMeasurements => ({
    functionName: 'cairn-dev-ClueSolvedHandlerFunctionE81F',
    invocations: 100,
    records: 1_000,
    events: 1_000,
    bytes: 1_000 * (250 + 160 + 350),
    distinctKeys: 200,
    hottestKeyRecords: 12,
    samples: Array.from({ length: 100 }, (_, index) => [1 + (index % 19), 5 + 2 * (1 + (index % 19))] as const),
    ...change,
  });
  const nobody: MetricReader = {
    over: async (queries) => queries.map(() => undefined),
    byMinute: async () => [],
    dimensions: async () => [],
  };

  function pages(handlers: readonly HandlerMeasurements[]): typeof fetch {
    return async (url) => {
      const body = String(url).endsWith('/local/health') ? { stage: 'dev', awsUrl: 'http://127.0.0.1:4566' } : handlers;
      return new Response(JSON.stringify(body));
    };
  }
  const calibrate = async (handlers: readonly HandlerMeasurements[]) =>
    calibrationOf(
      await measureLocal('http://127.0.0.1:3000', TYPES, () => nobody, NOW, pages(handlers)),
      { types: catalog, stage: stages.dev },
      new Date(NOW).toISOString(),
    );

  it('reports what it measured, invocation by invocation', async () => {
    const calibration = await calibrate([handler()]);
    expect(calibration.source).toBe('local runtime at http://127.0.0.1:3000, stage dev');
    expect(calibration.types['clue.solved']).toMatchObject({
      invocations: 100,
      recordBytes: 760,
      meanEventsPerRequest: 1,
      serviceTime: { invocationMs: 5, recordMs: 2 },
    });
  });

  it('reports a hot key only if one stands out: the number of phones is not skew', async () => {
    expect((await calibrate([handler()])).types['clue.solved']).not.toHaveProperty('hottestKeyShare');
    const hot = await calibrate([handler({ hottestKeyRecords: 250 })]);
    expect(hot.types['clue.solved']?.hottestKeyShare).toBe(0.25);
  });

  it('leaves out sizes and skew that are the generator’s own', async () => {
    const calibration = withoutTraffic(await calibrate([handler({ hottestKeyRecords: 250 })]));
    expect(Object.keys(calibration.types['clue.solved'] ?? {})).toEqual(['invocations', 'serviceTime']);
  });

  it('says what to do if nothing was sent, or nobody answers', async () => {
    await expect(calibrate([])).rejects.toThrow('Send load to it first');
    const dead: typeof fetch = () => Promise.reject(new Error('ECONNREFUSED'));
    const wait = measureLocal('http://127.0.0.1:1', TYPES, () => nobody, NOW, dead);
    await expect(wait).rejects.toThrow('Start one with npm start');
  });
});
