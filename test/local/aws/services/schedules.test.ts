import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { FunctionPool } from '../../../../local/aws/services/function-pool/function-pool.ts';
import { Schedules } from '../../../../local/aws/services/schedules/schedules.ts';
import { SETTINGS } from './function-pool/function-settings.ts';

function scheduled({ permitted = true, enabled = true } = {}) {
  const scheduler = new VirtualScheduler(0);
  const pool = new FunctionPool(scheduler, seededRandom(1));
  const runs: { readonly at: number; readonly input: string }[] = [];
  pool.add(
    { ...SETTINGS, name: 'governor' },
    {
      run: (_, { payload }, ready, done) => {
        runs.push({ at: scheduler.now(), input: payload });
        ready();
        done({ payload: '' });
      },
      discard: () => {},
    },
  );
  const schedules = new Schedules(scheduler, pool);
  schedules.add({
    name: 'each-minute',
    everyMs: 60_000,
    functionName: 'governor',
    input: '{"plan":1}',
    enabled,
    permitted: () => permitted,
  });
  return { scheduler, schedules, runs };
}

describe('a schedule of EventBridge Scheduler', () => {
  it('invokes its function at its rate with its input', () => {
    const { scheduler, runs } = scheduled();
    scheduler.advance(180_000);
    expect(runs).toEqual([60_000, 120_000, 180_000].map((at) => ({ at, input: '{"plan":1}' })));
  });

  it('invokes nothing if its role may not, or if it is disabled', () => {
    for (const changes of [{ permitted: false }, { enabled: false }]) {
      const { scheduler, runs } = scheduled(changes);
      scheduler.advance(180_000);
      expect(runs).toEqual([]);
    }
  });

  it('ends when the template no longer has it', () => {
    const { scheduler, schedules, runs } = scheduled();
    scheduler.advance(60_000);
    schedules.clear();
    scheduler.advance(600_000);
    expect(runs).toHaveLength(1);
  });
});
