import type { JsonObject } from '../operation.ts';
import type { Entry } from './entry.ts';

/** An event in the forms that rules and targets use. */
export interface PublishedEvent {
  readonly id: string;
  /** The object that patterns match. */
  readonly envelope: JsonObject;
  /** The text that a target without an input transformer receives. */
  readonly text: string;
  readonly publishedAt: number;
  /** The observer's value, which travels with the event; the bus does not read it. */
  readonly tag: unknown;
}

export interface Origin {
  readonly account: string;
  readonly region: string;
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export function publishEntry(entry: Entry, id: string, now: number, origin: Origin, tag: unknown): PublishedEvent {
  const time = `${new Date(entry.time ?? now).toISOString().slice(0, 19)}Z`;
  const { source, detailType, detail, resources } = entry;
  const { account, region } = origin;
  const envelope = { version: '0', id, 'detail-type': detailType, source, account, time, region, resources, detail };
  const text =
    `{"version":"0","id":"${id}","detail-type":${JSON.stringify(detailType)},"source":${JSON.stringify(source)},` +
    `"account":"${account}","time":"${time}","region":"${region}","resources":${JSON.stringify(resources)},` +
    `"detail":${entry.detailText}}`;
  return { id, envelope, text, publishedAt: now, tag };
}

/** Returns an archived event for a replay: the same id, time and content, and the replay's name as another field. */
export function replayed(
  { id, text }: { readonly id: string; readonly text: string },
  replayName: string,
  now: number,
): PublishedEvent {
  const envelope: JsonObject = { ...JSON.parse(text), 'replay-name': replayName };
  const marked = `{"replay-name":${JSON.stringify(replayName)},${text.slice(1)}`;
  return { id, envelope, text: marked, publishedAt: now, tag: undefined };
}

/** Returns the value at a path such as `$.detail.partitionKey` as text; `undefined` if there is none. */
export function textAtPath(envelope: JsonObject, path: readonly string[]): string | undefined {
  let value: unknown = envelope;
  for (const name of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  }
  if (value === undefined || value === null) return undefined;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
