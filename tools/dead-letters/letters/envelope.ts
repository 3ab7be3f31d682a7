/** An event of EventBridge with Cairn's `detail`, as far as a redrive needs it. */
export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string | undefined;
  readonly resources: readonly string[];
  readonly partitionKey: string | undefined;
  readonly events: readonly unknown[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads what the bus wrote. `undefined`: it is no JSON object with a detail-type. Does not throw. */
export function readEnvelope(text: string): Envelope | undefined {
  const envelope = fieldsOf(parse(text));
  const type = envelope?.['detail-type'];
  if (envelope === undefined || typeof type !== 'string') return undefined;
  const detail = fieldsOf(envelope.detail);
  const { partitionKey } = detail ?? {};
  return {
    id: textOf(envelope.id) ?? '',
    source: textOf(envelope.source) ?? '',
    type,
    time: textOf(envelope.time),
    resources: Array.isArray(envelope.resources) ? envelope.resources.map(String) : [],
    partitionKey: textOf(partitionKey),
    events: Array.isArray(detail?.events) ? detail.events : [],
  };
}

/**
 * The place of a record among those of its key: when ingest received its first event, and the event's position in the
 * request. This is the order of the game (docs/data-model.md); neither a queue nor the bus keeps one.
 * @param arrivedAt of the record, for events without a valid time. Milliseconds since the epoch
 * @param tie orders what is equal otherwise, such as a sequence number
 */
export function orderOf(events: readonly unknown[], arrivedAt: number, tie: string): string {
  const first = fieldsOf(events[0]);
  const received = Date.parse(textOf(first?.receivedAt) ?? '');
  const index = typeof first?.index === 'number' && first.index >= 0 ? Math.min(first.index, 999_999) : 0;
  const at = Number.isNaN(received) ? arrivedAt : received;
  return `${pad(at, 15)}#${pad(index, 6)}#${tie}`;
}

/** A number as text whose order is the number's. @param value ≥ 0 */
export function pad(value: number, digits: number): string {
  return String(Math.max(0, Math.floor(value))).padStart(digits, '0');
}

/**
 * The text of a member of a JSON object, byte for byte: `JSON.parse` and `JSON.stringify` would change numbers above
 * 2⁵³ and the form of others. `undefined`: it has no such member. @param json a valid JSON object
 */
export function memberText(json: string, name: string): string | undefined {
  let found: string | undefined;
  let depth = 0;
  let key: string | undefined;
  let start = -1;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '"') {
      const end = endOfText(json, at);
      if (depth === 1 && key === undefined) key = parse(json.slice(at, end + 1)) as string;
      at = end;
    } else if (character === '{' || character === '[') depth += 1;
    else if (character === ':' && depth === 1 && start < 0) start = at + 1;
    else if (character === '}' || character === ']' || character === ',') {
      const endsMember = character === ',' ? depth === 1 : depth === 1 && character === '}';
      // Of equal names the last one counts, as for JSON.parse.
      if (endsMember && key === name) found = json.slice(start, at).trim();
      if (endsMember) [key, start] = [undefined, -1];
      if (character !== ',') depth -= 1;
    }
  }
  return found;
}

function endOfText(json: string, from: number): number {
  let at = from + 1;
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1;
  return at;
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function fieldsOf(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
