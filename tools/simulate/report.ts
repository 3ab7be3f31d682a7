import { RARE_USES } from '../../catalog/table-use.ts';
import { meanUnits } from '../../core/capacity/model/table-use.ts';
import { addUnits, NO_UNITS, scaleUnits } from '../../core/capacity/model/throughput.ts';
import { streamUsage, sumStreamUsage, type Usage } from '../../core/capacity/model/usage.ts';
import { type Cost, totalCost, usageCost } from '../../core/capacity/model/usage-cost.ts';
import type { ChainPlan } from '../../core/capacity/plan/chain.ts';
import { traceSample } from '../../core/trace-sample.ts';
import type { GovernorAct } from './governing.ts';
import type { LatencySummary } from './latencies.ts';
import type { SimulationOptions } from './options.ts';
import type { Refusal } from './request.ts';
import type { Tally, Throttles } from './tally.ts';
import type { Timeline } from './timeline.ts';

/**
 * Counts of events. sent = accepted + throttled + shed + unanswered + waiting; accepted = processed + deadLettered +
 * inFlight.
 */
export interface EventAccount {
  readonly sent: number;
  readonly accepted: number;
  /** Events that their phones gave up after the last attempt was answered 429. */
  readonly throttled: number;
  /** The same with 503. */
  readonly shed: number;
  /** The same without a meaningful answer: 500, 502, 504. */
  readonly unanswered: number;
  /** Events that were still on their phones when the run ended. */
  readonly waiting: number;
  readonly processed: number;
  readonly deadLettered: number;
  /** Accepted, and neither processed nor dead letters when the run ended. */
  readonly inFlight: number;
  /** Events accepted once more because the phone received no confirmation; not part of `accepted`. */
  readonly duplicates: number;
}

export interface TypeReport extends EventAccount {
  readonly type: string;
  readonly latency: LatencySummary;
  readonly percentile: number;
  readonly objectiveMs: number;
  /** At the objective's percentile; `null` if no event was stored. */
  readonly latencyMs: number | null;
  readonly met: boolean;
  /** Events that were stored later than the objective. */
  readonly late: number;
  /** Events that ingest shed, each as often as its phone sent it in vain. */
  readonly shedAttempts: number;
  readonly records: number;
  readonly maxBacklog: number;
  readonly maxIteratorAgeMs: number;
  /** When the iterator age was above the objective first and last, in seconds; `null` if it never was. */
  readonly behind: { readonly fromSeconds: number; readonly toSeconds: number } | null;
  readonly streamWritesThrottled: number;
  readonly handlerThrottled: number;
}

export interface SimulationReport {
  readonly name: string;
  /** What the scenario simulates, and at which share of the rates. */
  readonly says: string;
  readonly theySaid?: string;
  readonly seed: number;
  /** Share of the stage's rates that was played. */
  readonly fraction: number;
  /** How long phones sent, and when the run ended. */
  readonly seconds: number;
  readonly endedAt: number;
  /** Why the run ended early. */
  readonly stopped?: string;
  readonly requests: {
    readonly sent: number;
    readonly attempts: number;
    readonly refusedAttempts: number;
    /** Phones that gave up in the end. */
    readonly gaveUp: number;
    /** Events in refused attempts, by reason. */
    readonly refusedEvents: Readonly<Record<Refusal, number>>;
    /** From the first attempt until the last event is settled. */
    readonly answer: LatencySummary;
    /** Read requests, those that Cairn did not answer, and the latency of the others. */
    readonly reads: { readonly sent: number; readonly refused: number; readonly answer: LatencySummary };
  };
  readonly events: EventAccount;
  /** Events a second while phones sent. */
  readonly throughput: { readonly offered: number; readonly accepted: number; readonly processed: number };
  /** From the request's arrival at the API to the stored effect. */
  readonly latency: LatencySummary;
  readonly backlog: {
    readonly max: number;
    /** Growth in events a second in the second half of the arrivals, fitted by least squares. */
    readonly slopePerSecond: number;
    /** Seconds from the last arrival until the backlog was gone; `null` if it was not. */
    readonly drainSeconds: number | null;
  };
  readonly throttles: Throttles;
  /** Usage of the functions behind the API. */
  readonly functions: Tally['api'];
  readonly types: readonly TypeReport[];
  /** US dollars of the run; `null` for the broker, which AWS does not sell. */
  readonly cost: { readonly dollars: number; readonly lines: Cost } | null;
  /**
   * When the p99 of what was stored was last above the longest objective of a type, in seconds from the beginning; `null`: it
   * never was.
   */
  readonly lateUntilSeconds: number | null;
  /** What the governor did, or in mode `observe` would have done. */
  readonly acts: readonly GovernorAct[];
  readonly timeline: Timeline;
}

export interface Played {
  readonly options: SimulationOptions & { readonly seed: number };
  readonly plan: ChainPlan;
  readonly tally: Tally;
  readonly timeline: Timeline;
  readonly endedAt: number;
  readonly acts: readonly GovernorAct[];
  readonly stopped?: string;
}

export function reportOf({ options, plan, tally, timeline, endedAt, acts, stopped }: Played): SimulationReport {
  const { name, seed, seconds, says = '', fraction = 1 } = options;
  const types = plan.types.map(({ type }, index): TypeReport => {
    const counts = tally.types[index];
    if (counts === undefined) throw new RangeError(`no tally of ${type.type}`);
    const { percentile, milliseconds } = type.latencyObjective;
    const latencies = tally.latencyOfType[index];
    const latencyMs = latencies?.quantile(percentile / 100) ?? null;
    return {
      type: type.type,
      ...accountOf(counts),
      latency: (latencies ?? tally.latency).summary(),
      percentile,
      objectiveMs: milliseconds,
      latencyMs,
      met: latencyMs === null || latencyMs <= milliseconds,
      late: counts.late,
      shedAttempts: counts.shedAttempts,
      records: counts.records,
      maxBacklog: counts.maxBacklog,
      maxIteratorAgeMs: Math.round(counts.maxIteratorAgeMs),
      behind: behindOf(timeline, index, milliseconds),
      streamWritesThrottled: counts.streamWritesThrottled,
      handlerThrottled: counts.handlerThrottled,
    };
  });
  const events = sumOf(types);
  const lines = options.broker === undefined ? usageCost(usageOf(plan, tally, endedAt)) : undefined;
  return {
    name,
    says: fraction === 1 ? says : `${says} At ${fraction} of the rates, with limits as many times smaller.`,
    ...(options.theySaid !== undefined && { theySaid: options.theySaid }),
    seed,
    fraction,
    seconds,
    endedAt,
    ...(stopped !== undefined && { stopped }),
    requests: {
      sent: tally.requests,
      attempts: tally.attempts,
      refusedAttempts: tally.refusedRequests,
      gaveUp: tally.phonesGaveUp,
      refusedEvents: tally.refusedEvents,
      answer: tally.answer.summary(),
      reads: { ...tally.reads, answer: tally.readAnswer.summary() },
    },
    events,
    throughput: throughputOf(timeline, seconds),
    latency: tally.latency.summary(),
    backlog: {
      max: Math.max(0, ...timeline.backlog),
      slopePerSecond: slope(timeline, seconds),
      drainSeconds: events.inFlight + events.waiting === 0 ? Math.max(0, tally.lastSettledAt / 1_000 - seconds) : null,
    },
    throttles: tally.throttles,
    functions: tally.api,
    types,
    cost: lines === undefined ? null : { dollars: totalCost(lines), lines },
    lateUntilSeconds: lateUntil(timeline, Math.max(...types.map(({ objectiveMs }) => objectiveMs))),
    acts,
    timeline,
  };
}

function lateUntil({ everySeconds, p99 }: Timeline, objectiveMs: number): number | null {
  const last = p99.findLastIndex((value) => value !== null && value > objectiveMs);
  return last < 0 ? null : (last + 1) * everySeconds;
}

function accountOf(counts: Tally['types'][number]): EventAccount {
  const { sent, accepted, throttled, shed, unanswered, processed, deadLettered, duplicates } = counts;
  return {
    sent,
    accepted,
    throttled,
    shed,
    unanswered,
    waiting: sent - accepted - throttled - shed - unanswered,
    processed,
    deadLettered,
    inFlight: accepted - processed - deadLettered,
    duplicates,
  };
}

function sumOf(accounts: readonly EventAccount[]): EventAccount {
  const sum = (pick: (account: EventAccount) => number) => accounts.reduce((total, each) => total + pick(each), 0);
  return {
    sent: sum(({ sent }) => sent),
    accepted: sum(({ accepted }) => accepted),
    throttled: sum(({ throttled }) => throttled),
    shed: sum(({ shed }) => shed),
    unanswered: sum(({ unanswered }) => unanswered),
    waiting: sum(({ waiting }) => waiting),
    processed: sum(({ processed }) => processed),
    deadLettered: sum(({ deadLettered }) => deadLettered),
    inFlight: sum(({ inFlight }) => inFlight),
    duplicates: sum(({ duplicates }) => duplicates),
  };
}

/** Uses only the intervals during the arrivals. */
function throughputOf({ everySeconds, offered, accepted, processed }: Timeline, seconds: number) {
  const intervals = Math.max(1, Math.min(offered.length, Math.floor(seconds / everySeconds)));
  const mean = (rates: readonly number[]) => rates.slice(0, intervals).reduce((sum, rate) => sum + rate, 0) / intervals;
  return { offered: mean(offered), accepted: mean(accepted), processed: mean(processed) };
}

function behindOf({ everySeconds, types }: Timeline, index: number, milliseconds: number): TypeReport['behind'] {
  const ages = types[index]?.iteratorAgeMs ?? [];
  const first = ages.findIndex((age) => age > milliseconds);
  const last = ages.findLastIndex((age) => age > milliseconds);
  return first < 0 ? null : { fromSeconds: (first + 1) * everySeconds, toSeconds: (last + 1) * everySeconds };
}

function slope({ everySeconds, backlog }: Timeline, seconds: number): number {
  const to = Math.min(backlog.length, Math.floor(seconds / everySeconds));
  const points = backlog.slice(Math.floor(to / 2), to);
  const count = points.length;
  if (count < 2) return 0;
  const middle = (count - 1) / 2;
  const mean = points.reduce((sum, value) => sum + value, 0) / count;
  let [over, under] = [0, 0];
  for (const [index, value] of points.entries()) {
    over += (index - middle) * (value - mean);
    under += (index - middle) ** 2;
  }
  return over / under / everySeconds;
}

function usageOf(
  { types, players, topology: { api, functions, storage } }: ChainPlan,
  tally: Tally,
  endedAt: number,
): Usage {
  const hours = endedAt / 3_600;
  const readers = players.reads.map(({ units }, at) => scaleUnits(units, tally.asked[at] ?? 0));
  const handled = types.map(({ topology }, at) =>
    scaleUnits(topology.demand.recordUnits, tally.types[at]?.records ?? 0),
  );
  const attempts = scaleUnits(meanUnits([{ ...RARE_USES.attempt, share: 1 }], 1), tally.attemptWrites);
  const { table, index } = [...readers, ...handled, attempts].reduce(addUnits, NO_UNITS);
  return {
    requests: tally.admitted,
    inspectedRequests: api.webAcl ? tally.attempts + tally.reads.sent : 0,
    webAclHours: api.webAcl ? hours : 0,
    ingest: { ...tally.api.ingest, memoryMb: functions.ingest.memoryMb.value },
    authorize: { ...tally.api.authorize, memoryMb: functions.authorize.memoryMb.value },
    query: { ...tally.api.query, memoryMb: functions.query.memoryMb.value },
    handlers: tally.handlers.map((use, at) => ({
      ...use,
      memoryMb: types[at]?.topology.handler.memoryMb.value ?? 0,
      records: tally.types[at]?.records ?? 0,
      tracedEvents: (tally.types[at]?.accepted ?? 0) / traceSample(types[at]?.type.priority ?? ''),
    })),
    chunks: tally.chunks,
    archivedBytes: tally.archivedBytes,
    archivedByteHours: tally.archivedBytes * storage.archiveDays.value * 24,
    stream: sumStreamUsage(
      types.map(({ topology: { stream } }, at) => {
        const { putUnits, bytes, roundedBytes } = tally.types[at] ?? { putUnits: 0, bytes: 0, roundedBytes: 0 };
        return streamUsage({
          onDemand: stream.mode.value === 'ON_DEMAND',
          hours,
          shards: stream.shards.value + (tally.types[at]?.extraShardHours ?? 0) / hours,
          retentionHours: stream.retentionHours.value,
          putUnits,
          bytes,
          roundedBytes,
        });
      }),
    ),
    writeUnits: table.writeUnits + index.writeUnits,
    readUnits: table.readUnits + index.readUnits,
  };
}
