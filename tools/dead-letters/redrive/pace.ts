/** How fast records are sent again, and since when. */
export interface Pace {
  readonly perSecond: number;
  /** When the current rate began, in milliseconds since the epoch. */
  readonly since: number;
  /** Age of the oldest waiting record when the redrive began, in milliseconds. */
  readonly ageAtStartMs: number;
}

/** What was seen since the redrive began. */
export interface Signals {
  /** Age of the oldest record that waits; `undefined`: no figure of the last minutes. */
  readonly ageMs: number | undefined;
  /** Writes that the stream or bus refused. */
  readonly throttled: number;
  /** Dead letters of the same cause that arrived since. */
  readonly fresh: number;
  /** Dead letters with events that were redriven: they failed once more, for whatever cause. */
  readonly again: number;
}

/** The next rate, or why nothing more is sent. */
export type Step = { readonly pace: Pace } | { readonly stop: string };

/** Records in the first minute, a second. */
export const FIRST_RATE = 10;
const MINUTE_MS = 60_000;
/** Polls, batching windows and cold starts alone make an age of some seconds. */
const AGE_NOISE_MS = 10_000;

/** @param ageMs `undefined`: nothing waits yet */
export function firstPace(perSecond: number, ageMs: number | undefined, now: number): Pace {
  return { perSecond, since: now, ageAtStartMs: ageMs ?? 0 };
}

/**
 * Doubles the rate after each minute in which nothing spoke against it, and stops at the first sign of harm. Without a
 * known age the rate stays: nobody can tell whether the minute was clean.
 * @param most records a second, see `mostPerSecond`
 */
export function nextPace(pace: Pace, { ageMs, throttled, fresh, again }: Signals, most: number, now: number): Step {
  if (throttled > 0) return { stop: `${throttled} writes were throttled` };
  if (again > 0)
    return { stop: `${again} dead letters have events that were just redriven: they fail for another cause` };
  if (fresh > 0) return { stop: `${fresh} new dead letters of the same cause arrived: it is not mended` };
  const worst = 2 * pace.ageAtStartMs + AGE_NOISE_MS;
  if (ageMs !== undefined && ageMs > worst) {
    return {
      stop: `the oldest waiting record is ${Math.round(ageMs / 1_000)} s old, above ${Math.round(worst / 1_000)} s`,
    };
  }
  if (ageMs === undefined || now - pace.since < MINUTE_MS || pace.perSecond >= most) return { pace };
  return { pace: { ...pace, perSecond: Math.min(most, 2 * pace.perSecond), since: now } };
}

/** Records a second that a stream and its handler can take. `undefined`: not known. */
export interface Capacity {
  readonly handledPerSecond: number | undefined;
  readonly writtenPerSecond: number | undefined;
  /** What live traffic takes of it. */
  readonly arrivingPerSecond: number;
}

/** Half of what live traffic leaves; never less than the first rate, which no chain notices. */
export function mostPerSecond({ handledPerSecond, writtenPerSecond, arrivingPerSecond }: Capacity): number {
  const known = [handledPerSecond, writtenPerSecond].filter((rate) => rate !== undefined);
  if (known.length === 0) return FIRST_RATE;
  return Math.max(FIRST_RATE, Math.floor((Math.min(...known) - arrivingPerSecond) / 2));
}

/** Seconds that so many records take if every minute is clean. */
export function secondsFor(records: number, firstRate: number, most: number): number {
  let [left, rate, seconds] = [records, firstRate, 0];
  while (left > rate * 60 && rate < most) {
    left -= rate * 60;
    seconds += 60;
    rate = Math.min(most, 2 * rate);
  }
  return seconds + left / rate;
}
