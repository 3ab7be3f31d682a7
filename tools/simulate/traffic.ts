import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';

/** The share of the chain's peak at a time; linear between two points. */
export interface LoadPoint {
  /** Seconds from the start. */
  readonly at: number;
  /** 1 is the peak that the catalog states for the stage. */
  readonly ofPeak: number;
}

/** Phones that leave a tunnel, each with a body of events that it could not send. */
export interface Reconnect {
  readonly at: number;
  /** Seconds over which they reconnect. */
  readonly within: number;
  readonly phones: number;
  readonly eventsPerPhone: number;
}

/** More events of one type for a while, each in a request of its own. */
export interface Surge {
  readonly type: string;
  readonly at: number;
  readonly seconds: number;
  readonly eventsPerSecond: number;
}

export interface TrafficPattern {
  /** @default the peak for the whole run */
  readonly load?: readonly LoadPoint[];
  /**
   * Events of a request, of all types together; 1–100.
   * @default so that no type comes in more requests than it states
   */
  readonly eventsPerRequest?: number;
  /** Number of phones. @default one for each request in twenty seconds of the peak */
  readonly players?: number;
  /**
   * How unequal the values of partition keys are: the share of the value of rank k is proportional to 1 ÷ k^exponent
   * (Zipf). Applies to players and to all other keys, and replaces the types' own share of the busiest value. ≥ 0.
   * @default off
   */
  readonly zipf?: number;
  /** Number of values of a partition key that is not the player. ≥ 1. @default 10,000 */
  readonly keyValues?: number;
  readonly reconnects?: readonly Reconnect[];
  readonly surges?: readonly Surge[];
}

/** The load at `seconds`; before the first point it is the first one's, after the last point the last one's. */
export function loadAt(load: readonly LoadPoint[], seconds: number): number {
  let before = load[0];
  if (before === undefined || seconds <= before.at) return before?.ofPeak ?? 1;
  for (const point of load) {
    if (point.at >= seconds) {
      const share = point.at === before.at ? 1 : (seconds - before.at) / (point.at - before.at);
      return before.ofPeak + share * (point.ofPeak - before.ofPeak);
    }
    before = point;
  }
  return before.ofPeak;
}

/**
 * Calls `arrive` at the points of a Poisson process with a varying rate, by thinning a process at the highest rate
 * (Lewis and Shedler 1979).
 * @param ratePerSecond at a time in seconds, never above `highest`
 */
export function poissonArrivals(
  scheduler: Scheduler,
  random: Random,
  { from, to, highest }: { readonly from: number; readonly to: number; readonly highest: number },
  ratePerSecond: (seconds: number) => number,
  arrive: () => void,
): void {
  if (highest <= 0) return;
  const next = (): void => {
    const gap = (-Math.log(1 - random.unit()) * 1_000) / highest;
    if (scheduler.now() + gap >= to * 1_000) return;
    scheduler.schedule(gap, () => {
      const rate = ratePerSecond(scheduler.now() / 1_000);
      if (rate >= highest || random.unit() * highest < rate) arrive();
      next();
    });
  };
  scheduler.schedule(from * 1_000 - scheduler.now(), next);
}
