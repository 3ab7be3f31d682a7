import { round } from '../round.ts';
import type { FunctionSettings } from './functions.ts';
import type { Setting } from './setting.ts';

/** A minute above `value` breaches. `minutes` [m, n]: m breaching minutes of the last n raise the alarm. */
export interface AlarmSetting extends Setting<number> {
  readonly minutes: readonly [number, number];
}

export interface FunctionAlarmSettings {
  /** Invocations that fail as a whole; left out for a function that refuses by an error. */
  readonly errors?: AlarmSetting;
  readonly throttles: AlarmSetting;
  /** p99, milliseconds. */
  readonly duration: AlarmSetting;
}

export interface ApiAlarmSettings {
  /** p99, milliseconds. */
  readonly latency: AlarmSetting;
  /** Shares of all requests, 0–1. */
  readonly serverErrors: AlarmSetting;
  readonly clientErrors: AlarmSetting;
  readonly authorizerFaults: AlarmSetting;
  /** Requests a minute. */
  readonly throttled: AlarmSetting;
}

export interface BusAlarmSettings {
  readonly publishThrottled: AlarmSetting;
  readonly unroutedFailed: AlarmSetting;
  /** Messages in the queue of unrouted events. */
  readonly unrouted: AlarmSetting;
}

export interface TableAlarmSettings {
  readonly readThrottled: AlarmSetting;
  readonly writeThrottled: AlarmSetting;
  readonly indexReadThrottled: AlarmSetting;
  readonly indexWriteThrottled: AlarmSetting;
}

/** Alarms on one event type's chain. */
export interface TypeAlarmSettings {
  /** p99, milliseconds. */
  readonly deliveryLatency: AlarmSetting;
  readonly failedInvocations: AlarmSetting;
  readonly failedToBeDeadLettered: AlarmSetting;
  readonly writeThrottled: AlarmSetting;
  readonly readThrottled: AlarmSetting;
  /** Milliseconds. */
  readonly iteratorAge: AlarmSetting;
  readonly failureStored: AlarmSetting;
  readonly dropped: AlarmSetting;
  readonly failureNotStored: AlarmSetting;
  readonly handler: FunctionAlarmSettings;
  /** Messages in the rule's dead-letter queue. */
  readonly ruleFailures: AlarmSetting;
}

const MOSTLY = [3, 5] as const;
const ALL_THE_TIME = [5, 5] as const;
const AT_ONCE = [1, 1] as const;
/** EventBridge's usual delay is far below this; the objective of a slow type allows more. */
const MIN_DELIVERY_MS = 1_000;
/** An invocation that uses this share of its timeout is close to being ended by it. */
const DURATION_SHARE = 0.8;

const THROTTLED = alarm(0, MOSTLY, 'None is planned; three minutes of five rule out a single burst.');
const LOST = alarm(
  0,
  AT_ONCE,
  'One breaching minute is enough: something was lost to the chain and waits for a person.',
);
const NOT_EMPTY = alarm(0, AT_ONCE, 'The queue should be empty: each message waits for a person.');

export const API_ALARMS: ApiAlarmSettings = {
  latency: alarm(
    2_000,
    MOSTLY,
    '2 s: API Gateway answers within it, 99 of 100 requests: authorizer, ingest and PutEvents together.',
  ),
  serverErrors: alarm(0.01, MOSTLY, '1 %: phones send again, so that single ones do no harm.'),
  clientErrors: alarm(0.2, ALL_THE_TIME, '20 %: old apps and ended tokens are always some of the requests.'),
  authorizerFaults: alarm(0, MOSTLY, 'Each refuses a player whose token may be valid.'),
  throttled: alarm(60, MOSTLY, '60 a minute: fewer are single clients that send too often.'),
};

export const BUS_ALARMS: BusAlarmSettings = {
  publishThrottled: alarm(0, MOSTLY, 'The quota is planned not to be reached.'),
  unroutedFailed: LOST,
  unrouted: NOT_EMPTY,
};

export const TABLE_ALARMS: TableAlarmSettings = {
  readThrottled: THROTTLED,
  writeThrottled: THROTTLED,
  indexReadThrottled: THROTTLED,
  indexWriteThrottled: THROTTLED,
};

export const QUARANTINE_ALARM = NOT_EMPTY;

/** @param watchErrors false for the authorizer, which refuses tokens by an error */
export function functionAlarms({ timeoutSeconds }: FunctionSettings, watchErrors = true): FunctionAlarmSettings {
  const milliseconds = timeoutSeconds.value * 1_000 * DURATION_SHARE;
  return {
    ...(watchErrors && {
      errors: alarm(0, MOSTLY, 'Handlers quarantine bad events: none of them ends an invocation.'),
    }),
    throttles: THROTTLED,
    duration: alarm(
      milliseconds,
      MOSTLY,
      `${DURATION_SHARE} × ${round(timeoutSeconds.value)} s of its timeout = ${round(milliseconds)} ms: Lambda is close to ending the invocation.`,
    ),
  };
}

/** @param objectiveMs the type's latency objective, in milliseconds */
export function typeAlarms(objectiveMs: number, handler: FunctionSettings): TypeAlarmSettings {
  const deliveryMs = Math.max(MIN_DELIVERY_MS, objectiveMs / 2);
  return {
    deliveryLatency: alarm(
      deliveryMs,
      MOSTLY,
      `max(${round(MIN_DELIVERY_MS)} ms, ${round(objectiveMs)} ms objective ÷ 2) = ${round(deliveryMs)} ms.`,
    ),
    failedInvocations: LOST,
    failedToBeDeadLettered: LOST,
    writeThrottled: THROTTLED,
    readThrottled: alarm(0, ALL_THE_TIME, 'A look into the stream by a person is over within minutes.'),
    iteratorAge: alarm(
      60_000,
      MOSTLY,
      '60 s: a record that waits longer waits behind a backlog, whatever the latency objective is.',
    ),
    failureStored: LOST,
    dropped: LOST,
    failureNotStored: LOST,
    handler: functionAlarms(handler),
    ruleFailures: NOT_EMPTY,
  };
}

function alarm(value: number, minutes: AlarmSetting['minutes'], reason: string): AlarmSetting {
  return { value, minutes, reason };
}
