import os from 'node:os';
import v8 from 'node:v8';

export const MIB = 1_048_576;
/** Enough for 100,000 dead letters that take 5 KB of memory each. */
const MOST_BYTES = 512 * MIB;
const SHARE_OF_MACHINE = 1 / 8;

/** An eighth of the memory that the machine, or the container, gives this process: at most 512 MiB. */
export function defaultMemoryBytes(machineBytes = memoryOfMachine()): number {
  return Math.min(MOST_BYTES, Math.floor(machineBytes * SHARE_OF_MACHINE));
}

/** V8 ends the process at its heap's limit: a budget of more than half of it would end there before it is full. */
export function mostMemoryBytes(): number {
  return v8.getHeapStatistics().heap_size_limit / 2;
}

/** `constrainedMemory` is 0, or more than there is, where nothing limits the process. */
function memoryOfMachine(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(os.totalmem(), constrained) : os.totalmem();
}
