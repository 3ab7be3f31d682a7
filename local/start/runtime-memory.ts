import type { LocalAws } from '../aws/runtime/start-local-aws.ts';
import type { MemoryBudget, MemoryFigures } from '../aws/services/memory/memory-budget.ts';

/** Memory that the runtime uses. */
export interface RuntimeMemory extends MemoryFigures {
  /** Resident size of the process, including its functions' threads. */
  readonly processBytes: number;
  /** Items of the tables: they are state, so nothing drops them. */
  readonly tables: Readonly<Record<string, { readonly items: number; readonly bytes: number }>>;
}

/** @param local `undefined` while the runtime starts */
export function memoryOf(memory: MemoryBudget, local: LocalAws | undefined): RuntimeMemory {
  const tables = (local?.cloud.tables.all() ?? []).map(({ settings, itemCount, bytes }) => {
    return [settings.name, { items: itemCount, bytes }] as const;
  });
  return { processBytes: process.memoryUsage.rss(), ...memory.figures(), tables: Object.fromEntries(tables) };
}
