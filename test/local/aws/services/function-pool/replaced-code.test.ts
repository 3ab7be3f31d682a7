import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../core/random.ts';
import { VirtualScheduler } from '../../../../../core/scheduler/virtual-scheduler.ts';
import { FunctionPool } from '../../../../../local/aws/services/function-pool/function-pool.ts';
import { SETTINGS } from './function-settings.ts';

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
