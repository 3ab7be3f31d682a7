import { describe, expect, it } from 'vitest';
import { hopsOfEvent } from '../../../core/hop-text.ts';
import { EventHops } from '../../../lambdas/shared/event-hops.ts';

const ENTRY = '0b1f6a3e-4c5d-4e6f-8a9b-0c1d2e3f4a5b';
const id = (n: number): string => `event-${String(n).padStart(58, '0')}`;

describe('What a log line says of events', () => {
  it('is read back for each event: its entry, outcome and code', () => {
    const hops = new EventHops();
    hops.add('event-0000000001', 1, { entryId: ENTRY, outcome: 'applied' });
    hops.add('event-0000000002', 1, { entryId: ENTRY, outcome: 'applied' });
    hops.add('event-0000000003', 1, { entryId: ENTRY, outcome: 'quarantined', code: 'unknown_hunt' });
    hops.add('event-0000000002', 1, { outcome: 'retried', code: 'ThrottlingException' });
    const [line = '', ...others] = hops.lines();
    expect(others).toEqual([]);
    expect(line).toBe(
      `${ENTRY} applied - event-0000000001,event-0000000002;${ENTRY} quarantined unknown_hunt event-0000000003;- retried ThrottlingException event-0000000002`,
    );
    expect(hopsOfEvent(line, 'event-0000000002')).toEqual([
      { entryId: ENTRY, outcome: 'applied' },
      { outcome: 'retried', code: 'ThrottlingException' },
    ]);
    expect(hopsOfEvent(line, 'event-000000000')).toEqual([]);
  });

  it('is nothing for events that are not followed, and for none', () => {
    const hops = new EventHops();
    for (let n = 0; n < 20; n += 1) hops.add(id(n), Number.MAX_SAFE_INTEGER, { outcome: 'applied' });
    expect(hops.lines()).toEqual([]);
  });

  it('never has an entry id that could be anything', () => {
    const hops = new EventHops();
    hops.add(id(1), 1, { entryId: 'latitude 55.9486', outcome: 'applied' });
    hops.add(id(2), 1, { entryId: ENTRY, outcome: 'applied' });
    expect(hops.lines()[0]).toBe(`- applied - ${id(1)};${ENTRY} applied - ${id(2)}`);
  });

  it('has a bounded size, whatever the batch: further events are in further lines', () => {
    const hops = new EventHops();
    const all = Array.from({ length: 1_700 }, (_, n) => id(n));
    for (const [n, each] of all.entries()) {
      hops.add(each, 1, { entryId: ENTRY, outcome: n % 2 === 0 ? 'applied' : 'no_effect', code: 'wrong_answer' });
    }
    const lines = hops.lines();
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(32 * 1_024);
    expect(all.filter((each) => !lines.some((line) => hopsOfEvent(line, each).length === 1))).toEqual([]);
  });
});
