import { LIMITS } from '../../core/limits.ts';
import { PERIOD_MS } from './observation.ts';

/** Time for one doubling: a change takes minutes, longer for more shards (API_UpdateShardCount names no figure). */
const DOUBLING_MS = 5 * PERIOD_MS;
/** Before a start: nobody is surprised by a doubling that is slow or refused once. */
const MARGIN_MS = 30 * PERIOD_MS;
/** After a start: the rush to the first clues. */
const HOLD_MS = 60 * PERIOD_MS;

/** Doublings from `from` to at least `to` shards. */
export function doublings(from: number, to: number): number {
  return Math.max(0, Math.ceil(Math.log(to / from) / Math.log(LIMITS.kinesisReshardFactor.value)));
}

/** Whether a stream with `shards` must be on its way to `planned` for the hunt that starts at `at`, or hold them. */
export function isStartNear(at: number, shards: number, planned: number, now: number): boolean {
  if (!Number.isFinite(at)) return false;
  const leadMs = doublings(shards, planned) * DOUBLING_MS + MARGIN_MS;
  return at - leadMs <= now && now <= at + HOLD_MS;
}

/** The fewest shards of a stream. @param share of the planned ones, above 0 */
export function floorOf(planned: number, share: number): number {
  return Math.max(1, Math.ceil(planned * share));
}
