import { describe, expect, it } from 'vitest';
import type { AlarmDefinition } from '../../../../core/monitoring/alarm.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { deliveryMeter } from '../../../../local/aws/services/event-bus/meters.ts';
import type { Target } from '../../../../local/aws/services/event-bus/target.ts';
import { functionMeter } from '../../../../local/aws/services/function-pool/meters.ts';
import { MetricStore } from '../../../../local/aws/services/metrics/metric-store.ts';
import { streamMeters } from '../../../../local/aws/services/stream/meters.ts';
import { Streams } from '../../../../local/aws/services/stream/streams.ts';
import type { LocalCloud } from '../../../../local/aws/template/local-cloud.ts';
import type { ChainMap, HopKind, MapHop } from '../../../../local/start/console/console-state.ts';
import type { WatchedHop } from '../../../../local/start/console/hop-alarms.ts';
import { HopMeasures } from '../../../../local/start/console/hop-figures.ts';

const TARGET = { ruleArn: 'arn:aws:events:us-east-1:0:rule/bus/pings' } as Target;

const hop = (kind: HopKind, name: string): MapHop => ({
  id: `${kind}:ping`,
  kind,
  name,
  unit: 'records',
  plan: { limit: 1_000, expected: 100, limitedBy: 'a shard' },
});
const MAP: ChainMap = {
  trunk: [],
  lanes: [
    {
      type: 'ping',
      hops: [hop('rule', 'pings'), hop('stream', 'pings'), hop('mapping', 'ping'), hop('handler', 'ping')],
    },
  ],
  tables: [],
};

/** Services of one type, of which the test meters what it says. */
function services({ enabled = true, raised = [] as readonly string[] } = {}) {
  const scheduler = new VirtualScheduler(1_000_000);
  const metrics = new MetricStore(scheduler);
  const streams = new Streams(scheduler, { observe: (settings) => streamMeters(metrics, settings) });
  const stream = streams
    .create({
      name: 'pings',
      arn: 'arn:aws:kinesis:us-east-1:0:stream/pings',
      shardCount: 2,
      retentionHours: 24,
      mode: 'PROVISIONED',
    })
    .activate();
  const cloud = {
    scheduler,
    metrics,
    streams,
    gateways: [],
    mappings: [
      { settings: { functionName: 'ping', uuid: 'uuid' }, enabled, unprocessed: 7, iteratorAgeMs: () => 9_000 },
    ],
    functions: { load: () => ({ concurrent: 3, environments: 2 }) },
    alarms: { all: () => raised.map((name) => ({ alarm: { settings: { name } }, state: 'ALARM' })) },
  } as unknown as LocalCloud;
  const measures = new HopMeasures(cloud);
  const measure = (kind: HopKind, watched: readonly WatchedHop[] = []) => {
    measures.begin();
    return measures.hops(MAP, watched)[`${kind}:ping`];
  };
  return {
    scheduler,
    measure,
    delivery: deliveryMeter(metrics, 'bus'),
    handler: functionMeter(metrics, 'ping'),
    stream,
  };
}

describe('the figures of a hop', () => {
  it('have the trouble that a raised alarm of this very hop reports', () => {
    const { measure } = services({ raised: ['cairn-dev-Ping-Undelivered'] });
    const alarm = { id: 'Ping/Undelivered', severity: 'page' } as AlarmDefinition;
    const watched = [{ name: 'cairn-dev-Ping-Undelivered', hop: 'rule:ping', alarm }];
    expect(measure('rule', watched)).toMatchObject({
      condition: 'trouble',
      why: expect.stringContaining('Undelivered'),
    });
    expect(measure('stream', watched)?.condition).not.toBe('trouble');
    expect(measure('rule', [{ name: 'cairn-dev-Ping-Other', hop: 'rule:ping', alarm }])?.condition).not.toBe('trouble');
  });

  it('count entries of a rule that wait for another attempt, until they are delivered or given up', () => {
    const { measure, delivery } = services();
    for (let entry = 0; entry < 3; entry += 1) delivery.attempted(TARGET, false);
    delivery.succeeded(TARGET, 40);
    delivery.attempted(TARGET, true);
    expect(measure('rule')).toMatchObject({ backlog: 2, condition: 'trouble' });
    delivery.succeeded(TARGET, 1_000);
    delivery.failed(TARGET, 'stored');
    expect(measure('rule')?.backlog).toBe(0);
  });

  it('are rates of what came since the last rounds, with the latency of that alone', () => {
    const { scheduler, measure, delivery } = services();
    for (let entry = 0; entry < 500; entry += 1) delivery.succeeded(TARGET, 9_000);
    measure('rule');
    scheduler.advance(1_000);
    for (let entry = 0; entry < 20; entry += 1) delivery.succeeded(TARGET, 40);
    const { rate, latencyMs } = measure('rule') ?? {};
    expect(rate).toBe(20);
    expect(latencyMs).toBeGreaterThan(37);
    expect(latencyMs).toBeLessThan(43);
  });

  it('are those of the busiest shard, with every shard beside it', () => {
    const { scheduler, measure, stream } = services();
    measure('stream');
    scheduler.advance(1_000);
    for (let record = 0; record < 900; record += 1) stream.put('one key', 'e30=', 2, undefined);
    const { share = 0, shards = [], condition } = measure('stream') ?? {};
    expect([share, condition]).toEqual([0.9, 'busy']);
    expect([...shards].sort()).toEqual([0, 0.9]);
  });

  it('say of a mapping that is disabled that it is, whoever did that', () => {
    expect(services().measure('mapping')?.condition).toBe('well');
    expect(services({ enabled: false }).measure('mapping')).toMatchObject({
      condition: 'trouble',
      why: 'It is disabled: 7 records wait, the oldest for 9 s.',
    });
  });

  it('name refused writes and failed invocations as trouble', () => {
    const { scheduler, measure, stream, handler } = services();
    measure('stream');
    measure('handler');
    scheduler.advance(1_000);
    for (let record = 0; record < 1_500; record += 1) {
      try {
        stream.put('one key', 'e30=', 2, undefined);
      } catch {}
    }
    handler.ended(20, true, 0);
    expect(measure('stream')).toMatchObject({ throttles: 500, condition: 'trouble' });
    expect(measure('handler')).toMatchObject({ errors: 1, condition: 'trouble', concurrent: 3, environments: 2 });
  });
});
