import type { FunctionSettings } from '../chain/functions.ts';
import { setting } from '../chain/setting.ts';
import { round } from '../round.ts';
import { type AlarmDefinition, alarm } from './alarm.ts';
import type { MetricSignal, Statistic, Subject, Unit } from './signal.ts';

/** An invocation that uses this share of its timeout is close to being ended by it. */
const DURATION_SHARE = 0.8;
/** Reserved concurrency is planned with headroom: above nine tenths of it invocations are about to be throttled. */
const CONCURRENCY_SHARE = 0.9;

export interface WatchedFunction {
  /** The first part of its alarms' ids, such as `Ingest` or `TreasureClaimed/Handler`. */
  readonly id: string;
  readonly type?: string;
  /** As descriptions name it, such as `treasure.claimed handler`. */
  readonly name: string;
  readonly subject: Subject;
  readonly settings: FunctionSettings;
  /** Whether an invocation that fails is a fault. */
  readonly watchErrors: boolean;
  /** What players notice while it fails or is throttled. */
  readonly players: string;
}

/** Errors, throttling, duration and concurrency of one function. */
export function functionAlarms(watched: WatchedFunction): readonly AlarmDefinition[] {
  const { id, type, name, subject, settings, players } = watched;
  const lambda = (metricName: string, statistic: Statistic, unit: Unit): MetricSignal => ({
    namespace: 'AWS/Lambda',
    metricName,
    dimensions: { FunctionName: subject },
    statistic,
    unit,
  });
  const timeoutMs = settings.timeoutSeconds.value * 1_000;
  const slowMs = timeoutMs * DURATION_SHARE;
  const reserved = settings.reservedConcurrency.value;
  const errors = alarm({
    id: `${id}Errors`,
    type,
    signal: lambda('Errors', 'Sum', 'Count'),
    threshold: setting(0, 'Bad events are quarantined: none of them ends an invocation.'),
    severity: 'page',
    pack: 'lite',
    players,
    description: `${name}: invocations fail as a whole (crash, timeout, out of memory). Look at the last "ERROR" or "Task timed out" of its log group; single bad events do not count here, they are quarantined.`,
    runbook: 'function-errors',
  });
  const nearConcurrency = (limit: number) =>
    alarm({
      id: `${id}NearConcurrency`,
      type,
      signal: lambda('ConcurrentExecutions', 'Maximum', 'Count'),
      threshold: setting(
        CONCURRENCY_SHARE * limit,
        `${CONCURRENCY_SHARE} × ${round(limit)} reserved = ${round(CONCURRENCY_SHARE * limit)}.`,
      ),
      severity: 'ticket',
      pack: 'full',
      players: 'Nothing yet.',
      description: `${name}: it runs nearly all of the ${round(limit)} invocations at once that it has reserved. A derived reservation is a fifth more than its source mapping uses, however slow it is: someone raised parallelizationFactor or the shards by hand, or invokes it besides. If reservedConcurrency is set in the catalog, it may be too small.`,
      runbook: 'function-near-concurrency',
    });
  return [
    ...(watched.watchErrors ? [errors] : []),
    alarm({
      id: `${id}Throttles`,
      type,
      signal: lambda('Throttles', 'Sum', 'Count'),
      threshold: setting(0, 'None is planned.'),
      severity: 'page',
      pack: 'lite',
      players,
      description: `${name}: Lambda throttles its invocations, because all that it may run at once is in use. Raise its reservedConcurrency if it has one, else the account's quota of concurrent executions.`,
      runbook: 'function-throttles',
    }),
    alarm({
      id: `${id}Duration`,
      type,
      signal: lambda('Duration', 'p99', 'Milliseconds'),
      threshold: setting(
        slowMs,
        `${DURATION_SHARE} × ${round(settings.timeoutSeconds.value)} s of its timeout = ${round(slowMs)} ms.`,
      ),
      severity: 'ticket',
      pack: 'full',
      players: 'Nothing yet. Lambda is close to ending invocations.',
      description: `${name}: one invocation in a hundred takes over ${round(slowMs)} ms of the ${round(timeoutMs)} ms after which Lambda ends it. Look for what it waits for (table or bus throttled?); a handler also gets faster with a smaller batchSize.`,
      runbook: 'function-duration',
    }),
    ...(reserved === undefined ? [] : [nearConcurrency(reserved)]),
  ];
}
