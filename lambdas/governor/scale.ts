import type { GovernedType } from '../../core/capacity/plan/governor-plan.ts';
import { LIMITS } from '../../core/limits.ts';
import { shareOf } from './admit.ts';
import type { Decision } from './decision.ts';
import { sinceShare } from './demand.ts';
import { type AdmissionMemory, recentReshards, reversalsOf, type TypeLook } from './memory.ts';
import {
  happened,
  lastMinutes,
  mostly,
  newest,
  PERIOD_MS,
  type Series,
  type StreamSeen,
  TWO_OF_THREE,
  type TypeObservation,
} from './observation.ts';
import { floorOf, isStartNear } from './pace.ts';

/** A stream grows that is fuller than this in two of three minutes. The plan itself fills one to 80 % at the peak. */
const GROW_ABOVE = 0.85;
/** The same with fewer shards than planned: these are paid for by the plan. */
const GROW_TO_PLAN_ABOVE = 0.6;
/** How full it is to be after it has grown. */
const GROW_TO = 0.65;
/** A stream that is as good as full refuses an unknown number of records. */
const FULL = 0.95;
/** It is not made so small that it would be used more than this. */
export const SHRINK_TO = 0.45;
/** Records that wait longer are behind a backlog, as the alarm `Behind` says. */
const BEHIND_MS = 60_000;
/** Invocations at once ÷ lanes: above it more lanes help; below it one key or one record is in the way. */
const LANES_BUSY = 0.8;
/** After a change, until a shard that is full says something about keys. */
const HOT_AFTER_MS = 10 * PERIOD_MS;
/** Between two changes: the metrics of the time before a change are then no longer among the last three minutes. */
const GROW_AFTER_MS = 5 * PERIOD_MS;
const SHRINK_AFTER_MS = 60 * PERIOD_MS;
/** The window in which traffic may not rise before the stream shrinks. */
const TREND_MINUTES = 15;
const RISING = 1.1;
/** Of the ten changes a day, these are for growth alone: three doublings. */
export const RESERVED_FOR_GROWTH = 3;
/** The governor never grows a stream beyond this multiple of its plan: a bound on what a wrong metric can cost. */
export const MOST_OF_PLAN = 16;
/** Steps of 25 % of the open shards are the fastest (kinesis/latest/APIReference, API_UpdateShardCount). */
const FAST_STEP = 0.25;

export interface Scaling extends TypeLook {
  /** @default not known: then no more than the plan's own shards */
  readonly shardsAvailable: number | undefined;
  readonly startsAtMs: readonly number[];
  /** What ingest sheds of the type would come too. */
  readonly admission: Pick<AdmissionMemory, 'shares' | 'changedAt'>;
  /** Share of the planned shards below which the stream never shrinks; 1: it never shrinks. */
  readonly floorShare: number;
}

/** Whether the stream's shards change, and why; or why they cannot. */
export function decideScale(scaling: Scaling): Decision | undefined {
  const { type, seen } = scaling;
  const { stream } = seen;
  if (stream === undefined || !isOwn(stream, type)) return undefined;
  const hot = hotKey(scaling, stream);
  const wanted = hot === undefined ? wantedShards(scaling, stream) : undefined;
  if (wanted !== undefined && wanted.shards > stream.openShards) return grow(scaling, stream, wanted);
  if (hot !== undefined) return { type: type.type, reason: hot };
  return shrink(scaling, stream);
}

/** Only a provisioned stream that nothing changes at the moment. */
function isOwn({ status, mode, openShards }: StreamSeen, { streamMode }: GovernedType): boolean {
  return status === 'ACTIVE' && mode === 'PROVISIONED' && streamMode === 'PROVISIONED' && openShards >= 1;
}

/** Use of a shard's records and bytes a second, the higher; by minute. */
function useOf({ metrics }: TypeObservation, shards: number, minutes: number, now: number) {
  const perMinute = (limit: number) => limit * shards * 60;
  const ofRecords = lastMinutes(metrics?.incomingRecords, minutes, now).map(({ value, at }) => ({
    at,
    value: value / perMinute(LIMITS.kinesisShardRecordsPerSecond.value),
  }));
  const ofBytes = lastMinutes(metrics?.incomingBytes, minutes, now).map(({ value, at }) => ({
    at,
    value: value / perMinute(LIMITS.kinesisShardBytesPerSecond.value),
  }));
  const byMinute = new Map<number, { readonly at: number; readonly value: number }>();
  for (const each of [...ofRecords, ...ofBytes]) {
    const known = byMinute.get(each.at);
    if (known === undefined || each.value > known.value) byMinute.set(each.at, each);
  }
  return [...byMinute.values()].sort((one, other) => one.at - other.at).slice(-minutes);
}

/**
 * Use of the stream by what ingest shed, by minute, if it were admitted. It is counted from what ingest accepted, because
 * EventBridge's retries fill a stream too, and only in minutes that are wholly of the share that holds now.
 */
function shedUse({ type, seen, admission, now }: Scaling, shards: number): ReadonlyMap<number, number> {
  const share = shareOf(admission, type.type);
  const since = sinceShare(admission, type.type, now);
  if (share >= 1) return new Map();
  const perShard = Math.min(
    LIMITS.kinesisShardRecordsPerSecond.value,
    LIMITS.kinesisShardBytesPerSecond.value / type.recordBytes,
  );
  return new Map(
    lastMinutes(seen.metrics?.acceptedEvents, 3, now)
      .filter(({ at }) => at >= since)
      .map(({ value, at }) => [at, ((value / type.eventsPerRecord) * (1 / share - 1)) / (perShard * shards * 60)]),
  );
}

interface Wanted {
  readonly shards: number;
  readonly reason: string;
}

/** `undefined`: no reason to grow. */
function wantedShards(scaling: Scaling, { openShards }: StreamSeen): Wanted | undefined {
  const { type, seen, startsAtMs, now } = scaling;
  const shed = shedUse(scaling, openShards);
  const use = useOf(seen, openShards, 3, now).map(({ at, value }) => ({ at, value: value + (shed.get(at) ?? 0) }));
  const above = openShards < type.shards ? GROW_TO_PLAN_ABOVE : GROW_ABOVE;
  const isRefusing = (newest(seen.metrics?.writeThrottled, now) ?? 0) > 0;
  // A stream that is full and refuses needs no second minute.
  const isFullNow = isRefusing && (newest(use, now) ?? 0) > FULL;
  if (isFullNow || mostly(use, TWO_OF_THREE, now, (value) => value > above)) {
    const most = Math.max(...use.map(({ value }) => value));
    const isFull = most > FULL || mostly(seen.metrics?.writeThrottled, TWO_OF_THREE, now, (value) => value > 0);
    return {
      shards: isFull ? openShards * LIMITS.kinesisReshardFactor.value : Math.ceil((most * openShards) / GROW_TO),
      reason: `the stream is ${percent(most)} full with ${openShards} shard(s)${shed.size > 0 ? ', counting what is shed' : ''}`,
    };
  }
  if (isBehind(type, seen, openShards, now)) {
    return {
      shards: openShards * LIMITS.kinesisReshardFactor.value,
      reason: `records wait ${seconds(newest(seen.metrics?.iteratorAgeMs, now))} s and all lanes of ${openShards} shard(s) are busy`,
    };
  }
  const start = startsAtMs.find((at) => isStartNear(at, openShards, type.shards, now));
  if (start === undefined || openShards >= type.shards) return undefined;
  return {
    shards: type.shards,
    reason: `a hunt starts in ${Math.round((start - now) / PERIOD_MS)} min, for which the plan has ${type.shards} shards`,
  };
}

/** The handler is behind because its lanes are all in use, and more shards give it more lanes. */
function isBehind(type: GovernedType, { metrics }: TypeObservation, shards: number, now: number): boolean {
  if (!mostly(metrics?.iteratorAgeMs, TWO_OF_THREE, now, (age) => age > BEHIND_MS)) return false;
  const lanes = shards * type.parallelizationFactor;
  // What is reserved is the handler's limit, and more lanes do not raise it.
  if (lanes >= (type.reservedConcurrency ?? Number.POSITIVE_INFINITY)) return false;
  // Records that come back are no lack of lanes. Lambda publishes no zeros of failed records.
  const cameBack = [metrics?.failedRecords, ...Object.values(metrics?.handedBack ?? {})];
  if (cameBack.some((series) => happened(series, 3, now))) return false;
  return mostly(metrics?.concurrency, TWO_OF_THREE, now, (value) => value >= LANES_BUSY * lanes);
}

/**
 * A shard that refuses writes while the others have room: its keys have more than their share, and a change of all shards
 * never splits a key. The sentence names the least share of one key that explains it.
 */
function hotKey({ type, seen, memory, now }: Scaling, { openShards }: StreamSeen): string | undefined {
  const changedAt = memory.reshards.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  // Minutes from before a change say nothing about the shards of now.
  if (openShards < 2 || now - changedAt < HOT_AFTER_MS) return undefined;
  const throttled = new Set(
    lastMinutes(seen.metrics?.writeThrottled, 3, now).flatMap(({ value, at }) => (value > 0 ? [at] : [])),
  );
  const use = useOf(seen, openShards, 3, now).filter(({ at }) => throttled.has(at));
  const most = Math.max(0, ...use.map(({ value }) => value));
  if (most > GROW_TO || !mostly(use, TWO_OF_THREE, now, (value) => value > 0)) return undefined;
  // A full shard has 1 ÷ openShards of what the stream can take, so this share of what it takes.
  const ofShard = Math.min(1, 1 / (most * openShards));
  const ofKey = (ofShard * openShards - 1) / (openShards - 1);
  return `${type.type}: a shard refuses records while the stream is only ${percent(most)} full: one partition key has at least ${percent(ofKey)} of the events, which more shards do not spread`;
}

function grow(scaling: Scaling, stream: StreamSeen, wanted: Wanted): Decision | undefined {
  const { type, memory, shardsAvailable, now } = scaling;
  const { openShards } = stream;
  const refused = (why: string): Decision => ({ type: type.type, reason: `${wanted.reason}, but ${why}` });
  const recent = recentReshards(memory, now);
  const last = recent.at(-1)?.at;
  if (last !== undefined && now - last < GROW_AFTER_MS) return undefined;
  const blocked = unreadParent(scaling, last);
  if (blocked !== undefined) return refused(blocked);
  if (recent.length >= LIMITS.kinesisReshardsPerDay.value) {
    return refused(`its ${LIMITS.kinesisReshardsPerDay.value} changes of the last 24 hours are used up`);
  }
  const room = shardsAvailable ?? Math.max(0, type.shards - openShards);
  const most = Math.min(
    openShards * LIMITS.kinesisReshardFactor.value,
    type.shards * MOST_OF_PLAN,
    openShards + Math.floor(room),
  );
  const to = Math.min(most, snapped(openShards, wanted.shards));
  if (to <= openShards) {
    return refused(
      openShards >= type.shards * MOST_OF_PLAN
        ? `${MOST_OF_PLAN} times the plan is the most`
        : "the account's quota of shards has no room",
    );
  }
  return {
    type: type.type,
    act: { kind: 'reshard', type: type.type, from: openShards, to },
    reason: `${wanted.reason}: ${openShards} → ${to} shards`,
  };
}

/** Whether shards from before the last change still have unread records: their children wait for them, and so would theirs. */
function unreadParent({ seen, now }: Scaling, lastChange: number | undefined): string | undefined {
  const age = newest(seen.metrics?.iteratorAgeMs, now);
  if (lastChange === undefined || age === undefined || now - age >= lastChange) return undefined;
  return 'shards from before its last change are not read to their end';
}

function shrink(scaling: Scaling, { openShards }: StreamSeen): Decision | undefined {
  const { type, memory, startsAtMs, floorShare, now } = scaling;
  const floor = floorOf(type.shards, floorShare);
  const to = Math.max(floor, Math.ceil(openShards / LIMITS.kinesisReshardFactor.value));
  if (floorShare >= 1 || to >= openShards || shareOf(scaling.admission, type.type) < 1) return undefined;
  const recent = recentReshards(memory, now);
  const used = recent.length;
  if (used >= LIMITS.kinesisReshardsPerDay.value - RESERVED_FOR_GROWTH) return undefined;
  // Growing again must stay possible, and would be the last turn of the day.
  if (reversalsOf([...recent, { from: openShards, to }]) > 1) return undefined;
  const last = recent.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const lowSince = memory.lowSince ?? now;
  if (now - last < SHRINK_AFTER_MS || now - lowSince < SHRINK_AFTER_MS) return undefined;
  if (startsAtMs.some((at) => isStartNear(at, to, type.shards, now))) return undefined;
  if (!isLow(scaling, openShards, to)) return undefined;
  return {
    type: type.type,
    act: { kind: 'reshard', type: type.type, from: openShards, to },
    reason: `for an hour ${to} shards would have been less than ${percent(SHRINK_TO)} full: ${openShards} → ${to} shards`,
  };
}

/** Whether `to` shards would carry what has arrived in the last quarter of an hour, and it does not rise. */
export function isLow({ seen, now }: Pick<Scaling, 'seen' | 'now'>, openShards: number, to: number): boolean {
  const { metrics } = seen;
  const isWhole = (series: Series | undefined) =>
    newest(series, now) !== undefined && lastMinutes(series, TREND_MINUTES, now).length >= TREND_MINUTES - 2;
  // Either of the two may be the one that fills the stream.
  if (!isWhole(metrics?.incomingRecords) || !isWhole(metrics?.incomingBytes)) return false;
  const use = useOf(seen, openShards, TREND_MINUTES, now);
  if (use.some(({ value }) => (value * openShards) / to > SHRINK_TO)) return false;
  const age = newest(metrics?.iteratorAgeMs, now);
  if (age !== undefined && age > BEHIND_MS / 6) return false;
  const third = Math.floor(use.length / 3);
  const mean = (part: typeof use) => part.reduce((sum, { value }) => sum + value, 0) / part.length;
  return mean(use.slice(-third)) <= mean(use.slice(0, third)) * RISING;
}

/** The next larger multiple of 25 % of the open shards, where that is whole. */
function snapped(openShards: number, wanted: number): number {
  const step = Math.max(1, Math.round(openShards * FAST_STEP));
  return openShards + Math.ceil((wanted - openShards) / step) * step;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

function seconds(milliseconds = 0): number {
  return Math.round(milliseconds / 1_000);
}
