import type { CompiledEvent } from '../../catalog/definition.ts';
import { catalog } from '../../catalog/index.ts';

/** The event types that ingest knows, and the oldest version that it accepts of each. */
export interface EventRules {
  readonly definitions: ReadonlyMap<string, CompiledEvent>;
  /** By type. @default every version that the definition keeps */
  readonly oldestVersions: ReadonlyMap<string, number>;
}

/**
 * Collects the rules for `types`.
 * @param oldestVersions by type; every version if left out
 * @param types the catalog's if left out
 */
export function eventRules(
  oldestVersions: EventRules['oldestVersions'] = new Map(),
  types: readonly CompiledEvent[] = catalog,
): EventRules {
  return { definitions: new Map(types.map((event) => [event.type, event])), oldestVersions };
}

export const ALL_VERSIONS: EventRules = eventRules();
