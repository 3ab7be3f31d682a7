import { LIMITS } from '../../limits.ts';

/**
 * Service time of a batch, assumed until it is measured: start of the invocation, and each record's table write with 16
 * players' writes under way at once. Half of each is waiting, half is the function's own CPU time at 1,024 MB.
 */
export const ASSUMED_INVOCATION_MS = 10;
export const ASSUMED_RECORD_MS = 2;
/** The memory at which the assumed times were set; also the default. */
export const ASSUMED_MEMORY_MB = 1_024;
export const CPU_SHARE = 0.5;
/** Ingest's time: check and pack the events of a request, and wait for PutEvents. Assumed. */
export const ASSUMED_INGEST_MS = 40;
/** The authorizer's time for a token whose issuer's keys are in memory. Assumed. */
export const ASSUMED_AUTHORIZE_MS = 10;
/** Query's time for a read: one or two calls of the table. Assumed. */
export const ASSUMED_QUERY_MS = 25;
/**
 * Time before an environment's first invocation. Assumed: Cairn's functions load in about 50 ms here; AWS adds the
 * start of the environment itself.
 */
export const ASSUMED_COLD_START_MS = 400;
/** Squared coefficient of variation of a record's time: that of an exponential distribution, which is cautious. */
export const SERVICE_VARIATION = 1;

/** The time of a batch: one invocation, and each of its records. Milliseconds ≥ 0, not both 0. */
export interface ServiceTime {
  readonly invocationMs: number;
  readonly recordMs: number;
  /** Squared coefficient of variation of a record's time. ≥ 0. */
  readonly variation: number;
  /** The memory at which the times were measured or assumed. 128–10,240 MB. */
  readonly memoryMb: number;
}

export const ASSUMED_SERVICE_TIME: ServiceTime = {
  invocationMs: ASSUMED_INVOCATION_MS,
  recordMs: ASSUMED_RECORD_MS,
  variation: SERVICE_VARIATION,
  memoryMb: ASSUMED_MEMORY_MB,
};

/**
 * Milliseconds for a batch of `records` (≥ 0). Lambda gives CPU in proportion to memory, one whole CPU at 1,769 MB; one
 * thread gets no faster beyond that (lambda/latest/dg, configuration-memory).
 */
export function batchMs(records: number, memoryMb: number, time: ServiceTime = ASSUMED_SERVICE_TIME): number {
  return (time.invocationMs + time.recordMs * records) * slowdown(memoryMb, time);
}

/** Time at `memoryMb` ÷ time at the memory for which `time` is given. */
export function slowdown(memoryMb: number, time: ServiceTime): number {
  const cpuOf = (megabytes: number): number => Math.min(megabytes, LIMITS.lambdaMemoryOfOneCpu.value);
  return 1 - CPU_SHARE + (CPU_SHARE * cpuOf(time.memoryMb)) / cpuOf(memoryMb);
}
