import { InputError } from '../../core/errors.ts';
import { fateOf } from '../../core/event-fate.ts';
import { isTraced, SHEDDABLE_SAMPLE } from '../../core/trace-sample.ts';
import type { Journey } from '../../local/start/journal/event-journal.ts';
import type { ReadPage } from '../shared/read-local-page.ts';
import type { Trace } from './trace.ts';

/** Reads an event's way from the local runtime's journal. @throws InputError if the journal does not have it */
export async function localTrace(read: ReadPage, id: string): Promise<Omit<Trace, 'source'>> {
  const { hops, event, since } = await read<Journey>(`/local/trace/${id}`);
  if (hops.length > 0) return { id, hops, fate: fateOf(hops), ...(event !== undefined && { event }) };
  const from = since === undefined ? 'is empty' : `goes back to ${new Date(since).toISOString()}`;
  throw new InputError({
    input: 'event id',
    received: id,
    allowed: `an event of the journal, which ${from}`,
    remedy: 'An older event was dropped for newer ones: send it again, or start with a larger --memory-budget.',
  });
}

/** Why an event of a deployed stage may have no line: it is sampled by its id. */
export function sampledOut(id: string): string {
  return isTraced(id, SHEDDABLE_SAMPLE)
    ? 'Its id is among those that are logged of every type.'
    : `Of sheddable types such as location.pinged, one in ${SHEDDABLE_SAMPLE} is logged, and this id is not among them; an event of another type would have lines.`;
}
