import { type Calibration, calibratedHandlerTime } from '../../core/capacity/calibration.ts';
import { EVENT_BRIDGE_P90_MS, PUT_EVENTS_P90_MS } from '../../core/capacity/latency.ts';
import { ASSUMED_INGEST_MS, batchMs, SERVICE_VARIATION } from '../../core/capacity/service-time.ts';
import type { HandlerTime, ServiceTimeDistribution } from '../../core/capacity/service-time-distribution.ts';

/** How long everything takes that the service models do not know. */
export interface ServiceTimes {
  /** Of a request in ingest, without its PutEvents calls. */
  readonly ingest: ServiceTimeDistribution;
  /** Of one PutEvents call. */
  readonly putEvents: ServiceTimeDistribution;
  /** From PutEvents' answer to EventBridge's first attempt at the stream; left out, it is made on the next turn. */
  readonly delivery?: ServiceTimeDistribution;
  /** Before an environment's first invocation. */
  readonly coldStart: ServiceTimeDistribution;
  /** Of a type's handler at its memory. */
  readonly handler: (type: string, memoryMb: number) => HandlerTime;
}

const LN_10 = Math.log(10);
const putEventsMeanMs = PUT_EVENTS_P90_MS / LN_10;
/** Assumed: Cairn's functions load in about 50 ms here; AWS adds the environment itself. */
const COLD_START_MS = 400;

/** What the capacity model assumes, as distributions: exponential tails through its 90th percentiles. */
export const ASSUMED_TIMES: ServiceTimes = {
  ingest: { kind: 'lognormal', meanMs: ASSUMED_INGEST_MS - putEventsMeanMs, variation: 0.25 },
  putEvents: { kind: 'exponential', meanMs: putEventsMeanMs },
  delivery: { kind: 'exponential', meanMs: EVENT_BRIDGE_P90_MS / LN_10 },
  coldStart: { kind: 'lognormal', meanMs: COLD_START_MS, variation: 0.1 },
  handler: (_, memoryMb) => assumedHandlerTime(memoryMb),
};

/** Measured times where there are some, assumed ones elsewhere. */
export function calibratedTimes(calibration: Calibration): ServiceTimes {
  const { ingestMs, deliveryP90Ms } = calibration;
  return {
    ...ASSUMED_TIMES,
    // Measured as a whole; its PutEvents calls are drawn for themselves.
    ...(ingestMs !== undefined && {
      ingest: { kind: 'lognormal', meanMs: Math.max(0.1, ingestMs - putEventsMeanMs), variation: 0.25 },
    }),
    ...(deliveryP90Ms !== undefined && { delivery: { kind: 'exponential', meanMs: deliveryP90Ms / LN_10 } }),
    handler: (type, memoryMb) => calibratedHandlerTime(calibration, type, memoryMb) ?? assumedHandlerTime(memoryMb),
  };
}

/** A batch's fixed part varies little, a record's table write as much as an exponential time. */
export function assumedHandlerTime(memoryMb: number): HandlerTime {
  const invocationMs = batchMs(0, memoryMb);
  const recordMs = batchMs(1, memoryMb) - invocationMs;
  return {
    invocation: { kind: 'lognormal', meanMs: invocationMs, variation: 0.25 },
    record: { kind: 'lognormal', meanMs: recordMs, variation: SERVICE_VARIATION },
  };
}
