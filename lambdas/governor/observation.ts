/** A metric's value of one minute. Nothing is known of it: it may be old, negative, endless or not a number. */
export interface Reading {
  readonly value: number;
  /** End of the minute, in milliseconds since the Unix epoch. */
  readonly at: number;
}

/** Minutes of a metric, in any order. Minutes without data are missing. */
export type Series = readonly Reading[];

/** What is seen of a type's stream, by its own description. */
export interface StreamSeen {
  readonly status: string;
  readonly mode: string;
  readonly openShards: number;
}

/** What is seen of a type's source mapping, by its own description. */
export interface MappingSeen {
  /** `Enabled`, `Disabled`, or that it is about to become one of them. */
  readonly state: string;
  readonly batchSize: number;
  readonly parallelizationFactor: number;
  readonly maxRecordAgeSeconds: number;
}

/** Metrics of a type. Rates are sums of a minute. */
export interface TypeMetrics {
  /** Events that ingest accepted: what arrives, also where the stream cannot take it. */
  readonly acceptedEvents?: Series;
  readonly incomingRecords?: Series;
  readonly incomingBytes?: Series;
  readonly writeThrottled?: Series;
  /** The oldest record of the minute's batches, in milliseconds. */
  readonly iteratorAgeMs?: Series;
  /** Records that invocations got, and those that they handed back. */
  readonly invokedRecords?: Series;
  readonly failedRecords?: Series;
  /** Invocations at once, the most of the minute. */
  readonly concurrency?: Series;
  /** Batches that the handler handed back, by the class of the error. */
  readonly handedBack?: Readonly<Record<string, Series>>;
}

export interface TypeObservation {
  readonly stream?: StreamSeen;
  readonly mapping?: MappingSeen;
  readonly metrics?: TypeMetrics;
}

/** What the governor sees in one run. Whatever could not be read is missing. */
export interface Observation {
  /** Whether a deployment changes the stack. @default not known, and then nothing is done */
  readonly isStackChanging?: boolean;
  readonly types: Readonly<Record<string, TypeObservation>>;
  /** PutEvents that EventBridge throttled in the account and region, a minute. */
  readonly putEventsThrottled?: Series;
  /** Requests that the table throttled, a minute. */
  readonly tableThrottled?: Series;
  /** Shards that the account may still open. @default not known */
  readonly shardsAvailable?: number;
  /** When hunts start, in milliseconds since the Unix epoch. */
  readonly startsAtMs?: readonly number[];
}

/** CloudWatch counts by the minute, and the governor runs once in it. */
export const PERIOD_MS = 60_000;
/**
 * CloudWatch has most minutes after one or two (own measurements of the services' pages are not published); a newest reading
 * older than this says nothing about now.
 */
export const STALE_MS = 5 * PERIOD_MS;

/** Whether a reading can be believed: a number from 0, of a minute that has ended. */
function isSound({ value, at }: Reading, now: number): boolean {
  return Number.isFinite(value) && value >= 0 && Number.isFinite(at) && at <= now;
}

/** Sound values of the last minutes before now, oldest first, one a minute. @param minutes ≥ 1 */
export function lastMinutes(series: Series | undefined, minutes: number, now: number): readonly Reading[] {
  const byMinute = new Map<number, Reading>();
  for (const reading of series ?? []) {
    if (isSound(reading, now) && reading.at > now - STALE_MS - (minutes - 1) * PERIOD_MS) {
      byMinute.set(Math.floor(reading.at / PERIOD_MS), reading);
    }
  }
  return [...byMinute.values()].sort((one, other) => one.at - other.at).slice(-minutes);
}

/** What came back in each minute: records, or at least as many as batches that the handler itself handed back. */
export function failedByMinute(metrics: TypeMetrics | undefined): Map<number, number> {
  const failedAt = new Map((metrics?.failedRecords ?? []).map(({ at, value }) => [at, value]));
  for (const series of Object.values(metrics?.handedBack ?? {})) {
    for (const { at, value } of series) if (value > 0) failedAt.set(at, Math.max(value, failedAt.get(at) ?? 0));
  }
  return failedAt;
}

/** Whether anything was counted in the last minutes. */
export function happened(series: Series | undefined, minutes: number, now: number): boolean {
  return lastMinutes(series, minutes, now).some(({ value }) => value > 0);
}

/** The newest value that can be believed and is not stale; `undefined`: none. */
export function newest(series: Series | undefined, now: number): number | undefined {
  const reading = lastMinutes(series, 1, now).at(-1);
  return reading === undefined || reading.at <= now - STALE_MS ? undefined : reading.value;
}

/** One minute alone may be a spike. */
export const TWO_OF_THREE = [2, 3] as const;

/** Whether at least `least` of the last `of` minutes pass, the newest of them not stale. */
export function mostly(
  series: Series | undefined,
  [least, of]: readonly [number, number],
  now: number,
  passes: (value: number) => boolean,
): boolean {
  const readings = lastMinutes(series, of, now);
  const last = readings.at(-1);
  if (last === undefined || last.at <= now - STALE_MS) return false;
  return readings.filter(({ value, at }) => at > last.at - of * PERIOD_MS && passes(value)).length >= least;
}
