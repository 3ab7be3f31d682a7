import { describe, expect, it } from 'vitest';
import { command } from '../../../tools/simulate/command.ts';
import { readScenario } from '../../../tools/simulate/scenario.ts';
import { simulate } from '../../../tools/simulate/simulate.ts';
import { expectLedger } from './played-chain.ts';

const OUTAGE = `
says: The table refuses every call.
seconds: 1500
drainSeconds: 3600
stage: prod
types:
  - { type: claim, priority: critical, traffic: { peakEventsPerSecond: 5, meanBytes: 500 } }
disturbances:
  - { throttled: table, at: 60, seconds: 330 }
`;

const GROWTH = `
says: Three times what the stream takes.
seconds: 420
drainSeconds: 900
stage: prod
types:
  - { type: ping, priority: sheddable, traffic: { peakEventsPerSecond: 7, meanBytes: 60000 } }
traffic:
  load: [{ at: 0, ofPeak: 1 }, { at: 59, ofPeak: 1 }, { at: 60, ofPeak: 3 }]
`;

const played = (text: string, governor: 'off' | 'observe' | 'act') =>
  simulate({ ...readScenario('own', text), governor });

describe('a simulation with a governor', { timeout: 60_000 }, () => {
  it('that acts pauses a mapping whose batches all come back, and returns to the plan; nothing is lost', async () => {
    const report = await played(OUTAGE, 'act');
    expectLedger(report);
    expect(report.events.deadLettered).toBe(0);
    const reasons = report.acts.map(({ reason }) => reason.replace(/^claim: /, '').slice(0, 30));
    expect(reasons[0]).toMatch(/^for three minutes every batch/);
    expect(reasons.some((reason) => reason.startsWith('nothing came back'))).toBe(true);
  });

  it('that acts grows a stream that is full; one that observes says the same at first, and changes nothing', async () => {
    const off = await played(GROWTH, 'off');
    const act = await played(GROWTH, 'act');
    const observe = await played(GROWTH, 'observe');
    expectLedger(act);
    expect(act.acts.some(({ kind }) => kind === 'reshard')).toBe(true);
    expect(act.events.deadLettered).toBeLessThanOrEqual(off.events.deadLettered);
    expect(act.lateUntilSeconds ?? 0).toBeLessThan(off.lateUntilSeconds ?? 0);
    expect(observe.acts[0]).toEqual(act.acts[0]);
    expect(observe.events).toEqual(off.events);
    expect(observe.timeline).toEqual(off.timeline);
  });

  it('is refused a mode that does not exist', async () => {
    const run = command(() => {}).exitOverride();
    await expect(run.parseAsync(['heal-table', '--governor', 'off,on'], { from: 'user' })).rejects.toThrow(
      'off, observe, act',
    );
  });
});
