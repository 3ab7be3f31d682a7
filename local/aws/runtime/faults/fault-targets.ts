import { InputError } from '../../../../core/errors.ts';
import type { EventBuses } from '../../services/event-bus/event-buses.ts';
import type { EventSourceMapping } from '../../services/event-source-mapping/event-source-mapping.ts';
import { type FaultKind, type FaultScope, factsOf } from '../../services/faults/fault-kinds.ts';
import { didYouMean } from '../../services/faults/fault-spec.ts';
import type { FunctionPool } from '../../services/function-pool/function-pool.ts';
import type { Streams } from '../../services/stream/streams.ts';
import { indexKey } from '../../services/table/faults.ts';
import type { Tables } from '../../services/table/tables.ts';
import { eventRoutes } from '../event-routes.ts';

/** The services that a fault can name. */
export interface NamedServices {
  readonly buses: EventBuses;
  readonly streams: Streams;
  readonly functions: Pick<FunctionPool, 'all'>;
  readonly tables: Tables;
  readonly mappings: readonly Pick<EventSourceMapping, 'settings'>[];
  /** Physical names by other names that people use, such as logical ids of the template. */
  readonly aliases?: ReadonlyMap<string, string>;
}

/** CDK's hash at the end of a logical id. */
const HASH = /[0-9A-F]{8}$/;

/**
 * Returns the targets of a fault by the names that its service uses: event types and buses, ARNs of rules, `STREAM` and
 * `STREAM/SHARD`, names of functions and tables.
 * @returns `undefined`: the fault affects every target
 * @throws InputError with the known names, and the nearest
 */
export function affectedKeys(
  kind: FaultKind,
  target: string | undefined,
  services: NamedServices,
  where: string,
): ReadonlySet<string> | undefined {
  if (target === undefined) return undefined;
  const { scope } = factsOf(kind);
  const names = namesOf(scope, services);
  const known = names.get(target) ?? shardOf(scope, target, names, services) ?? indexOf(kind, target, names, services);
  if (known !== undefined) return known;
  const all = [...names.keys()];
  // If a resource has several names, list the shortest.
  const shown = all.filter((name) => !all.some((other) => other.length < name.length && sameSet(names, name, other)));
  throw new InputError({
    input: `${where}: target`,
    received: target,
    allowed: `${SCOPE_WORDS[scope]}: ${shown.sort().join(', ')}`,
    remedy: didYouMean(target, all),
  });
}

function sameSet(names: ReadonlyMap<string, ReadonlySet<string>>, one: string, other: string): boolean {
  const [a, b] = [names.get(one), names.get(other)];
  return a !== undefined && b !== undefined && a.size === b.size && [...a].every((key) => b.has(key));
}

const SCOPE_WORDS: Readonly<Record<FaultScope, string>> = {
  entry: 'an event type or a bus',
  rule: 'a rule or the event type that it matches',
  shard: 'a stream, the event type that it carries, or one of its shards as NAME/0',
  function: 'a function or the event type that it handles',
  table: 'a table, or one of its indexes as NAME/INDEX',
  archive: 'an event type or an archive',
};

/** Returns every name that the scope knows, with the targets that it means. */
function namesOf(scope: FaultScope, services: NamedServices): Map<string, ReadonlySet<string>> {
  const names = new Map<string, ReadonlySet<string>>();
  const add = (name: string, key: string): void => {
    names.set(name, new Set([...(names.get(name) ?? []), key]));
  };
  const addResource = (name: string, key: string): void => {
    add(name, key);
    for (const [alias, physical] of services.aliases ?? []) {
      if (physical.split('|').at(-1) !== name) continue;
      add(alias, key);
      if (HASH.test(alias)) add(alias.replace(HASH, ''), key);
    }
  };
  const { buses, streams, functions, tables } = services;
  switch (scope) {
    case 'entry':
      for (const bus of buses.all()) addResource(bus.name, bus.name);
      for (const { type } of eventRoutes(services)) add(type, type);
      break;
    case 'archive':
      for (const { settings } of buses.archives.values()) addResource(settings.name, settings.name);
      for (const { type } of eventRoutes(services)) add(type, type);
      break;
    case 'rule':
      for (const bus of buses.all()) for (const rule of bus.rules) addResource(rule.name, rule.arn);
      for (const { type, ruleArn } of eventRoutes(services)) add(type, ruleArn);
      break;
    case 'shard':
      for (const { settings } of streams.all()) addResource(settings.name, settings.name);
      for (const { type, stream } of eventRoutes(services)) if (stream !== undefined) add(type, stream);
      break;
    case 'function':
      for (const { name } of functions.all()) addResource(name, name);
      for (const { type, functionName } of eventRoutes(services))
        if (functionName !== undefined) add(type, functionName);
      break;
    case 'table':
      for (const { settings } of tables.all()) addResource(settings.name, settings.name);
  }
  return names;
}

/** `NAME/0` or `NAME/shardId-000000000000`. */
function shardOf(
  scope: FaultScope,
  target: string,
  names: ReadonlyMap<string, ReadonlySet<string>>,
  { streams }: NamedServices,
): ReadonlySet<string> | undefined {
  const slash = target.lastIndexOf('/');
  if (scope !== 'shard' || slash < 0) return undefined;
  const [stream] = names.get(target.slice(0, slash)) ?? [];
  if (stream === undefined) return undefined;
  const shard = target.slice(slash + 1);
  const id = /^\d{1,12}$/.test(shard) ? `shardId-${shard.padStart(12, '0')}` : shard;
  return streams.named(stream).shard(id) === undefined ? undefined : new Set([`${stream}/${id}`]);
}

/** `TABLE/INDEX`. Only throttling has an index of its own. */
function indexOf(
  kind: FaultKind,
  target: string,
  names: ReadonlyMap<string, ReadonlySet<string>>,
  { tables }: NamedServices,
): ReadonlySet<string> | undefined {
  const slash = target.lastIndexOf('/');
  if (kind !== 'table-throttled' || slash < 0) return undefined;
  const [table] = names.get(target.slice(0, slash)) ?? [];
  const index = target.slice(slash + 1);
  if (table === undefined || !tables.named(table).consumedByIndex.has(index)) return undefined;
  return new Set([indexKey(table, index)]);
}
