import { parse } from './envelope.ts';
import type { DeadLetter } from './letter.ts';
import { maskId, maskMessage, maskPayload } from './mask.ts';

/** A dead letter as `show` prints it, and as `redrive --fixed` reads it back. */
export interface ShownLetter {
  readonly id: string;
  readonly place: string;
  readonly type: string;
  readonly cause: string;
  readonly message: string;
  /** RFC 3339. */
  readonly at: string;
  readonly obstacle?: string;
  /** Of the quarantine: change these, and keep each event's id. */
  readonly events?: readonly unknown[];
  /** Of other places: the records, which are sent again byte for byte. */
  readonly records?: readonly { readonly partitionKey: string; readonly payload: unknown }[];
}

/** @param reveals whether positions and names are shown */
export function shownLetter(letter: DeadLetter, reveals: boolean): ShownLetter {
  const { id, place, type, cause, message, at, obstacle, quarantined, records } = letter;
  const masked = (value: unknown): unknown => (reveals ? value : maskPayload(value));
  return {
    id,
    place,
    type,
    cause,
    message: reveals ? message : maskMessage(message),
    at: new Date(at).toISOString(),
    ...(obstacle !== undefined && { obstacle }),
    ...(quarantined !== undefined && { events: quarantined.events.map(masked) }),
    ...(records.length > 0 && {
      records: records.map(({ partitionKey, data, encoding }) => {
        const text = Buffer.from(data, encoding).toString();
        return {
          partitionKey: reveals ? partitionKey : maskId(partitionKey),
          // What is no JSON has no fields to mask.
          payload: masked(parse(text)) ?? (reveals ? text : `${text.length} characters that are no JSON`),
        };
      }),
    }),
  };
}
