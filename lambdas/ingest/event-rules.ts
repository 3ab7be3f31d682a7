import type { CompiledEvent } from '../../catalog/definition.ts';
import { catalog } from '../../catalog/index.ts';

/** The event types that ingest knows, and down to which version it takes each. */
export interface EventRules {
  readonly definitions: ReadonlyMap<string, CompiledEvent>;
  /** By type. @default every version that the definition keeps */
  readonly oldestVersions: ReadonlyMap<string, number>;
}

/** @param types @default those of the catalog */
export function eventRules(
  oldestVersions: EventRules['oldestVersions'] = new Map(),
  types: readonly CompiledEvent[] = catalog,
): EventRules {
  return { definitions: new Map(types.map((event) => [event.type, event])), oldestVersions };
}

/** Every version of the catalog's types. */
export const ALL_VERSIONS: EventRules = eventRules();
