import { LIMITS } from '../../limits.ts';

/**
 * Service time of a batch, assumed until it is measured: start of the invocation, and each record's table write with 16
 * players' writes under way at once. Half of each waits, half is the function's own CPU time at 1,024 MB.
 */
export const ASSUMED_INVOCATION_MS = 10;
export const ASSUMED_RECORD_MS = 2;
/** The memory for which the assumed times hold, and the default. */
export const ASSUMED_MEMORY_MB = 1_024;
export const CPU_SHARE = 0.5;
/** Of ingest: check and pack the events of a request, and wait for PutEvents. Assumed. */
export const ASSUMED_INGEST_MS = 40;
/** Of a token in the authorizer, its issuer's keys being in memory. Assumed. */
export const ASSUMED_AUTHORIZE_MS = 10;
/** Of a read in query: one or two calls of the table. Assumed. */
export const ASSUMED_QUERY_MS = 25;
/** Before an environment's first invocation. Assumed: Cairn's functions load in about 50 ms here; AWS adds the environment itself. */
export const ASSUMED_COLD_START_MS = 400;
/** Squared coefficient of variation of a record's time: as an exponential one, which is cautious. */
export const SERVICE_VARIATION = 1;

/** What a batch takes: the invocation once, and each record. Milliseconds ≥ 0, not both 0. */
export interface ServiceTime {
  readonly invocationMs: number;
  readonly recordMs: number;
  /** Squared coefficient of variation of a record's time. ≥ 0. */
  readonly variation: number;
  /** The memory for which the times hold. 128–10,240 MB. */
  readonly memoryMb: number;
}

export const ASSUMED_SERVICE_TIME: ServiceTime = {
  invocationMs: ASSUMED_INVOCATION_MS,
  recordMs: ASSUMED_RECORD_MS,
  variation: SERVICE_VARIATION,
  memoryMb: ASSUMED_MEMORY_MB,
};

/**
 * Milliseconds that a batch of `records` takes, at least 0 records. Lambda gives CPU in proportion to memory, a whole one
 * at 1,769 MB; one thread gets no faster beyond that (lambda/latest/dg, configuration-memory).
 */
export function batchMs(records: number, memoryMb: number, time: ServiceTime = ASSUMED_SERVICE_TIME): number {
  return (time.invocationMs + time.recordMs * records) * slowdown(memoryMb, time);
}

/** How many times as long everything takes at `memoryMb` as at the memory for which the time holds. */
export function slowdown(memoryMb: number, time: ServiceTime): number {
  const cpuOf = (megabytes: number): number => Math.min(megabytes, LIMITS.lambdaMemoryOfOneCpu.value);
  return 1 - CPU_SHARE + (CPU_SHARE * cpuOf(time.memoryMb)) / cpuOf(memoryMb);
}
