import type { CountMetric } from '../../core/monitoring/own-metrics.ts';
import type { MetricsPort } from '../shared/ports.ts';
import type { IngestResult } from './event-result.ts';

const METRICS = { accepted: 'Accepted', rejected: 'Rejected', throttled: 'Throttled', shed: 'Shed' } as const;

/** Counts a request's results by type, and the rejected ones also by type and code. */
export function measureResults(results: readonly IngestResult[], types: readonly string[], metrics: MetricsPort): void {
  const byType = new Map<string, Partial<Record<CountMetric, number>>>();
  const byCode = new Map<string, Map<string, number>>();
  for (const { index, outcome, code } of results) {
    const type = types[index] ?? 'unknown';
    const counts = byType.get(type) ?? {};
    byType.set(type, counts);
    const metric = METRICS[outcome];
    counts[metric] = (counts[metric] ?? 0) + 1;
    if (outcome !== 'rejected' || code === undefined) continue;
    const codes = byCode.get(type) ?? new Map<string, number>();
    byCode.set(type, codes.set(code, (codes.get(code) ?? 0) + 1));
  }
  for (const [type, counts] of byType) metrics.record({ type, counts });
  for (const [type, codes] of byCode) {
    for (const [code, count] of codes) metrics.record({ type, code, counts: { Rejected: count } });
  }
}
