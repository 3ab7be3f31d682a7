import { describe, expect, it } from 'vitest';
import { oldestMs } from '../../../lambdas/governor/circuit.ts';
import type { CircuitMemory } from '../../../lambdas/governor/memory.ts';
import { PERIOD_MS, type TypeMetrics } from '../../../lambdas/governor/observation.ts';

const NOW = 1_000 * PERIOD_MS;
const HOUR_MS = 60 * PERIOD_MS;

/** A mapping that was paused an hour ago and has been on trial for some minutes. */
function ageOf(metrics: TypeMetrics | undefined, minutes: number, step: CircuitMemory['step'] = 'half-open') {
  const since = NOW - minutes * PERIOD_MS;
  const circuit: CircuitMemory = { step, since, openedAt: NOW - HOUR_MS, ageAtOpenMs: 0, reopened: 0 };
  return oldestMs({ seen: metrics === undefined ? {} : { metrics }, memory: { reshards: [], circuit }, now: NOW });
}

describe('The age of the oldest record of a mapping that was paused', () => {
  it('is as measured once it reads again, and until then the time for which it was paused', () => {
    const at = NOW - PERIOD_MS;
    expect(ageOf({ iteratorAgeMs: [{ at, value: 5_000 }], invokedRecords: [{ at, value: 1 }] }, 10)).toBe(5_000);
    expect(ageOf({}, 10, 'open')).toBe(HOUR_MS);
    expect(ageOf({}, 2)).toBe(HOUR_MS);
  });

  it('is none where it has read for minutes without a record, so that a quiet stream pages nobody', () => {
    expect(ageOf({}, 10)).toBeUndefined();
    expect(ageOf({ invokedRecords: [{ at: NOW - PERIOD_MS, value: 3 }] }, 10)).toBe(HOUR_MS);
    expect(ageOf(undefined, 10)).toBe(HOUR_MS);
  });
});
