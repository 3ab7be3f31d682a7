import { describe, expect, it } from 'vitest';
import { decide, remember } from '../../../lambdas/governor/decide.ts';
import { type Memory, NEW_MEMORY } from '../../../lambdas/governor/memory.ts';
import { type Observation, PERIOD_MS, type Series, type TypeMetrics } from '../../../lambdas/governor/observation.ts';
import { PINGS, PLAN } from './governed-plan.ts';

const NOW = 1_000 * PERIOD_MS;
/** The last minutes, the oldest first. */
const minutes = (...values: readonly number[]): Series =>
  values.map((value, index) => ({ at: NOW - (values.length - index) * PERIOD_MS, value }));
const steady = (value: number): Series => minutes(...Array.from({ length: 15 }, () => value));

function admitted(metrics: TypeMetrics, more: Partial<Observation> = {}, memory: Memory = NEW_MEMORY) {
  const seen: Observation = { isStackChanging: false, types: { [PINGS.type]: { metrics } }, ...more };
  const acts = decide(seen, memory, PLAN, NOW).decisions.flatMap(({ act }) => (act?.kind === 'admit' ? [act.to] : []));
  return acts[0];
}

describe('the admitted share', () => {
  const busy = { incomingRecords: steady(60_000), acceptedEvents: steady(60_000), invokedRecords: steady(60_000) };
  const throttled = { tableThrottled: steady(500) };

  it('falls where the table throttles and still serves', () => {
    expect(admitted({ ...busy, failedRecords: steady(20_000) }, throttled)?.shares.ping).toBe(0.7);
  });

  it('stays where the table serves nothing: that is the circuits’ affair, and fewer events do not help it', () => {
    expect(admitted({ ...busy, failedRecords: steady(60_000) }, throttled)).toBeUndefined();
  });

  it('falls where records grow old, and not while the oldest becomes younger by the minute', () => {
    const old = { ...busy, iteratorAgeMs: minutes(600_000, 660_000, 700_000) };
    expect(admitted(old)?.shares.ping).toBeLessThan(1);
    expect(admitted({ ...old, iteratorAgeMs: minutes(860_000, 760_000, 660_000) })).toBeUndefined();
  });

  it('stays where a handler processes nothing, however old its records are: it catches up later', () => {
    const old = { ...busy, iteratorAgeMs: minutes(600_000, 660_000, 700_000) };
    expect(admitted({ ...old, failedRecords: steady(60_000) })).toBeUndefined();
    expect(admitted({ ...old, failedRecords: steady(59_000) })?.shares.ping).toBeLessThan(1);
  });

  const shed: Memory = remember(
    NEW_MEMORY,
    { kind: 'admit', from: NEW_MEMORY.admission, to: { shares: { ping: 0.5 }, retryAfterMs: 60_000 } },
    NOW - 10 * PERIOD_MS,
  );

  it('comes back where the planned peak arrives, which fills a stream to four fifths of its headroom', () => {
    // Half of 2,800 records/s of the 4,000 that four shards take.
    const peak = { incomingRecords: steady(84_000), acceptedEvents: steady(84_000), invokedRecords: steady(84_000) };
    expect(admitted(peak, {}, shed)?.shares).toEqual({});
  });

  it('makes Retry-After shorter by degrees, because all who wait would come back together', () => {
    const full = { ...busy, incomingRecords: steady(200_000), acceptedEvents: steady(200_000) };
    const level = admitted(full, {}, { ...shed, admission: { ...shed.admission, validUntil: NOW + PERIOD_MS } });
    expect(level?.shares.ping).toBe(0.5);
    expect(level?.retryAfterMs).toBe(42_000);
  });
});
