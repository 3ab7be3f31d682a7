import type { AdmissionMemory } from './memory.ts';
import { PERIOD_MS, type Series } from './observation.ts';

/** Until every environment of ingest has read a new level. */
const HEARD_AFTER_MS = 5_000;
/** Share of the most that was asked for since it was shed, below which the rush counts as over. */
const PAST_PEAK = 0.85;

/** From when on minutes are wholly of the share that holds now. */
export function sinceShare({ changedAt }: Pick<AdmissionMemory, 'changedAt'>, type: string, now: number): number {
  return (changedAt[type] ?? now) + PERIOD_MS + HEARD_AFTER_MS;
}

/**
 * Records a second that would arrive if all were admitted: the most of the minutes that are wholly of the present share.
 * `undefined`: there is none yet.
 */
export function demandOf(rates: Series, share: number, since: number): number | undefined {
  const those = rates.filter(({ at }) => share >= 1 || at >= since).map(({ value }) => value / share);
  return those.length === 0 ? undefined : Math.max(...those);
}

/** The most that was asked for since a type was shed; left out where it is not shed, or its own load was not the cause. */
export function nextPeak(
  before: number | undefined,
  { share, isHigh, demand }: { readonly share: number; readonly isHigh: boolean; readonly demand?: number | undefined },
): number | undefined {
  if (share >= 1 && !isHigh) return undefined;
  return isHigh || before !== undefined ? Math.max(before ?? 0, demand ?? 0) : undefined;
}

/** Whether the rush is over: a share that rises while as much is asked for as when it was lowered would fall again. */
export function isPastPeak(peak: number | undefined, demand: number | undefined): boolean {
  return peak === undefined || (demand !== undefined && demand < PAST_PEAK * peak);
}
