import type { LoadResult } from '../../../tools/load/load-result.ts';
import type { Interval } from '../../../tools/shared/load/load-report.ts';

/** A failed run, for tests of its display. */
export function sampleResult(): LoadResult {
  const timeline = Array.from({ length: 20 }, (_, index): Interval => {
    const burst = index >= 8 && index < 12;
    const offered = burst ? 500 : 100;
    return {
      seconds: index + 1,
      offered,
      unsent: burst ? 12 : 0,
      sent: burst ? offered - 12 : offered,
      outcomes: burst
        ? { accepted: 300, rejected: 3, throttled: 150, shed: 15, unanswered: 20 }
        : { accepted: 100, rejected: 0, throttled: 0, shed: 0, unanswered: 0 },
      p50Ms: burst ? 800 : 8,
      p99Ms: burst ? 1_900 : 30,
      maxMs: burst ? 2_500 : 41.5,
      scheduleErrorP99Ms: 1.4,
      inFlight: burst ? 400 : 2,
    };
  });
  const counts = { sent: 10_000, accepted: 8_900, rejected: 100, throttled: 700, shed: 200, unanswered: 100 };
  return {
    url: 'http://127.0.0.1:3000',
    profile: 'spike',
    phones: 200,
    source: 'http://127.0.0.1:3000/local/stats',
    pipelineFailure: null,
    drainSeconds: 1.25,
    endToEnd: { 'clue.solved': { p50Ms: 120, percentile: 99, percentileMs: 1_500, p99Ms: 1_500 } },
    ledger: {
      pipeline: {
        accepted: 8_950,
        rejected: 100,
        throttled: 700,
        shed: 200,
        processed: 8_900,
        quarantined: 20,
        deadLettered: 29,
        unrouted: 0,
      },
      unaccounted: 1,
      contradictions: ['clue.solved: 5 ended, but only <4> were accepted'],
    },
    verdicts: [
      { objective: 'p99<1000ms', measured: 1_900, met: false },
      { objective: 'unaccounted=0', measured: 1, met: false },
      { objective: 'refused<20%', measured: 0.1, met: true },
      { objective: 'hunt.joined.p99<2s', measured: null, met: false },
    ],
    load: {
      seed: 1,
      startedAtMs: 1_780_000_000_000,
      seconds: 20,
      segments: [{ seconds: 20, from: 500, to: 500 }],
      arrivals: 'poisson',
      intervalSeconds: 1,
      events: { ...counts, offered: 10_050, unsent: 50 },
      byType: {
        'location.pinged': { ...counts, sent: 9_000, accepted: 7_900 },
        'clue.solved': { ...counts, sent: 1_000 },
      },
      codes: { throttled: 700, timeout: 100 },
      requests: {
        sent: 2_000,
        unsent: 10,
        byStatus: { 202: 1_800, 429: 180 },
        timedOut: 20,
        failed: 0,
        gzipped: 100,
        reconnected: 40,
        meanBytes: 1_400,
        meanEvents: 5,
      },
      reads: {
        sent: 30,
        byStatus: { 200: 29 },
        failed: 1,
        unanswered: 0,
        latencyMs: { count: 29, mean: 9, p50: 8, p90: 12, p95: 14, p99: 20, p999: 20, max: 20 },
      },
      contradictions: {},
      latencyMs: { count: 1_980, mean: 90, p50: 8, p90: 200, p95: 700, p99: 1_900, p999: 2_000, max: 2_500 },
      scheduleErrorMs: { count: 2_000, mean: 0.8, p50: 0.7, p90: 1, p95: 1.1, p99: 1.4, p999: 3, max: 4 },
      scheduleErrorHistogram: [
        [0.5, 500],
        [1, 1_400],
        [5, 100],
        [10, 0],
      ],
      timeline,
      generator: { cpuSeconds: 0.8, eventsPerCpuSecond: 12_500, peakRssMiB: 120, mostInFlight: 410 },
    },
  };
}
