import { describe, expect, it } from 'vitest';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import type { End } from '../../../local/start/ledger/counts.ts';
import type { LedgerCounts } from '../../../local/start/ledger/event-ledger.ts';
import { reportProgress } from '../../../local/start/report-progress.ts';

const counts = (accepted: number): LedgerCounts[string] => ({
  accepted,
  rejected: 1,
  throttled: 0,
  shed: 0,
  published: accepted,
  delivered: accepted,
  processed: accepted - 1,
  pending: 2,
  duplicates: 0,
  quarantined: 0,
  deadLettered: 0,
  unrouted: 0,
  inFlight: 1,
  unconfirmed: 0,
});

describe('the progress of npm start', () => {
  it('is a line of sums, with the reasons of unprocessed events, at each interval in which something changed', () => {
    const scheduler = new VirtualScheduler();
    const lines: string[] = [];
    let accepted = 1_000;
    const ends: End[] = [];
    const end = reportProgress({
      scheduler,
      stats: () => ({ 'hunt.joined': counts(accepted), 'clue.viewed': counts(234) }),
      ends: () => ends,
      print: (line) => lines.push(line),
    });
    scheduler.advance(9_999);
    expect(lines).toEqual([]);
    scheduler.advance(20_001);
    expect(lines).toEqual(['accepted 1,234  rejected 2  throttled 0  shed 0  processed 1,232  pending 4  inFlight 2']);
    accepted = 1_001;
    scheduler.advance(10_000);
    expect(lines).toHaveLength(2);
    ends.push(
      { type: 'hunt.joined', fate: 'quarantined', reason: 'unknown_hunt', events: 1_200 },
      { type: 'clue.solved', fate: 'quarantined', reason: 'unknown_hunt', events: 34 },
      { type: 'clue.solved', fate: 'quarantined', reason: 'schema_violation', events: 1 },
      { type: 'clue.solved', fate: 'deadLettered', reason: 'RecordAgeExceeded', events: 2 },
    );
    scheduler.advance(10_000);
    expect(lines[2]).toBe(
      'accepted 1,235  rejected 2  throttled 0  shed 0  processed 1,233  pending 4  inFlight 2  ' +
        'quarantined 1,235 (unknown_hunt 1,234, schema_violation 1)  deadLettered 2 (RecordAgeExceeded 2)',
    );
    end();
    accepted = 1_002;
    scheduler.advance(60_000);
    expect(lines).toHaveLength(3);
  });
});
