import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { FunctionPool, type FunctionSettings } from '../../../../../local/aws/services/function-pool/function-pool.ts';
import type { InvocationOutcome } from '../../../../../local/aws/services/function-pool/invocation.ts';
import { SETTINGS } from './function-settings.ts';

/** A pool with one function whose environments take 100 ms to start and 10 ms to run. */
function pool(change: Partial<FunctionSettings> = {}, runMs = 10) {
  const scheduler = new VirtualScheduler();
  const used: number[] = [];
  const discarded: number[] = [];
  const warm = new Set<number>();
  const measured: { readonly milliseconds: number; readonly loadMs: number }[] = [];
  const functions = new FunctionPool(scheduler, seededRandom(1), {
    observe: () => ({
      started: () => {},
      ended: (milliseconds, _, loadMs) => void measured.push({ milliseconds, loadMs }),
      throttled: () => {},
    }),
  });
  functions.add(
    { ...SETTINGS, ...change },
    {
      run: (environment, { payload }, ready, done) => {
        used.push(environment);
        const startMs = warm.has(environment) ? 0 : 100;
        warm.add(environment);
        scheduler.schedule(startMs, () => {
          ready();
          if (runMs >= 0) scheduler.schedule(runMs, () => done({ payload }));
        });
      },
      discard: (environment) => discarded.push(environment),
    },
  );
  const outcomes: InvocationOutcome[] = [];
  const invoke = (payload = '{}') => functions.invoke('handle', payload, (outcome) => outcomes.push(outcome));
  return { scheduler, functions, invoke, outcomes, used, discarded, measured };
}

describe('the duration of an invocation (lambda/latest/dg/monitoring-metrics-types.html)', () => {
  it('excludes the time in which its environment loaded the code', () => {
    const { scheduler, invoke, outcomes, measured } = pool();
    for (let index = 0; index < 2; index += 1) {
      invoke();
      scheduler.advance(1_000);
    }
    expect(measured).toEqual([
      { milliseconds: 10, loadMs: 100 },
      { milliseconds: 10, loadMs: 0 },
    ]);
    expect(outcomes).toMatchObject([{ durationMs: 10 }, { durationMs: 10 }]);
  });
});

describe('concurrency (lambda/latest/dg/lambda-concurrency.html)', () => {
  it('uses a warm environment again', () => {
    const { scheduler, invoke, used } = pool();
    for (let index = 0; index < 5; index += 1) {
      invoke();
      scheduler.advance(1_000);
    }
    expect(used).toEqual([1, 1, 1, 1, 1]);
  });

  it('starts an environment for each of several invocations at once, and runs them all', () => {
    const { scheduler, invoke, outcomes, used } = pool({}, 1_000);
    for (let index = 0; index < 20; index += 1) invoke(String(index));
    scheduler.advance(10_000);
    expect(outcomes).toHaveLength(20);
    expect(new Set(used).size).toBeGreaterThan(10);
  });

  it("throttles above the function's reserved concurrency", () => {
    const { scheduler, invoke, outcomes } = pool({ reservedConcurrency: 2 });
    for (let index = 0; index < 3; index += 1) invoke();
    scheduler.advance(10_000);
    expect(outcomes).toContainEqual({ throttled: true, reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' });
    expect(outcomes).toHaveLength(3);
  });

  it("throttles above the account's 1,000", () => {
    const { scheduler, invoke, outcomes } = pool({}, 1_000);
    for (let index = 0; index < 1_001; index += 1) invoke();
    scheduler.advance(0);
    expect(outcomes).toMatchObject([{ throttled: true, reason: 'ConcurrentInvocationLimitExceeded' }]);
  });

  it('applies another reservation while it runs (lambda/latest/api/API_PutFunctionConcurrency.html)', () => {
    const { scheduler, functions, invoke, outcomes } = pool({}, 1_000);
    for (let index = 0; index < 1_000; index += 1) invoke();
    functions.setReservedConcurrency('handle', 1);
    scheduler.advance(120_000);
    expect(outcomes.filter((outcome) => 'throttled' in outcome)).toEqual([]);
    expect(outcomes).toHaveLength(1_000);
    invoke();
    invoke();
    scheduler.advance(10_000);
    expect(outcomes.filter((outcome) => 'throttled' in outcome)).toHaveLength(1);
    functions.setReservedConcurrency('handle', undefined);
    for (let index = 0; index < 1_001; index += 1) invoke();
    scheduler.advance(0);
    expect(outcomes.at(-1)).toEqual({ throttled: true, reason: 'ConcurrentInvocationLimitExceeded' });
  });

  it('refuses reservations that leave fewer than 100 for the others', () => {
    expect(() => pool({ reservedConcurrency: 901 })).toThrow(/below its minimum value of \[100\]/);
  });
});

describe('an invocation', () => {
  it("ends at the timeout with Lambda's error, and its environment ends too", () => {
    const { scheduler, invoke, outcomes, discarded } = pool({}, -1);
    invoke();
    scheduler.advance(3_000);
    expect(outcomes).toMatchObject([
      { payload: expect.stringContaining('Task timed out after 3.00 seconds'), functionError: 'Unhandled' },
    ]);
    expect(discarded).toEqual([1]);
  });

  it('of an unknown function is refused', () => {
    const { functions } = pool();
    expect(() => functions.invoke('none', '{}', () => {})).toThrow('Function not found: none');
  });
});
