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
    const { does, scope, probability, byMs = 0 } = factsOf(kind);
    const time = byMs < 1_000 ? `${byMs} ms` : `${byMs / 1_000} s`;
    return { kind, does: does.replaceAll('`by`', time), scope, probability, targets: targets[scope] };
  });
}
