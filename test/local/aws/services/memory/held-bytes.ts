import type { PublishedEvent } from '../../../../../local/aws/services/event-bus/published-event.ts';
import type { MemoryBudget } from '../../../../../local/aws/services/memory/memory-budget.ts';

export const START = Date.UTC(2026, 10, 23, 12);
export const MIB = 1_048_576;
export const DAY_MS = 86_400_000;

/** What a budget reports of a holder that lets the oldest go. */
export const historyOf = (memory: MemoryBudget, name: string) => memory.figures().history[name];

/** An event of 1,200 bytes with this text. */
export const event = (id: string, publishedAt: number, text = 'x'.repeat(1_000)): PublishedEvent => ({
  id,
  envelope: {},
  text,
  publishedAt,
  tag: undefined,
});
