import { describe, expect, it } from 'vitest';
import { catalog } from '../../../catalog/index.ts';
import { stages } from '../../../catalog/stages.ts';
import { chainTopology } from '../../../core/chain/topology.ts';
import type { AlarmDefinition } from '../../../core/monitoring/alarm.ts';
import { monitoringCost, shardCost } from '../../../core/monitoring/cost.ts';
import { placeOf } from '../../../core/monitoring/event-chain-alarms.ts';
import { monitoringOf } from '../../../core/monitoring/monitoring.ts';
import { isGrouped, isMath, metricsOf, type Signal } from '../../../core/monitoring/signal.ts';
import { signalFaults } from '../../helpers/published-metrics.ts';

const topology = chainTopology(catalog, stages.prod);
const full = monitoringOf(topology, { name: 'prod', accountConcurrency: 1_000 });
const lite = monitoringOf(topology, { name: 'prod', accountConcurrency: 1_000, alarmPack: 'lite' });

function alarmOf(id: string, alarms: readonly AlarmDefinition[] = full.alarms): AlarmDefinition {
  const found = alarms.find((alarm) => alarm.id === id);
  if (found === undefined) throw new Error(`no alarm ${id}`);
  return found;
}

describe('The alarms of a stage', () => {
  it('have ids of their own, thresholds with a reason, and something to do', () => {
    const ids = [...full.alarms, ...full.composites].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, threshold, missingData, periods, periodSeconds, description, players } of full.alarms) {
      expect(id).toMatch(/^[A-Z][A-Za-z]*(\/[A-Z][A-Za-z0-9]*)?$/);
      expect(threshold.value, id).toBeGreaterThanOrEqual(0);
      expect(threshold.reason, id).toMatch(/\S.*\.$/);
      expect(missingData.reason, id).toMatch(/\S.*\.$/);
      expect(periods[0], id).toBeLessThanOrEqual(periods[1]);
      expect(periodSeconds * periods[1], id).toBeLessThanOrEqual(86_400);
      expect(description, id).toMatch(/^[^:]+: .{40,}\.$/);
      expect(players, id).toMatch(/\.$/);
    }
  });

  it('read metrics that services publish, with their dimensions, statistics and units', () => {
    for (const { id, signal } of full.alarms) expect(signalFaults(signal), id).toEqual([]);
  });

  it('on one shard exist where the stage asks for them, in each pack, on the limit that its records reach first', () => {
    const on = chainTopology(catalog, { ...stages.prod, trafficScale: 20, shardMetrics: true });
    for (const alarmPack of ['lite', 'full'] as const) {
      const { alarms } = monitoringOf(on, { name: 'prod', alarmPack });
      for (const { type, demand, stream } of on.types) {
        if (stream.shards.value === 1) continue;
        const { signal, threshold } = alarmOf(`${placeOf(type)}/NearShardLimit`, alarms);
        const isLarge = demand.recordBytes > 1_048_576 / 1_000;
        expect(signal).toMatchObject({
          metricName: isLarge ? 'IncomingBytes' : 'IncomingRecords',
          groupBy: { dimension: 'ShardId', planned: stream.shards.value },
        });
        expect(threshold.value).toBeCloseTo(0.9 * 60 * (isLarge ? 1_048_576 : 1_000));
        expect(signalFaults(signal)).toEqual([]);
      }
    }
    expect(full.alarms.filter(({ signal }) => isGrouped(signal))).toEqual([]);
  });

  it('on one shard cost a metric and an alarm metric for each shard of a stream with several', () => {
    const big = { ...stages.prod, trafficScale: 20 };
    const on = chainTopology(catalog, { ...big, shardMetrics: true });
    const watched = on.types.filter(({ stream }) => stream.shards.value > 1);
    const shards = watched.reduce((sum, { stream }) => sum + stream.shards.value, 0);
    const dear = monitoringCost(monitoringOf(on, big), catalog.length);
    const plain = monitoringCost(monitoringOf(chainTopology(catalog, big), big), catalog.length);
    expect(shards).toBeGreaterThan(2);
    expect(dear.alarmMetrics - plain.alarmMetrics).toBe(shards);
    expect(dear.customMetrics - plain.customMetrics).toBe(shards);
    expect(dear.total - plain.total).toBeCloseTo(shardCost(on));
    expect(shardCost(chainTopology(catalog, { ...stages.prod, streamCapacity: 'on-demand' }))).toBe(0);
  });

  it.each([
    ['a dimension too few', { dimensions: {} }],
    ['a dimension too many', { dimensions: { StreamName: 's', ShardId: '1' } }],
    ['a metric that is misspelt', { metricName: 'WriteThroughputExceeded' }],
    ['a statistic that says nothing', { statistic: 'p99' }],
    ['another unit', { unit: 'Bytes' }],
  ])('with %s are caught', (_, change) => {
    const { signal } = alarmOf('TreasureClaimed/WriteThrottled');
    expect(signalFaults({ ...signal, ...change } as Signal)).not.toEqual([]);
  });

  it('are each under one composite of their severity, and the parts under one that reads them', () => {
    for (const { id, severity, type } of full.alarms) {
      const over = full.composites.filter(({ of }) => of.includes(id));
      expect(over, id).toHaveLength(1);
      if (severity !== 'part') expect(over[0], id).toMatchObject({ severity, type, notifies: true });
    }
    const known = new Set([...full.alarms, ...full.composites].map(({ id }) => id));
    for (const { of, id } of full.composites) {
      expect(of.length, id).toBeLessThanOrEqual(100);
      for (const child of of) expect(known, id).toContain(child);
    }
  });

  it('of a type are silent while a cause is reported that all types share', () => {
    const ofTypes = full.composites.filter(({ type }) => type !== undefined);
    expect(ofTypes).toHaveLength(2 * catalog.length);
    for (const { suppressedBy } of ofTypes) expect(suppressedBy).toBe('Page');
  });

  it('on what loses events or stops the game are in every pack', () => {
    const ids = lite.alarms.map(({ id }) => id);
    expect(ids.length).toBeLessThan(full.alarms.length);
    for (const id of ids) expect(full.alarms.map((alarm) => alarm.id)).toContain(id);
    for (const name of [
      'Lost',
      'Undelivered',
      'FailureStored',
      'Stopped',
      'NoProgress',
      'FarBehind',
      'HandlerErrors',
    ]) {
      for (const { type } of catalog) expect(ids).toContain(`${placeOf(type)}/${name}`);
    }
  });

  it('watch every queue: what is in it, and before SQS deletes it', () => {
    const watched = full.alarms.filter(({ signal }) => !isMath(signal) && signal.namespace === 'AWS/SQS');
    const queues = new Set(watched.map(({ signal }) => JSON.stringify(metricsOf(signal)[0]?.dimensions)));
    expect(queues.size).toBe(catalog.length + 2);
    expect(watched).toHaveLength(2 * queues.size);
    for (const { description } of watched)
      expect(description).toMatch(/An idle queue reports up to 15 minutes late\.$/);
  });

  it('do not watch errors of the authorizer, which rejects bad tokens by throwing', () => {
    const ids = full.alarms.map(({ id }) => id);
    expect(ids).not.toContain('Authorize/Errors');
    expect(ids).toEqual(expect.arrayContaining(['Api/AuthorizerFaults', 'Authorize/Throttles', 'Ingest/Errors']));
  });

  it('on metrics of source mappings are left out where Lambda has none: Stopped would always be raised', () => {
    const without = monitoringOf(topology, { name: 'prod', accountConcurrency: 1_000, region: 'cn-north-1' });
    const left = full.alarms.filter(({ id }) => !without.alarms.some((alarm) => alarm.id === id));
    expect(new Set(left.map(({ id }) => id.split('/')[1]))).toEqual(
      new Set(['Stopped', 'HandedBack', 'FailureStored']),
    );
  });

  it('outlast an update of a source mapping, which pauses it for three minutes', () => {
    for (const { type } of catalog) {
      for (const name of ['Stopped', 'NoProgress', 'EndToEndLatency', 'FastBurn']) {
        const { periods, periodSeconds } = alarmOf(`${placeOf(type)}/${name}`);
        expect(periods[0] * periodSeconds, name).toBeGreaterThan(180);
      }
      expect(alarmOf(`${placeOf(type)}/FarBehind`).threshold.value).toBeGreaterThan(180_000);
    }
  });
});

describe('The threshold of an alarm', () => {
  const scaled = chainTopology(catalog, { ...stages.prod, trafficScale: 20 });
  const twice = monitoringOf(scaled, { name: 'prod', accountConcurrency: 3_000 });

  it('on the throttle is a share of what the stage admits', () => {
    expect(alarmOf('Api/NearThrottle').threshold.value).toBe(0.9 * stages.prod.throttle.requestsPerSecond * 60);
  });

  it('on play is a share of the planned peak, also where a stage admits far more', () => {
    const dev = chainTopology(catalog, stages.dev);
    const planned = dev.types.reduce((sum, { demand }) => sum + demand.requestsPerSecond, 0);
    expect(planned).toBeLessThan(stages.dev.throttle.requestsPerSecond / 5);
    const { alarms } = monitoringOf(dev, stages.dev);
    expect(alarmOf('Api/Busy', alarms).threshold.value).toBeCloseTo(0.1 * planned * 60);
  });

  it('on the account follows its quota', () => {
    expect(alarmOf('Account/NearConcurrency').threshold.value).toBe(900);
    expect(alarmOf('Account/NearConcurrency', twice.alarms).threshold.value).toBe(2_700);
  });

  it('on a stream follows its shards', () => {
    for (const [of, alarms] of [
      [topology, full.alarms],
      [scaled, twice.alarms],
    ] as const) {
      for (const { type, stream } of of.types) {
        const shards = stream.shards.value;
        expect(alarmOf(`${placeOf(type)}/NearStreamLimit`, alarms).signal).toMatchObject({
          expression: `100 * MAX([records / ${shards * 60_000}, bytes / ${shards * 60 * 1_048_576}])`,
        });
      }
    }
    expect(Math.max(...scaled.types.map(({ stream }) => stream.shards.value))).toBeGreaterThan(1);
  });

  it('on what waits is half of the age at which a record is given up', () => {
    for (const { type, mapping } of topology.types) {
      const { value } = alarmOf(`${placeOf(type)}/Expiring`).threshold;
      expect(value).toBe(mapping.maxRecordAgeSeconds.value * 500);
    }
  });

  it('on late events spends a tenth of what a hunt allows in five minutes', () => {
    const [type] = topology.types;
    if (type === undefined) throw new Error('no type');
    const allowed = (1 - type.objective.percentile / 100) * type.demand.eventsPerSecond * 5_700;
    expect(alarmOf(`${placeOf(type.type)}/FastBurn`).threshold.value).toBeCloseTo((0.1 * allowed) / 5);
  });

  it('on reserved concurrency exists only where a handler reserves some', () => {
    const shared = chainTopology(catalog, { ...stages.prod, reservedConcurrency: false });
    const ids = monitoringOf(shared, { name: 'prod', accountConcurrency: 1_000 }).alarms.map(({ id }) => id);
    expect(ids.filter((id) => id.endsWith('HandlerNearConcurrency'))).toEqual([]);
    expect(full.alarms.filter(({ id }) => id.endsWith('HandlerNearConcurrency'))).toHaveLength(catalog.length);
  });
});
