import os from 'node:os';
import v8 from 'node:v8';

export const MIB = 1_048_576;
/** Enough for 100,000 dead letters of 5 KB each. */
const MOST_BYTES = 512 * MIB;
const SHARE_OF_MACHINE = 1 / 8;

/** An eighth of the memory of the machine or the container, at most 512 MiB. */
export function defaultMemoryBytes(machineBytes = memoryOfMachine()): number {
  return Math.min(MOST_BYTES, Math.floor(machineBytes * SHARE_OF_MACHINE));
}

/** Half of V8's heap limit: V8 ends the process at that limit, so a larger budget would never be full. */
export function mostMemoryBytes(): number {
  return v8.getHeapStatistics().heap_size_limit / 2;
}

/** `constrainedMemory` is 0, or more than the machine has, if nothing limits the process. */
function memoryOfMachine(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(os.totalmem(), constrained) : os.totalmem();
}
