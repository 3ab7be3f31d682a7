import { describe, expect, it } from 'vitest';
import { oldestMs } from '../../../lambdas/governor/circuit.ts';
import { decide, remember } from '../../../lambdas/governor/decide.ts';
import type { Act } from '../../../lambdas/governor/decision.ts';
import { type CircuitMemory, type Memory, NEW_MEMORY } from '../../../lambdas/governor/memory.ts';
import { PERIOD_MS, type TypeMetrics } from '../../../lambdas/governor/observation.ts';
import { PINGS, PLAN } from './governed-plan.ts';

const MAPPING = { state: 'Enabled', batchSize: 10, parallelizationFactor: 1, maxRecordAgeSeconds: 86_400 };
const NOW = 1_000 * PERIOD_MS;
const HOUR_MS = 60 * PERIOD_MS;

/** A mapping that was paused an hour ago and has been on trial for some minutes. */
function ageOf(metrics: TypeMetrics | undefined, minutes: number, step: CircuitMemory['step'] = 'half-open') {
  const since = NOW - minutes * PERIOD_MS;
  const circuit: CircuitMemory = { step, since, openedAt: NOW - HOUR_MS, ageAtOpenMs: 0, reopened: 0 };
  return oldestMs({ seen: metrics === undefined ? {} : { metrics }, memory: { reshards: [], circuit }, now: NOW });
}

describe('The age of the oldest record of a mapping that was paused', () => {
  it('is as measured once batches succeed, and until then at least the time for which it was paused', () => {
    const at = NOW - 2 * PERIOD_MS;
    const invoked = { iteratorAgeMs: [{ at, value: 5_000 }], invokedRecords: [{ at, value: 1 }] };
    expect(ageOf(invoked, 10)).toBe(5_000);
    expect(ageOf({ ...invoked, failedRecords: [{ at, value: 1 }] }, 10)).toBe(HOUR_MS);
    const older = { ...invoked, failedRecords: [{ at, value: 1 }], iteratorAgeMs: [{ at, value: 2 * HOUR_MS }] };
    expect(ageOf(older, 10)).toBe(2 * HOUR_MS);
    expect(ageOf({}, 10, 'open')).toBe(HOUR_MS);
    expect(ageOf({}, 2)).toBe(HOUR_MS);
  });

  it('never falls while tries fail, whatever they measure, so that its alarm does not clear and come again', () => {
    const steps = ['open', 'half-open', 'open', 'half-open', 'open'] as const;
    // Tries read one record that is older than thought, then one of a shard that is younger.
    const measured = [70, 0, 40] as const;
    let memory: Memory = NEW_MEMORY;
    let before = 0;
    let tries = 0;
    for (const [index, step] of steps.entries()) {
      const begun = NOW + index * 20 * PERIOD_MS;
      const act = {
        kind: 'mapping',
        type: PINGS.type,
        step,
        from: MAPPING,
        to: { ...MAPPING, enabled: step !== 'open' },
      };
      memory = remember(memory, act as Act, begun);
      for (let minute = 3; minute < 20; minute += 1) {
        const now = begun + minute * PERIOD_MS;
        const at = now - PERIOD_MS;
        const value = (measured[tries] ?? 0) * PERIOD_MS + minute;
        const counted = { invokedRecords: [{ at, value: 5 }], failedRecords: [{ at, value: 5 }] };
        const metrics = step === 'open' ? {} : { ...counted, iteratorAgeMs: [{ at, value }] };
        const state = step === 'open' ? 'Disabled' : 'Enabled';
        const seen = { [PINGS.type]: { metrics, mapping: { ...MAPPING, state } } };
        memory = decide({ isStackChanging: true, types: seen }, memory, PLAN, now).memory;
        const age = memory.types[PINGS.type]?.ageMs ?? 0;
        expect(age, `minute ${minute} of ${step}`).toBeGreaterThanOrEqual(before);
        before = age;
      }
      if (step === 'half-open') tries += 1;
    }
    expect(before).toBeGreaterThan(99 * PERIOD_MS);
  });

  it('is looked at anew where somebody else has enabled the mapping, before the planned record age holds again', () => {
    const opened = NOW - 30 * PERIOD_MS;
    const circuit = { step: 'open', since: opened, openedAt: opened, ageAtOpenMs: 0, reopened: 0 } as const;
    let memory: Memory = { ...NEW_MEMORY, types: { [PINGS.type]: { reshards: [], circuit } } };
    const acts = (minute: number) => {
      const seen = { [PINGS.type]: { metrics: {}, mapping: MAPPING } };
      const decided = decide({ isStackChanging: false, types: seen }, memory, PLAN, NOW + minute * PERIOD_MS);
      memory = decided.memory;
      return decided.decisions.flatMap(({ act }) => (act?.kind === 'mapping' ? [act.step] : []));
    };
    // No batch has shown yet how old the records are.
    for (let minute = 0; minute < 6; minute += 1) expect(acts(minute)).toEqual([]);
    expect(acts(6)).toEqual(['closed']);
  });

  it('goes on to grow where a try had no effect, and the next try comes after another pause', () => {
    const circuit = { step: 'half-open', since: NOW, openedAt: NOW - HOUR_MS, ageAtOpenMs: 0, reopened: 0 } as const;
    let memory: Memory = { ...NEW_MEMORY, types: { [PINGS.type]: { reshards: [], circuit } } };
    const steps: string[] = [];
    for (let minute = 1; minute <= 4; minute += 1) {
      const seen = { [PINGS.type]: { metrics: {}, mapping: { ...MAPPING, state: 'Disabled' } } };
      const decided = decide({ isStackChanging: false, types: seen }, memory, PLAN, NOW + minute * PERIOD_MS);
      memory = decided.memory;
      expect(memory.types[PINGS.type]?.ageMs).toBe(HOUR_MS + minute * PERIOD_MS);
      steps.push(...decided.decisions.flatMap(({ act }) => (act?.kind === 'mapping' ? [act.step] : [])));
    }
    expect(steps).toEqual(['half-open']);
  });

  it('is none where it has read for minutes without a record, so that a quiet stream pages nobody', () => {
    expect(ageOf({}, 10)).toBeUndefined();
    expect(ageOf({ invokedRecords: [{ at: NOW - PERIOD_MS, value: 3 }] }, 10)).toBe(HOUR_MS);
    expect(ageOf(undefined, 10)).toBe(HOUR_MS);
  });
});
