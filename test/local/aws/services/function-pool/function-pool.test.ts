import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { FunctionPool, type FunctionSettings } from '../../../../../local/aws/services/function-pool/function-pool.ts';
import type { Executor, InvocationOutcome } from '../../../../../local/aws/services/function-pool/invocation.ts';

const SETTINGS: FunctionSettings = {
  name: 'handle',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:handle',
  timeoutSeconds: 3,
  memoryMb: 128,
  runtime: 'nodejs24.x',
  handler: 'index.handler',
  roleArn: 'arn:role',
  maxEnvironments: 2_000,
};

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

describe('other code for a function', () => {
  /** Creates an executor that answers with its name when `finish` is called. */
  function named(name: string) {
    const running: (() => void)[] = [];
    let closed = 0;
    return {
      finish: () => {
        for (const end of running.splice(0)) end();
      },
      closed: () => closed,
      executor: {
        run: (
          _environment: number,
          _invocation: object,
          ready: () => void,
          done: (result: { payload: string }) => void,
        ) => {
          ready();
          running.push(() => done({ payload: name }));
        },
        discard: () => {},
        close: () => {
          closed += 1;
        },
      },
    };
  }

  function replaceable(maxEnvironments = 2) {
    const scheduler = new VirtualScheduler();
    const functions = new FunctionPool(scheduler, seededRandom(1));
    const settings = { ...SETTINGS, maxEnvironments };
    const old = named('old');
    functions.add(settings, old.executor);
    const answers: string[] = [];
    const invoke = () =>
      functions.invoke('handle', '{}', (outcome) => answers.push('payload' in outcome ? outcome.payload : 'throttled'));
    return { functions, settings, old, answers, invoke };
  }

  it('runs later invocations, while running ones end on the old executor, which is then closed', () => {
    const { functions, settings, old, answers, invoke } = replaceable();
    invoke();
    const next = named('new');
    functions.update(settings, next.executor);
    invoke();
    next.finish();
    expect([answers, old.closed()]).toEqual([['new'], 0]);
    old.finish();
    expect([answers, old.closed(), next.closed()]).toEqual([['new', 'old'], 1, 0]);
  });

  it('runs invocations that waited for an environment of the old executor', () => {
    const { functions, settings, old, answers, invoke } = replaceable(1);
    for (let index = 0; index < 3; index += 1) invoke();
    const next = named('new');
    functions.update(settings, next.executor);
    next.finish();
    next.finish();
    expect(answers).toEqual(['new', 'new']);
    old.finish();
    expect([answers.length, old.closed()]).toEqual([3, 1]);
  });

  it('closes an idle executor at once, and that of a removed function after its last invocation', () => {
    const { functions, settings, old, answers, invoke } = replaceable();
    const next = named('new');
    functions.update(settings, next.executor);
    expect(old.closed()).toBe(1);
    invoke();
    functions.remove('handle');
    expect(() => invoke()).toThrow('Function not found');
    expect(next.closed()).toBe(0);
    next.finish();
    expect([answers, next.closed()]).toEqual([['new'], 1]);
  });

  it('applies other settings: a timeout, and a reservation that ends with the function', () => {
    const { functions, settings } = replaceable();
    functions.update({ ...settings, timeoutSeconds: 9, reservedConcurrency: 900 });
    expect(functions.settings('handle').timeoutSeconds).toBe(9);
    functions.remove('handle');
    functions.add({ ...settings, reservedConcurrency: 900 }, named('again').executor);
    expect(functions.reservedConcurrency('handle')).toBe(900);
  });
});
