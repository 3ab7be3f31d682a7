import { describe, expect, it } from 'vitest';
import { PERIOD_MS, type TypeMetrics } from '../../../lambdas/governor/observation.ts';
import { decideScale, type Scaling } from '../../../lambdas/governor/scale.ts';
import { CLUES } from './governed-plan.ts';

const NOW = 1_000 * PERIOD_MS;
const minutes = (value: number) => [1, 2, 3].map((ago) => ({ at: NOW - ago * PERIOD_MS, value }));

/** Records wait for two minutes, and all four lanes of the stream's two shards are busy. */
const BEHIND: TypeMetrics = {
  incomingRecords: minutes(30_000),
  incomingBytes: minutes(30_000_000),
  iteratorAgeMs: minutes(120_000),
  invokedRecords: minutes(30_000),
  concurrency: minutes(4),
};

function wanted(metrics: TypeMetrics, admission: Scaling['admission'] = { shares: {}, changedAt: {} }): unknown {
  const stream = { status: 'ACTIVE', mode: 'PROVISIONED', openShards: 2 };
  return decideScale({
    type: CLUES,
    seen: { stream, metrics },
    memory: { reshards: [] },
    shardsAvailable: 100,
    startsAtMs: [],
    admission,
    floorShare: 1,
    now: NOW,
  });
}

describe('a stream whose handler is behind', () => {
  it('grows where all lanes are busy, also if Lambda publishes no zeros of failed records', () => {
    const grows = { act: { kind: 'reshard', to: 4 } };
    expect(wanted(BEHIND)).toMatchObject(grows);
    expect(wanted({ ...BEHIND, failedRecords: minutes(0) })).toMatchObject(grows);
  });

  it('does not grow while records come back: more lanes would only repeat them', () => {
    expect(wanted({ ...BEHIND, failedRecords: minutes(50) })).toBeUndefined();
    expect(wanted({ ...BEHIND, handedBack: { TypeError: minutes(3) } })).toBeUndefined();
  });

  it('does not grow while lanes are free: one key or one record is in the way', () => {
    expect(wanted({ ...BEHIND, concurrency: minutes(1) })).toBeUndefined();
  });
});

describe('a stream of a type that is shed', () => {
  /** A quarter of what two shards take arrives, and as much is three quarters of it that is shed. */
  const quarter = {
    incomingRecords: minutes(30_000),
    incomingBytes: minutes(30_000_000),
    acceptedEvents: minutes(30_000),
  };
  const sinceMinutes = (ago: number) => ({ shares: { clue: 0.25 }, changedAt: { clue: NOW - ago * PERIOD_MS } });

  it('grows to what would arrive if all were admitted', () => {
    expect(wanted(quarter, sinceMinutes(10))).toMatchObject({ act: { kind: 'reshard', to: 4 } });
  });

  it('does not count a minute as shed that was of an earlier share', () => {
    expect(wanted(quarter, sinceMinutes(3))).toBeUndefined();
  });

  it('does not take what EventBridge tries again for what arrives', () => {
    expect(wanted({ ...quarter, acceptedEvents: minutes(1_000) }, sinceMinutes(10))).toBeUndefined();
  });
});
