import { EVENT_SOURCE } from '../../../core/chain/bus-entry-source.ts';
import { InputError } from '../../../core/errors.ts';
import { randomId } from '../../../core/random.ts';
import { eventRoutes } from '../../aws/runtime/event-routes.ts';
import type { EventBus } from '../../aws/services/event-bus/event-bus.ts';
import type { LocalCloud } from '../../aws/template/local-cloud.ts';
import type { RunningPlayers } from '../players/players.ts';

/** A shard takes 1,000 records a second, so these alone are too many for the one that has the key. */
const HOT_RECORDS_PER_SECOND = 1_400;
const HOT_SECONDS = 10;
const HOT_STEP_MS = 100;
export const MOST_LOAD = 20;

/** @throws InputError if nobody plays, or for another factor */
export function changeLoad(players: RunningPlayers | undefined, factor: unknown): { readonly factor: number } {
  if (players === undefined) {
    throw new InputError({
      input: 'load',
      received: factor,
      allowed: 'a runtime with phones',
      remedy: 'Start it with npm start, and --players above 0.',
    });
  }
  if (typeof factor !== 'number' || !(factor >= 1 && factor <= MOST_LOAD)) {
    const remedy = 'Send for example {"factor":10}.';
    throw new InputError({ input: 'factor', received: factor, allowed: `a number from 1 to ${MOST_LOAD}`, remedy });
  }
  players.scale(factor);
  return { factor };
}

/**
 * Puts an event on the bus that no handler can process: ingest would reject it. Handlers set such a record aside.
 * @returns the event's id @throws InputError for a type without a rule
 */
export function sendPoison(cloud: LocalCloud, type: unknown): { readonly id: string } {
  const bus = busOf(cloud, type);
  const id = randomId(cloud.random);
  publish(bus, String(type), `poison-${id}`, [{ ...stamped(cloud, String(type), id), data: { broken: true } }]);
  return { id };
}

/**
 * Puts more events with one partition key on the bus than a shard takes, for ten seconds.
 * @returns how many come @throws InputError for a type without a rule
 */
export function heatKey(
  cloud: LocalCloud,
  type: unknown,
  example: unknown,
): { readonly events: number; readonly key: string } {
  const bus = busOf(cloud, type);
  const key = `hot-${randomId(cloud.random).slice(0, 8)}`;
  const each = (HOT_RECORDS_PER_SECOND * HOT_STEP_MS) / 1_000;
  const step = (left: number): void => {
    for (let index = 0; index < each; index += 1) {
      const event = { ...stamped(cloud, String(type), randomId(cloud.random)), playerId: key, data: example };
      publish(bus, String(type), key, [event]);
    }
    if (left > 1) cloud.scheduler.schedule(HOT_STEP_MS, () => step(left - 1));
  };
  step((HOT_SECONDS * 1_000) / HOT_STEP_MS);
  return { events: HOT_RECORDS_PER_SECOND * HOT_SECONDS, key };
}

function busOf(cloud: LocalCloud, type: unknown): EventBus {
  const routes = eventRoutes(cloud);
  const route = routes.find((each) => each.type === type);
  const bus = route === undefined ? undefined : cloud.buses.get(route.busName);
  if (bus !== undefined) return bus;
  throw new InputError({
    input: 'type',
    received: type,
    allowed: routes.map((each) => each.type).join(', '),
    remedy: 'Name one of these event types.',
  });
}

function stamped(cloud: LocalCloud, type: string, id: string) {
  const now = new Date(cloud.scheduler.now()).toISOString();
  return { id, type, version: 1, occurredAt: now, receivedAt: now, index: 0, playerId: 'console' };
}

function publish(bus: EventBus, detailType: string, partitionKey: string, events: readonly object[]): void {
  const detail = { partitionKey, events };
  bus.put({
    source: EVENT_SOURCE,
    detailType,
    detail,
    detailText: JSON.stringify(detail),
    resources: [],
    eventBusName: bus.name,
    time: undefined,
  });
}
