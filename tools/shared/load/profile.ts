import { InputError } from '../../../core/errors.ts';

/** A part of a run in which the offered rate changes linearly from one value to another. */
export interface Segment {
  /** Above 0. */
  readonly seconds: number;
  /** Events a second at its start and at its end. ≥ 0. */
  readonly from: number;
  readonly to: number;
}

export const PROFILES = ['constant', 'ramp', 'step', 'spike', 'soak'] as const;
export type ProfileName = (typeof PROFILES)[number];

/** Number of steps in the profile `step`. */
const STEPS = 5;
/** The profile `spike`: one fifth of the rate; then the full rate for one fifth of the time; then one fifth again. */
const SPIKE_BASE = 0.2;
const SPIKE_FROM = 0.4;
const SPIKE_UNTIL = 0.6;
/** The profile `soak` ramps up for a twentieth of its time. */
const SOAK_WARM_UP = 0.05;

/**
 * The offered rate over time.
 * - `constant`: the full rate from the first moment.
 * - `ramp`: linear from 0 to the rate; shows where answers begin to queue.
 * - `step`: five equal steps up to the rate; shows which of them the chain sustains.
 * - `spike`: one fifth of the rate; then the full rate for one fifth of the time; then one fifth again: the start line.
 * - `soak`: a twentieth of the time up to the rate, then constant: for leaks and slow growth; run it for an hour.
 * @param rate events a second at the top
 * @param seconds of the whole run
 */
export function profileNamed(name: ProfileName, rate: number, seconds: number): readonly Segment[] {
  if (!(rate > 0 && rate <= 1_000_000)) {
    throw new InputError({
      input: '--rate',
      received: rate,
      allowed: 'above 0, at most 1,000,000 events/s',
      remedy: 'Choose a rate within that range.',
    });
  }
  if (!(seconds > 0 && seconds <= 86_400)) {
    throw new InputError({
      input: '--for',
      received: seconds,
      allowed: 'above 0, at most 86,400 s',
      remedy: 'Choose a time within that range.',
    });
  }
  switch (name) {
    case 'constant':
      return [{ seconds, from: rate, to: rate }];
    case 'ramp':
      return [{ seconds, from: 0, to: rate }];
    case 'step':
      return Array.from({ length: STEPS }, (_, index) => {
        const level = (rate * (index + 1)) / STEPS;
        return { seconds: seconds / STEPS, from: level, to: level };
      });
    case 'spike': {
      const base = rate * SPIKE_BASE;
      return [
        { seconds: seconds * SPIKE_FROM, from: base, to: base },
        { seconds: seconds * (SPIKE_UNTIL - SPIKE_FROM), from: rate, to: rate },
        { seconds: seconds * (1 - SPIKE_UNTIL), from: base, to: base },
      ];
    }
    case 'soak':
      return [
        { seconds: seconds * SOAK_WARM_UP, from: 0, to: rate },
        { seconds: seconds * (1 - SOAK_WARM_UP), from: rate, to: rate },
      ];
  }
}

export function secondsOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { seconds }) => sum + seconds, 0);
}

export function eventsOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { seconds, from, to }) => sum + (seconds * (from + to)) / 2, 0);
}

export function peakOf(segments: readonly Segment[]): number {
  return segments.reduce((peak, { from, to }) => Math.max(peak, from, to), 0);
}
