import { PRIORITIES, type Priority } from '../../core/capacity/model/workload.ts';
import type { GovernedType, GovernorPlan } from '../../core/capacity/plan/governor-plan.ts';
import { LIMITS } from '../../core/limits.ts';
import type { Admission } from '../shared/store/admission-item.ts';
import type { Decision } from './decision.ts';
import { demandOf, isPastPeak, nextPeak, sinceShare } from './demand.ts';
import type { AdmissionMemory, Memory } from './memory.ts';
import {
  happened,
  lastMinutes,
  mostly,
  newest,
  type Observation,
  PERIOD_MS,
  type Series,
  TWO_OF_THREE,
  type TypeMetrics,
} from './observation.ts';
import { drains, processesNothing, throttledWhileServing } from './serving.ts';

/** How long ingest believes a level: the governor writes it again each minute, and ingest admits all without it. */
export const LEVEL_VALID_MS = 5 * PERIOD_MS;
const ALL_OF_FIVE = [5, 5] as const;
/** Share of its capacity that a type may use for good, as the plan's own headroom. */
const HEADROOM = 0.8;
/** Share of the record age at which a backlog counts as pressure by itself. */
const AGE_SHARE = 0.5;
/**
 * Pressure below which a share rises by a step, and below which all that is shed would fit at once. Between them and 1 nothing
 * changes, so that a level does not swing.
 */
const CALM = 0.7;
const FITS = 0.9;
const LOWER_BY = 0.7;
const RAISE_BY = 0.1;
/** Between two changes of a share: the metrics then show what the first one did. */
const LOWER_AFTER_MS = 3 * PERIOD_MS;
const RAISE_AFTER_MS = 3 * PERIOD_MS;
const RAISE_IN_RUSH_AFTER_MS = 15 * PERIOD_MS;
/** The least share of each priority: some always pass, so that the governor sees when there is room again. */
const LEAST: Readonly<Record<Priority, number>> = { sheddable: 0.05, normal: 0.2, critical: 1 };
/** A backlog that capacity handles within this time is none. */
const BACKLOG_SECONDS = 30;
/** How far back arrivals are compared with what the stream took. */
const SEEN_MINUTES = 20;
/** Retry-After, as a floor that ingest and phones only extend. */
const SHORTEST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 60_000;
/** In a minute: all who wait would come back together if the wait became short at once. */
const SHORTER_BY = 0.7;

/** Priorities that may be shed, the first to go first: the catalog's order from its end, without `critical`. */
export const SHED_ORDER: readonly Priority[] = [...PRIORITIES].reverse().filter((priority) => priority !== 'critical');

export interface Admitting {
  readonly plan: GovernorPlan;
  readonly seen: Observation;
  readonly memory: Memory;
  readonly now: number;
}

/** The level that ingest admits by, if it changes or has to be confirmed. */
export function decideAdmission(admitting: Admitting): Decision | undefined {
  const { plan, memory, now } = admitting;
  const shared = sharedPressure(admitting);
  const mayBeShed = plan.types
    .filter(({ priority }) => priority !== 'critical')
    .map((type): OfType => {
      const before = shareOf(memory.admission, type.type);
      return { type, before, own: ownPressure(admitting, type, before) };
    });
  const shares: Record<string, number> = {};
  const reasons: string[] = [];
  let drainMs = 0;
  for (const of of mayBeShed) {
    const { type, own } = of;
    const { share, reason } = nextShare(admitting, of, shared, mayBeShed);
    if (share < 1) shares[type.type] = share;
    if (share < 1 && own.drainMs !== undefined) drainMs = Math.max(drainMs, own.drainMs);
    if (reason !== undefined) reasons.push(reason);
  }
  const sheds = Object.keys(shares).length > 0;
  const { admission } = memory;
  const shortestMs = Math.max(SHORTEST_RETRY_MS, SHORTER_BY * admission.retryAfterMs);
  const retryAfterMs = sheds ? Math.min(LONGEST_RETRY_MS, Math.round(Math.max(shortestMs, drainMs))) : 0;
  if (reasons.length === 0 && (!sheds || admission.validUntil - now > LEVEL_VALID_MS - PERIOD_MS / 2)) return undefined;
  const from: Admission = { shares: admission.shares, retryAfterMs: admission.retryAfterMs };
  return {
    act: { kind: 'admit', from, to: { shares, retryAfterMs } },
    reason: reasons.length === 0 ? 'nothing changed: the level stays valid' : reasons.join('; '),
  };
}

/** The level after an act: with the times of what changed. */
export function withAdmission(memory: AdmissionMemory, to: Admission, now: number): AdmissionMemory {
  const changed = [...new Set([...Object.keys(memory.shares), ...Object.keys(to.shares)])].filter(
    (type) => shareOf(memory, type) !== shareOf(to, type),
  );
  return {
    ...to,
    peaks: memory.peaks,
    changedAt: { ...memory.changedAt, ...Object.fromEntries(changed.map((type) => [type, now])) },
    validUntil: now + LEVEL_VALID_MS,
  };
}

export function shareOf({ shares }: Pick<Admission, 'shares'>, type: string): number {
  return Object.hasOwn(shares, type) ? (shares[type] ?? 1) : 1;
}

/** Pressure by minute, 1 where the headroom is used up. */
interface Pressure {
  readonly isHigh: boolean;
  readonly isCalm: boolean;
  /** What is shed would fit too. */
  readonly fitsAll: boolean;
  /** Share of what arrives that would be in time. */
  readonly fits: number;
  readonly drainMs: number | undefined;
  /** Records a second that would arrive if all were admitted. @default not known */
  readonly demand?: number | undefined;
  readonly reason: string;
}

/** The most that was asked for of each type since it is shed. */
export function peaksSeen(admitting: Admitting): Readonly<Record<string, number>> {
  const { plan, memory } = admitting;
  const peaks = plan.types.flatMap((type): [string, number][] => {
    if (type.priority === 'critical') return [];
    const share = shareOf(memory.admission, type.type);
    const peak = nextPeak(memory.admission.peaks[type.type], { share, ...ownPressure(admitting, type, share) });
    return peak === undefined ? [] : [[type.type, peak]];
  });
  return Object.fromEntries(peaks);
}

/** Pressure of one type on its own stream and handler. */
function ownPressure({ seen, memory, now }: Admitting, type: GovernedType, share: number): Pressure {
  const { stream, mapping, metrics } = seen.types[type.type] ?? {};
  const capacity = capacityOf(type, stream?.openShards ?? type.shards);
  const ageMs = newest(metrics?.iteratorAgeMs, now);
  const rates = arrivals(type, metrics, 5, now);
  const rate = newest(rates, now);
  // A mapping that pauses, or catches up, lets records wait longer.
  const limitMs = Math.max(type.maxRecordAgeSeconds, mapping?.maxRecordAgeSeconds ?? 0) * 1_000;
  const isOld =
    mostly(metrics?.iteratorAgeMs, TWO_OF_THREE, now, (age) => age > AGE_SHARE * limitMs) &&
    !drains(metrics?.iteratorAgeMs, now) &&
    !processesNothing(metrics, now);
  const isFull = mostly(rates, TWO_OF_THREE, now, (value) => value > HEADROOM * capacity);
  const isThrottled = mostly(metrics?.writeThrottled, TWO_OF_THREE, now, (value) => value > 0);
  const fitsAll = mostly(rates, ALL_OF_FIVE, now, (value) => value / share < FITS * HEADROOM * capacity);
  const isIdle =
    (fitsAll || mostly(rates, ALL_OF_FIVE, now, (value) => value < CALM * HEADROOM * capacity)) &&
    !mostly(metrics?.writeThrottled, [1, 3], now, (value) => value > 0) &&
    (ageMs === undefined || ageMs < CALM * AGE_SHARE * limitMs);
  const backlog = Math.max(((ageMs ?? 0) / 1_000) * (rate ?? 0), waitingBefore(type, metrics, now));
  const spare = capacity - (rate ?? 0);
  const goalSeconds = Math.max(60, (limitMs - (ageMs ?? 0)) / 2_000);
  const fits = rate === undefined || rate === 0 ? 1 : Math.max(0, capacity - backlog / goalSeconds) / rate;
  return {
    // A stream that is full for a moment catches up; one that is full and refuses, or whose records grow old, does not.
    isHigh: isOld || (isFull && (isThrottled || (ageMs ?? 0) > AGE_SHARE * 0.2 * limitMs)),
    isCalm: isIdle && backlog < capacity * BACKLOG_SECONDS,
    fitsAll: isIdle && fitsAll,
    fits: Math.min(1, fits),
    demand: demandOf(rates, share, sinceShare(memory.admission, type.type, now)),
    drainMs: spare > 0 ? (backlog / spare) * 1_000 : LONGEST_RETRY_MS,
    reason: `${type.type}: ${Math.round(rate ?? 0)} records/s arrive of ${Math.round(share * 100)} % admitted, ${Math.round(capacity)} are handled, the oldest waits ${Math.round((ageMs ?? 0) / 1_000)} s`,
  };
}

/** Records a second that arrive, by minute: what ingest accepted, or where that is not known, what the stream took. */
function arrivals(type: GovernedType, metrics: TypeMetrics | undefined, minutes: number, now: number): Series {
  const taken = new Map(lastMinutes(metrics?.incomingRecords, minutes, now).map(({ value, at }) => [at, value / 60]));
  const accepted = lastMinutes(metrics?.acceptedEvents, minutes, now);
  for (const { value, at } of accepted) {
    const records = value / 60 / type.eventsPerRecord;
    taken.set(at, Math.max(records, taken.get(at) ?? 0));
  }
  return [...taken]
    .map(([at, value]) => ({ at, value }))
    .sort((one, other) => one.at - other.at)
    .slice(-minutes);
}

/** Records that were accepted in the last minutes and are not in the stream yet: EventBridge tries them again and again. */
function waitingBefore(type: GovernedType, metrics: TypeMetrics | undefined, now: number): number {
  const taken = new Map(lastMinutes(metrics?.incomingRecords, SEEN_MINUTES, now).map(({ value, at }) => [at, value]));
  let waiting = 0;
  for (const { value, at } of lastMinutes(metrics?.acceptedEvents, SEEN_MINUTES, now)) {
    const into = taken.get(at);
    if (into !== undefined) waiting = Math.max(0, waiting + value / type.eventsPerRecord - into);
  }
  return waiting;
}

/** Records a second that stream and handler keep up with. More shards give the handler more lanes, up to its reservation. */
function capacityOf(type: GovernedType, shards: number): number {
  const most = type.reservedConcurrency ?? Number.POSITIVE_INFINITY;
  const workers = (of: number) => Math.min(most, of * type.parallelizationFactor);
  return Math.max(
    1,
    Math.min(
      shards * LIMITS.kinesisShardRecordsPerSecond.value,
      (shards * LIMITS.kinesisShardBytesPerSecond.value) / type.recordBytes,
      (type.handlerRate * workers(shards)) / workers(type.shards),
    ),
  );
}

/** Pressure on what all types share: the quota of PutEvents, the table, or a critical type that cannot keep up. */
function sharedPressure(admitting: Admitting): Pressure {
  const { plan, seen, now } = admitting;
  const bus = mostly(seen.putEventsThrottled, TWO_OF_THREE, now, (calls) => calls > 0);
  const table = mostly(throttledWhileServing(seen), TWO_OF_THREE, now, (requests) => requests > 0);
  const critical = plan.types.find((type) => type.priority === 'critical' && ownPressure(admitting, type, 1).isHigh);
  const isHigh = bus || table || critical !== undefined;
  const isQuiet =
    (newest(seen.putEventsThrottled, now) ?? 0) === 0 &&
    (newest(seen.tableThrottled, now) ?? 0) === 0 &&
    critical === undefined;
  const cause = bus ? 'PutEvents is throttled' : table ? 'the table throttles' : `${critical?.type} does not keep up`;
  return { isHigh, isCalm: isQuiet, fitsAll: isQuiet, fits: LOWER_BY, drainMs: undefined, reason: cause };
}

/** A type that may be shed, with the share that is admitted now. */
interface OfType {
  readonly type: GovernedType;
  readonly before: number;
  readonly own: Pressure;
}

interface NextShare {
  readonly share: number;
  /** @default the share does not change */
  readonly reason?: string;
}

function nextShare(
  admitting: Admitting,
  { type, before, own }: OfType,
  shared: Pressure,
  all: readonly OfType[],
): NextShare {
  const { memory, now } = admitting;
  const changedAt = memory.admission.changedAt[type.type] ?? Number.NEGATIVE_INFINITY;
  const isShared = shared.isHigh && isNext(admitting, type);
  if (own.isHigh || isShared) {
    if (now - changedAt < LOWER_AFTER_MS) return { share: before };
    // What fits is measured against what is admitted now; one step at most takes half.
    const factor = own.isHigh ? Math.min(LOWER_BY, Math.max(0.5, own.fits)) : LOWER_BY;
    const share = bounded(before * factor, type);
    if (share === before) return { share };
    return { share, reason: `${own.isHigh ? own.reason : shared.reason}: ${shown(type, before, share)}` };
  }
  const isFree = own.isCalm && shared.isCalm && !all.some((other) => comesBackBefore(other, type));
  if (before >= 1 || !isFree || now - changedAt < RAISE_AFTER_MS) return { share: before };
  const fitsAll = own.fitsAll && !shared.isHigh && mostlyQuiet(admitting);
  // Where the rush goes on, all may fit because the stream has grown; the rush may grow too.
  const isLasting = fitsAll && now - changedAt >= RAISE_IN_RUSH_AFTER_MS;
  if (!isLasting && !isPastPeak(memory.admission.peaks[type.type], own.demand)) return { share: before };
  const share = fitsAll ? 1 : Math.min(1, Math.round((before + RAISE_BY) * 1_000) / 1_000);
  return { share, reason: `there is room again: ${shown(type, before, share)}` };
}

/** Whether nothing that all types share was throttled for the last five minutes. */
function mostlyQuiet({ seen, now }: Admitting): boolean {
  return !happened(seen.putEventsThrottled, 5, now) && !happened(seen.tableThrottled, 5, now);
}

/** Whether a shared cause has come to the type: every type of the priorities before its own is at its least. */
function isNext({ plan, memory }: Admitting, { priority }: GovernedType): boolean {
  const before = SHED_ORDER.slice(0, Math.max(0, SHED_ORDER.indexOf(priority)));
  return plan.types
    .filter((type) => before.includes(type.priority))
    .every((type) => shareOf(memory.admission, type.type) <= LEAST[type.priority]);
}

/** Whether another type is more important, and has room to be admitted more too. */
function comesBackBefore({ type, before, own }: OfType, than: GovernedType): boolean {
  return before < 1 && own.isCalm && SHED_ORDER.indexOf(type.priority) > SHED_ORDER.indexOf(than.priority);
}

function bounded(share: number, { priority }: GovernedType): number {
  return Math.max(LEAST[priority], Math.round(share * 1_000) / 1_000);
}

function shown({ type }: GovernedType, before: number, after: number): string {
  return `${type} ${Math.round(before * 100)} % → ${Math.round(after * 100)} % admitted`;
}
