import type { Random } from '../../../core/random.ts';

/** The shortest and the longest time, in milliseconds. */
export type Span = readonly [leastMs: number, mostMs: number];

/** How long the account's services take for what goes on after their answer. */
export interface ServiceDelays {
  /** Of UpdateShardCount, until the stream has its new shards. */
  readonly reshardMs: Span;
  /** Of UpdateEventSourceMapping, until the mapping has its new settings. */
  readonly mappingUpdateMs: Span;
  /** From the end of a minute until GetMetricData has its values. */
  readonly metricsMs: Span;
}

/**
 * As on AWS, which publishes no figures: the stream is UPDATING for "a few minutes" (API_UpdateShardCount), a mapping "can take
 * several minutes to stop and restart polling" (lambda/latest/dg, services-kinesis-create), and a minute's values take one to
 * two more.
 */
export const AWS_DELAYS: ServiceDelays = {
  reshardMs: [60_000, 240_000],
  mappingUpdateMs: [10_000, 180_000],
  metricsMs: [60_000, 120_000],
};

/** Everything holds with the answer, so that nobody waits who tries something. */
export const NO_DELAYS: ServiceDelays = { reshardMs: [0, 0], mappingUpdateMs: [0, 0], metricsMs: [0, 0] };

/** Draws a time of the span. Milliseconds. */
export function delayOf([leastMs, mostMs]: Span, random: Random): number {
  return mostMs === leastMs ? leastMs : leastMs + (mostMs - leastMs) * random.unit();
}
