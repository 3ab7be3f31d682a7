import { eventRoutes } from '../../aws/runtime/event-routes.ts';
import { FAULT_KINDS, type FaultKind, type FaultScope, factsOf } from '../../aws/services/faults/fault-kinds.ts';
import type { LocalCloud } from '../../aws/template/local-cloud.ts';
import type { FaultChoice } from './console-state.ts';

/** Every kind of fault, with the names that it can have as its target. */
export function faultChoices(cloud: LocalCloud): readonly FaultChoice[] {
  const types = eventRoutes(cloud).map(({ type }) => type);
  const handlers = new Set(cloud.mappings.map(({ settings }) => settings.functionName));
  // A type names its handler; the other functions have no type.
  const others = cloud.functions.all().flatMap(({ name }) => (handlers.has(name) ? [] : [name]));
  const targets: Readonly<Record<FaultScope, readonly string[]>> = {
    entry: types,
    rule: types,
    shard: types,
    archive: types,
    function: [...types, ...others],
    table: cloud.tables.all().map(({ settings }) => settings.name),
  };
  return (Object.keys(FAULT_KINDS) as FaultKind[]).map((kind): FaultChoice => {
    const { scope, probability } = factsOf(kind);
    return { kind, does: effectOf(kind), scope, probability, targets: targets[scope] };
  });
}

/** What a kind of fault does, in one line. @param by its time in milliseconds; without one, the kind's own */
export function effectOf(kind: FaultKind, by?: number): string {
  const { does, byMs = 0 } = factsOf(kind);
  const ms = by ?? byMs;
  return does.replaceAll('`by`', ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`);
}
