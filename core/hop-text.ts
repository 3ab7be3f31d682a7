/** What became of some events at a hop. */
export interface Hop {
  /** EventBridge's id of the entry that has the events. */
  readonly entryId?: string | undefined;
  /** One of Cairn's outcomes, such as `accepted`, `applied` or `retried`. */
  readonly outcome: string;
  /** Why: one of Cairn's own codes, or the `name` of an error. */
  readonly code?: string | undefined;
}

/**
 * A hop as the field `events` of a log line has it, up to the ids: `ENTRY OUTCOME CODE ID,ID;ENTRY OUTCOME CODE ID`, with `-`
 * for what is missing. One text and no objects, because Powertools copies each object of a line (ADR 100).
 */
export function hopText({ entryId = '-', outcome, code = '-' }: Hop): string {
  return `${entryId} ${outcome} ${code} `;
}

/** The hops in a line's field `events` that an event is part of. */
export function hopsOfEvent(events: string, id: string): readonly Hop[] {
  return events.split(';').flatMap((text): readonly Hop[] => {
    const [entryId = '-', outcome = '', code = '-', ids = ''] = text.split(' ');
    if (!ids.split(',').includes(id)) return [];
    return [{ outcome, ...(entryId !== '-' && { entryId }), ...(code !== '-' && { code }) }];
  });
}

/** A hop as a function's log line has it. */
export interface LoggedHop extends Hop {
  readonly requestId?: string;
}

/**
 * The hops of an event in a line that a function logged; none if the line is none of JSON, or names no events.
 * @param line may begin with what Lambda writes before the object: a time and a request id
 */
export function hopsInLine(line: string, id: string): readonly LoggedHop[] {
  let logged: { readonly events?: unknown; readonly requestId?: unknown };
  try {
    logged = JSON.parse(line.slice(line.indexOf('{')));
  } catch {
    return [];
  }
  const { events, requestId } = logged;
  if (typeof events !== 'string') return [];
  return hopsOfEvent(events, id).map((hop) => ({ ...hop, ...(typeof requestId === 'string' && { requestId }) }));
}
