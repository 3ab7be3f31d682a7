import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import type { Mishap } from '../../../../../local/aws/services/function-pool/faulty-executor.ts';
import { FunctionPool } from '../../../../../local/aws/services/function-pool/function-pool.ts';
import type {
  InvocationOutcome,
  InvocationResult,
} from '../../../../../local/aws/services/function-pool/invocation.ts';

const LOAD_MS = 100;
const RUN_MS = 10;

/** A function with a timeout of 3 s; its environments take 100 ms to load and 10 ms to run. */
function pool(mishapOf: () => Mishap | undefined, { canCrash = true } = {}) {
  const scheduler = new VirtualScheduler();
  const loaded = new Set<number>();
  const running = new Map<number, (result: InvocationResult) => void>();
  const ran: number[] = [];
  const discarded: number[] = [];
  const crash = (environment: number): void => {
    loaded.delete(environment);
    const done = running.get(environment);
    running.delete(environment);
    done?.({ payload: '{"errorType":"Runtime.ExitError"}', functionError: 'Unhandled' });
  };
  const functions = new FunctionPool(scheduler, seededRandom(1));
  functions.add(
    {
      name: 'handle',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:handle',
      timeoutSeconds: 3,
      memoryMb: 128,
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      roleArn: 'arn:role',
      maxEnvironments: 10,
    },
    {
      run: (environment, { payload }, ready, done) => {
        running.set(environment, done);
        scheduler.schedule(loaded.has(environment) ? 0 : LOAD_MS, () => {
          if (!loaded.has(environment)) ready();
          loaded.add(environment);
          scheduler.schedule(RUN_MS, () => {
            if (running.get(environment) !== done) return;
            running.delete(environment);
            ran.push(scheduler.now());
            done({ payload });
          });
        });
      },
      discard: (environment) => discarded.push(environment),
      ...(canCrash && { crash }),
    },
  );
  functions.fault = { mishap: mishapOf };
  const outcomes: { readonly at: number; readonly outcome: InvocationOutcome }[] = [];
  const invoke = (): void => {
    const begun = scheduler.now();
    functions.invoke('handle', '{}', (outcome) => outcomes.push({ at: scheduler.now() - begun, outcome }));
  };
  return { scheduler, functions, invoke, outcomes, ran, discarded };
}

const EXIT = { functionError: 'Unhandled', payload: expect.stringContaining('Runtime.ExitError') };

describe('a crash', () => {
  it.each([[true], [false]])('happens after the code is loaded; the executor can end its process: %s', (canCrash) => {
    let struck = 0;
    const mishap: Mishap = { kind: 'crash', afterMs: 4, struck: () => void struck++ };
    const { scheduler, invoke, outcomes } = pool(() => mishap, { canCrash });
    invoke();
    scheduler.advance(1_000);
    invoke();
    scheduler.advance(1_000);
    expect(outcomes.map(({ outcome }) => outcome)).toMatchObject([EXIT, EXIT]);
    // An environment that was ended loads its code again, which takes time.
    expect(outcomes.map(({ at }) => at)).toEqual([LOAD_MS + 4, canCrash ? LOAD_MS + 4 : 4]);
    expect(struck).toBe(2);
  });

  it('does not affect an invocation that has ended, and does not count then', () => {
    let struck = 0;
    const { scheduler, invoke, outcomes } = pool(() => ({ kind: 'crash', afterMs: 11, struck: () => void struck++ }));
    for (let times = 0; times < 3; times += 1) {
      invoke();
      scheduler.advance(1_000);
    }
    expect(outcomes.map(({ outcome }) => outcome)).toMatchObject([
      { payload: '{}' },
      { payload: '{}' },
      { payload: '{}' },
    ]);
    expect(struck).toBe(0);
  });
});

describe('a timeout', () => {
  it.each([
    [true, 1],
    [false, 0],
  ])('ends the invocation at its limit, with its effects or without: %s', (ran, effects) => {
    const chain = pool(() => ({ kind: 'timeout', ran }));
    chain.invoke();
    chain.scheduler.advance(10_000);
    expect(chain.outcomes).toMatchObject([
      { at: 3_000, outcome: { functionError: 'Unhandled', payload: expect.stringContaining('Sandbox.Timedout') } },
    ]);
    expect([chain.ran.length, chain.discarded]).toEqual([effects, [1]]);
  });
});

describe('a slow invocation', () => {
  it('starts late', () => {
    const { scheduler, invoke, outcomes } = pool(() => ({ kind: 'slow', byMs: 500 }));
    invoke();
    scheduler.advance(2_000);
    expect(outcomes).toMatchObject([{ at: 500 + LOAD_MS + RUN_MS, outcome: { payload: '{}' } }]);
  });

  it('never runs after its timeout, if the delay exceeds it', () => {
    const { scheduler, invoke, outcomes, ran } = pool(() => ({ kind: 'slow', byMs: 5_000 }));
    invoke();
    scheduler.advance(20_000);
    expect(outcomes).toMatchObject([{ at: 3_000, outcome: { functionError: 'Unhandled' } }]);
    expect(ran).toEqual([]);
  });
});

describe('a lost answer', () => {
  it('is a failure for the caller of an invocation that ran', () => {
    const { scheduler, invoke, outcomes, ran } = pool(() => ({ kind: 'answer-lost' }));
    invoke();
    scheduler.advance(1_000);
    expect(outcomes).toMatchObject([{ outcome: { functionError: 'Unhandled' } }]);
    expect(ran).toHaveLength(1);
  });
});
