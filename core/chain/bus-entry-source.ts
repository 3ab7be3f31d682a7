/** The `source` of every entry that ingest publishes; rules and archive match it. */
export const EVENT_SOURCE = 'cairn.ingest';
