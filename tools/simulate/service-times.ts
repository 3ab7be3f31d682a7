import { type Calibration, calibratedHandlerTime } from '../../core/capacity/measure/calibration.ts';
import { EVENT_BRIDGE_P90_MS, PUT_EVENTS_P90_MS } from '../../core/capacity/model/latency.ts';
import {
  ASSUMED_AUTHORIZE_MS,
  ASSUMED_COLD_START_MS,
  ASSUMED_INGEST_MS,
  ASSUMED_QUERY_MS,
  ASSUMED_SERVICE_TIME,
  batchMs,
} from '../../core/capacity/model/service-time.ts';
import type { HandlerTime, ServiceTimeDistribution } from '../../core/capacity/model/service-time-distribution.ts';
import type { Chain } from '../../core/capacity/plan/settings.ts';

/** Times that the service models do not know. */
export interface ServiceTimes {
  /** Time of a request in ingest, without its PutEvents calls. */
  readonly ingest: ServiceTimeDistribution;
  /** Time of a token in the authorizer. */
  readonly authorize: ServiceTimeDistribution;
  /** Time of a read in query. */
  readonly query: ServiceTimeDistribution;
  /** Time of one PutEvents call. */
  readonly putEvents: ServiceTimeDistribution;
  /**
   * Time from PutEvents' answer to EventBridge's first attempt at the stream; if left out, the attempt comes on the
   * next turn.
   */
  readonly delivery?: ServiceTimeDistribution;
  /** Time before an environment's first invocation. */
  readonly coldStart: ServiceTimeDistribution;
  /** Time of a type's handler at its memory. */
  readonly handler: (type: string, memoryMb: number) => HandlerTime;
}

const LN_10 = Math.log(10);
/**
 * Squared coefficients of variation, assumed: of an invocation's fixed part and of a request in ingest; of a cold
 * start.
 */
const FIXED_VARIATION = 0.25;
const COLD_VARIATION = 0.1;

/**
 * The chain's times as distributions: measured ones, and for the rest the capacity model's assumptions, with
 * exponential tails through their 90th percentiles.
 */
export function timesOf({ types, stage }: Chain, calibration?: Calibration): ServiceTimes {
  const ingestMs = stage.ingestMs ?? ASSUMED_INGEST_MS;
  // Ingest's time includes its PutEvents call.
  const putEventsMs = Math.min(PUT_EVENTS_P90_MS / LN_10, ingestMs / 2);
  return {
    ingest: { kind: 'lognormal', meanMs: ingestMs - putEventsMs, variation: FIXED_VARIATION },
    authorize: { kind: 'lognormal', meanMs: ASSUMED_AUTHORIZE_MS, variation: FIXED_VARIATION },
    query: { kind: 'lognormal', meanMs: stage.queryMs ?? ASSUMED_QUERY_MS, variation: FIXED_VARIATION },
    putEvents: { kind: 'exponential', meanMs: putEventsMs },
    delivery: { kind: 'exponential', meanMs: (stage.deliveryP90Ms ?? EVENT_BRIDGE_P90_MS) / LN_10 },
    coldStart: { kind: 'lognormal', meanMs: ASSUMED_COLD_START_MS, variation: COLD_VARIATION },
    handler: (name, memoryMb) => {
      const measured = calibration === undefined ? undefined : calibratedHandlerTime(calibration, name, memoryMb);
      return measured ?? handlerTime(memoryMb, types.find(({ type }) => type === name)?.serviceTime);
    },
  };
}

/** The fixed part of a batch varies little; a record's table write varies as assumed or measured. */
export function handlerTime(memoryMb: number, time = ASSUMED_SERVICE_TIME): HandlerTime {
  const invocationMs = batchMs(0, memoryMb, time);
  const recordMs = batchMs(1, memoryMb, time) - invocationMs;
  return {
    invocation: { kind: 'lognormal', meanMs: invocationMs, variation: FIXED_VARIATION },
    record: { kind: 'lognormal', meanMs: recordMs, variation: time.variation },
  };
}
