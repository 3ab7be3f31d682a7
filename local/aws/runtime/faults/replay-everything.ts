import { integerBetween, type Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { ArchivedEvent } from '../../services/event-bus/archive.ts';
import type { EventBus } from '../../services/event-bus/event-bus.ts';
import type { EventBuses } from '../../services/event-bus/event-buses.ts';
import type { ActiveFault } from '../../services/faults/active-fault.ts';

const EVENTS_AT_ONCE = 100;
const PAUSE_MS = 10;

/**
 * Sends all events of the archives once more, in any order of age. AWS's replay is milder: it keeps the order of
 * minutes.
 * @param done called after the last event, unless the replay was ended before
 * @returns a function that ends the replay
 */
export function replayEverything(
  fault: ActiveFault,
  buses: EventBuses,
  scheduler: Scheduler,
  random: Random,
  replayName: string,
  done: () => void,
): () => void {
  const events = shuffled(chosen(fault, buses, scheduler.now()), random);
  let ended = false;
  const run = (from: number): void => {
    if (ended) return;
    const some = events.slice(from, from + EVENTS_AT_ONCE);
    for (const { bus, event } of some) bus.replay(event, replayName);
    fault.count(some.length);
    if (from + some.length >= events.length) done();
    else scheduler.schedule(PAUSE_MS, () => run(from + EVENTS_AT_ONCE));
  };
  scheduler.schedule(0, () => run(0));
  return () => {
    ended = true;
  };
}

interface Chosen {
  readonly bus: EventBus;
  readonly event: ArchivedEvent;
}

function chosen(fault: ActiveFault, buses: EventBuses, now: number): Chosen[] {
  const found: Chosen[] = [];
  for (const archive of buses.archives.values()) {
    const bus = buses.get(archive.settings.eventSourceArn);
    if (bus === undefined) continue;
    for (const event of archive.between(0, now + 1)) {
      const type: unknown = JSON.parse(event.text)['detail-type'];
      if (fault.chooses(archive.settings.name, String(type))) found.push({ bus, event });
    }
  }
  return found;
}

function shuffled<Value>(values: readonly Value[], random: Random): Value[] {
  const drawn = [...values];
  for (let left = drawn.length - 1; left > 0; left -= 1) {
    const pick = integerBetween(random, 0, left);
    const [one, other] = [drawn[left], drawn[pick]];
    if (one === undefined || other === undefined) continue;
    drawn[left] = other;
    drawn[pick] = one;
  }
  return drawn;
}
