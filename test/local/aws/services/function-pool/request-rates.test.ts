import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { FunctionPool } from '../../../../../local/aws/services/function-pool/function-pool.ts';
import type { Executor } from '../../../../../local/aws/services/function-pool/invocation.ts';
import { SETTINGS } from './function-settings.ts';

describe("the account's requests a second (lambda/latest/dg/lambda-concurrency.html)", () => {
  it('are ten for each concurrent invocation of the account, for all functions together', () => {
    const scheduler = new VirtualScheduler();
    const functions = new FunctionPool(scheduler, seededRandom(1), { accountConcurrency: 20 });
    const instant: Executor = {
      run: (_environment, { payload }, ready, done) => {
        ready();
        scheduler.schedule(0, () => done({ payload }));
      },
      discard: () => {},
    };
    for (const name of ['one', 'other']) functions.add({ ...SETTINGS, name }, instant);
    const reasons: string[] = [];
    const invoke = (): void => {
      for (const name of ['one', 'other']) {
        functions.invoke(name, '', (outcome) => {
          if ('throttled' in outcome) reasons.push(outcome.reason);
        });
      }
      scheduler.advance(1);
    };
    for (let pairs = 0; pairs < 110; pairs += 1) invoke();
    // 200 at once, and 22 more after a tenth of a second.
    expect(reasons).toEqual([]);
    for (let pairs = 0; pairs < 50; pairs += 1) invoke();
    expect(new Set(reasons)).toEqual(new Set(['FunctionInvocationRateLimitExceeded']));
    scheduler.advance(1_000);
    reasons.length = 0;
    invoke();
    expect(reasons).toEqual([]);
  });
});

describe('the concurrency scaling rate (lambda/latest/dg/scaling-behavior.html)', () => {
  function scaling() {
    const scheduler = new VirtualScheduler();
    const functions = new FunctionPool(scheduler, seededRandom(1), { accountConcurrency: 10_000 });
    let throttled = 0;
    const reasons = new Set<string>();
    functions.add(
      { ...SETTINGS, timeoutSeconds: 900 },
      {
        run: (_environment, { payload }, ready, done) => {
          ready();
          scheduler.schedule(Number(payload), () => done({ payload }));
        },
        discard: () => {},
      },
    );
    const invoke = (count: number, runMs: number): number => {
      throttled = 0;
      for (let index = 0; index < count; index += 1) {
        functions.invoke('handle', String(runMs), (outcome) => {
          if (!('throttled' in outcome)) return;
          throttled += 1;
          reasons.add(outcome.reason);
        });
      }
      scheduler.advance(0);
      return throttled;
    };
    return { scheduler, functions, invoke, reasons };
  }

  it('lets a function add 1,000 environments at once, then 100 a second, and throttles beyond', () => {
    const { scheduler, invoke, reasons } = scaling();
    expect(invoke(1_500, 60_000)).toBe(500);
    scheduler.advance(1_000);
    expect(invoke(150, 60_000)).toBe(50);
    scheduler.advance(10_000);
    expect(invoke(1_100, 60_000)).toBe(100);
    expect([...reasons]).toEqual(['FunctionInvocationRateLimitExceeded']);
  });

  it('accrues nothing beyond 1,000', () => {
    const { scheduler, invoke } = scaling();
    scheduler.advance(3_600_000);
    expect(invoke(1_200, 60_000)).toBe(200);
  });

  it('does not count an environment again when it is free again', () => {
    const { scheduler, invoke } = scaling();
    for (let round = 0; round < 5; round += 1) {
      expect(invoke(1_000, 10)).toBe(0);
      scheduler.advance(10);
    }
  });
});
