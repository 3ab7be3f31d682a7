import type { End } from './ledger/counts.ts';

const FATES = ['quarantined', 'deadLettered', 'unrouted'] as const;

/** Formats each fate of events that were not processed, with its reasons: `quarantined 5 (unknown_hunt 5)`. */
export function formatEnds(ends: readonly End[]): string[] {
  return FATES.flatMap((fate) => {
    const events = new Map<string, number>();
    for (const end of ends) {
      if (end.fate === fate) events.set(end.reason, (events.get(end.reason) ?? 0) + end.events);
    }
    if (events.size === 0) return [];
    const total = [...events.values()].reduce((sum, count) => sum + count, 0);
    const reasons = [...events].map(([reason, count]) => `${reason} ${count.toLocaleString('en-US')}`);
    return [`${fate} ${total.toLocaleString('en-US')} (${reasons.join(', ')})`];
  });
}
