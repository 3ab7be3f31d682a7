import { errorClassOf } from '../../core/monitoring/error-classes.ts';
import { errorName } from '../shared/error-name.ts';
import type { Memory } from './memory.ts';
import { type ReadMemory, readMemory, writeMemory } from './memory-item.ts';
import { STALE_MS } from './observation.ts';
import type { GovernorPorts } from './ports.ts';

/** The memory of one run. */
export interface OpenedMemory extends ReadMemory {
  /** Whether the table takes it; else only this environment has it. */
  readonly isStored: boolean;
}

type Ports = Pick<GovernorPorts, 'table' | 'tableName' | 'kept' | 'clock' | 'log' | 'stage'>;

/**
 * Reads the memory, or takes what this environment had a moment ago: a table that refuses everything is what the circuit is
 * there for. @throws what reading throws, in an environment that has none
 */
export async function openMemory(ports: Ports): Promise<OpenedMemory> {
  const { kept, clock, log, stage } = ports;
  let stored: ReadMemory;
  try {
    stored = await readMemory(ports);
  } catch (error) {
    if (kept.last === undefined || kept.last.at < clock.now() - STALE_MS) throw error;
    log.warn('governor goes on without the table', { type: stage, errorName: errorName(error) });
    return { ...kept.last, isStored: false };
  }
  // Nobody has written since: what this environment has is the same, or newer because the table refused it.
  const { memory } = kept.last?.version === stored.version ? kept.last : stored;
  return { memory, version: stored.version, isStored: true };
}

/**
 * Saves the memory of a run: in the table, or while that refuses in this environment.
 * @throws ConditionalCheckFailedException if another run has, or an error after which it may have been written
 */
export async function saveMemory(memory: Memory, opened: OpenedMemory, ports: Ports): Promise<OpenedMemory> {
  const { kept, clock, log, stage } = ports;
  let { version, isStored } = opened;
  if (isStored) {
    try {
      version = await writeMemory(memory, version, ports);
    } catch (error) {
      if (!['throttled', 'denied', 'missing'].includes(errorClassOf(errorName(error)))) throw error;
      log.warn('governor goes on without the table', { type: stage, errorName: errorName(error) });
      isStored = false;
    }
  }
  kept.last = { memory, version, at: clock.now() };
  return { memory, version, isStored };
}
