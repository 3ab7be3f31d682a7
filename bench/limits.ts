import { catalog } from '../catalog/index.ts';
import type { StageConfig } from '../catalog/stages.ts';
import { typeTopology } from '../core/chain/type-topology.ts';
import { limitIn, REGIONAL_LIMITS } from '../core/regional-limits.ts';
import { SHARD_LIMITS } from '../local/aws/services/stream/shard-limits.ts';
import type { Runtime } from '../local/start/runtime.ts';

/** Refills while a bucket is emptied. */
const TOLERANCE = 1.2;

/**
 * Uses up each limit of a running chain, and says which did not hold: a chain is fast only within its limits. The last
 * thing to do with a runtime, since its events are none.
 */
export function limitsSwitchedOff(runtime: Runtime, stage: StageConfig): readonly string[] {
  const { cloud, stack } = runtime;
  const off: string[] = [];
  const uses = (limit: string, allowed: number, take: () => boolean): void => {
    let taken = 0;
    while (taken <= allowed * TOLERANCE && take()) taken += 1;
    if (taken > allowed * TOLERANCE) off.push(`${limit}: more than ${allowed} at once`);
  };
  const region = cloud.region;
  const [gateway] = cloud.gateways;
  const route = gateway?.settings.routes.find('POST', '/v1/events');
  const buckets = route === undefined ? [] : (gateway?.settings.throttles(route.method) ?? []);
  if (buckets.length === 0) off.push('stage throttle: there is none');
  const now = cloud.scheduler.now();
  uses('stage throttle', stage.throttle.burst, () => buckets.every((bucket) => bucket.take(1, now)));
  const { quotas } = cloud.buses;
  uses(
    'PutEvents a second',
    limitIn(REGIONAL_LIMITS.putEventsPerSecond, region),
    () => quotas === undefined || quotas.takeRequest(),
  );
  uses(
    'target invocations a second',
    limitIn(REGIONAL_LIMITS.targetInvocationsPerSecond, region),
    () => quotas === undefined || quotas.invocations.take(),
  );
  for (const definition of catalog) {
    const { shards } = typeTopology(definition, stage).stream;
    const stream = cloud.streams
      .all()
      .find(({ settings }) => stack.resources.get(streamId(stack.resources, definition.type)) === settings.name);
    if (stream?.openShards.length !== shards.value) {
      off.push(`${definition.type}: ${stream?.openShards.length} shards, not the planned ${shards.value}`);
      continue;
    }
    const [shard] = stream.openShards;
    uses(
      `${definition.type}: records a shard and second`,
      SHARD_LIMITS.writeRecordsPerSecond,
      () => shard?.put('key', '', 1, now) !== undefined,
    );
  }
  const planned = catalog.map((definition) => typeTopology(definition, stage).handler.reservedConcurrency.value ?? 0);
  const reserved = cloud.functions
    .all()
    .map(({ name }) => cloud.functions.reservedConcurrency(name) ?? 0)
    .filter((value) => value > 0);
  if (stage.reservedConcurrency && sum(reserved) < sum(planned)) {
    off.push(`reserved concurrency: ${sum(reserved)} in all, not the planned ${sum(planned)}`);
  }
  return off;
}

/** The stream of a type, by the name that the stack gives its parts: `clue.viewed` is `ClueViewed…Stream…`. */
function streamId(resources: ReadonlyMap<string, string>, type: string): string {
  const prefix = type.replaceAll(/(?:^|\.)([a-z])/g, (_match, letter: string) => letter.toUpperCase());
  return [...resources.keys()].find((id) => id.startsWith(prefix) && /Stream[0-9A-F]{8}$/.test(id)) ?? '';
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
