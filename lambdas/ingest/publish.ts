import { EVENT_SOURCE } from '../../core/chain/bus-entry-source.ts';
import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { errorName } from '../shared/error-name.ts';
import type { BusPort } from '../shared/ports.ts';
import { beforeDeadline, TIMED_OUT } from './before-deadline.ts';
import type { CallAnswer } from './judge-entry.ts';
import { carryOut, Publication, type PublicationEntry } from './publication.ts';

/** An entry in the form that PutEvents receives. */
export interface PublishedEntry extends PublicationEntry {
  readonly type: string;
  readonly detail: string;
  /** Positions of its events in the request. */
  readonly indices: readonly number[];
}

export interface PublishPorts {
  readonly bus: BusPort;
  readonly eventBusName: string;
  readonly clock: Scheduler;
  readonly random: Random;
}

/**
 * Publishes entries as `Publication` decides. Does not throw.
 * @returns one outcome for each entry, in order, and the ids of those that EventBridge accepted
 */
export function publish(
  entries: readonly PublishedEntry[],
  { bus, eventBusName, clock, random }: PublishPorts,
): Promise<Pick<Publication, 'outcomes' | 'entryIds'>> {
  const publication = new Publication(entries, clock.now(), random);
  const call = async (positions: readonly number[]): Promise<CallAnswer> => {
    const request = positions.map((position) => ({
      EventBusName: eventBusName,
      Source: EVENT_SOURCE,
      DetailType: entries[position]?.type,
      Detail: entries[position]?.detail,
    }));
    try {
      const answer = await beforeDeadline(bus.putEvents({ Entries: request }), publication.deadline, clock);
      return answer === TIMED_OUT ? { kind: 'timed-out' } : { kind: 'answered', results: answer.Entries ?? [] };
    } catch (error) {
      return { kind: 'failed', errorName: errorName(error) };
    }
  };
  return new Promise((resolve) => {
    carryOut(
      publication,
      clock,
      (positions, answered) => void call(positions).then(answered),
      () => resolve(publication),
    );
  });
}
