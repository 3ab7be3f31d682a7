/** A submitted event that ingest accepts. */
export const VALID = {
  id: 'event-0000000001',
  type: 'hunt.joined',
  occurredAt: '2026-06-01T10:00:00Z',
  data: { huntId: 'edinburgh', displayName: 'Ada 🗺️' },
} as const;

export const PING = {
  id: 'event-0000000002',
  type: 'location.pinged',
  occurredAt: '2026-06-01T10:00:00.123456+01:00',
  data: { huntId: 'edinburgh', latitude: 55.9, longitude: -3.2, accuracyMeters: 5 },
} as const;

const nested = (depth: number): unknown => (depth === 0 ? 1 : { deeper: nested(depth - 1) });
const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 1]));
/** JSON text, where a literal would not hold what is meant. */
const withData = (data: string) =>
  JSON.parse(`{"id":"event-0000000001","type":"hunt.joined","occurredAt":"2026-06-01T10:00:00Z","data":${data}}`);

/** Name, event, and its code; `accepted` where it has none. The source and the bundle must agree on each. */
export const EVENT_CASES: readonly (readonly [name: string, event: unknown, code: string])[] = [
  ['a valid event', VALID, 'accepted'],
  ['a valid ping', PING, 'accepted'],
  ['an id of 64 characters', { ...VALID, id: 'x'.repeat(64) }, 'accepted'],
  ['a leap day', { ...VALID, occurredAt: '2024-02-29T00:00:00Z' }, 'accepted'],
  ['client time ten years ahead', { ...VALID, occurredAt: '2036-06-01T10:00:00Z' }, 'accepted'],
  ['a number', 7, 'invalid_event'],
  ['null', null, 'invalid_event'],
  ['a list', [VALID], 'invalid_event'],
  ['an unknown type', { ...VALID, type: 'hunt.joinde' }, 'unknown_type'],
  ['a type that is no text', { ...VALID, type: 5 }, 'unknown_type'],
  ['no type', { id: VALID.id }, 'unknown_type'],
  ['an id of 15 characters', { ...VALID, id: 'x'.repeat(15) }, 'invalid_id'],
  ['an id with a lone surrogate', { ...VALID, id: `event-000000000\ud800` }, 'invalid_id'],
  ['an id that is a number', { ...VALID, id: 1234567890123456 }, 'invalid_id'],
  ['no id', { ...VALID, id: undefined }, 'invalid_id'],
  ['no data', { ...VALID, data: undefined }, 'schema_violation'],
  ['a missing field of data', { ...VALID, data: { huntId: 'edinburgh' } }, 'schema_violation'],
  ['an unknown field', { ...VALID, extra: 1 }, 'schema_violation'],
  ['an unknown field of data', { ...VALID, data: { ...VALID.data, extra: 1 } }, 'schema_violation'],
  ['a client that stamps', { ...VALID, receivedAt: '2026-06-01T10:00:00Z' }, 'schema_violation'],
  ['a lone surrogate in a text', { ...VALID, data: { ...VALID.data, displayName: 'A\udc00' } }, 'schema_violation'],
  ['a control character in a text', { ...VALID, data: { ...VALID.data, displayName: 'A\u0000' } }, 'schema_violation'],
  ['a latitude out of range', { ...PING, data: { ...PING.data, latitude: 90.1 } }, 'schema_violation'],
  ['a latitude without end', { ...PING, data: { ...PING.data, latitude: JSON.parse('1e999') } }, 'schema_violation'],
  ['a number that the table cannot hold', { ...PING, data: { ...PING.data, latitude: 1e-200 } }, 'unstorable_value'],
  ['the least number that it holds', { ...PING, data: { ...PING.data, latitude: 1e-130 } }, 'accepted'],
  ['no distance at all', { ...PING, data: { ...PING.data, latitude: -0 } }, 'accepted'],
  ['a character that SQS refuses', { ...VALID, data: { ...VALID.data, displayName: 'A\uffff' } }, 'schema_violation'],
  ['a latitude as text', { ...PING, data: { ...PING.data, latitude: '55' } }, 'schema_violation'],
  ['a day that is none', { ...VALID, occurredAt: '2026-02-30T10:00:00Z' }, 'schema_violation'],
  ['a leap second', { ...VALID, occurredAt: '2026-12-31T23:59:60Z' }, 'schema_violation'],
  ['the hour 24', { ...VALID, occurredAt: '2026-12-31T24:00:00Z' }, 'schema_violation'],
  ['a time in small letters', { ...VALID, occurredAt: '0001-01-01t10:00:00z' }, 'accepted'],
  ['a time with a space', { ...VALID, occurredAt: '2026-06-01 10:00:00.5+23:59' }, 'accepted'],
  ['a time without zone', { ...VALID, occurredAt: '2026-06-01T10:00:00' }, 'schema_violation'],
  ['a line break in a time', { ...VALID, occurredAt: '2026-06-01\n10:00:00Z' }, 'schema_violation'],
  ['a time beyond nanoseconds', { ...VALID, occurredAt: '2026-06-01T10:00:00.1234567890Z' }, 'schema_violation'],
  ['its own playerId as a field', { ...VALID, playerId: 'ada' }, 'schema_violation'],
  ['another player', { ...VALID, playerId: 'mallory' }, 'player_mismatch'],
  ['another player in data', { ...VALID, data: { ...VALID.data, playerId: 'mallory' } }, 'player_mismatch'],
  ['17 levels', { ...VALID, data: nested(16) }, 'too_deep'],
  ['a thousand levels', { ...VALID, data: nested(1_000) }, 'too_deep'],
  ['65 keys', { ...VALID, data: keys(65) }, 'too_many_keys'],
  ['64 keys', { ...VALID, data: keys(64) }, 'schema_violation'],
  ['the key __proto__', withData('{"__proto__":{"huntId":"edinburgh"}}'), 'forbidden_key'],
  ['the key constructor', withData('{"huntId":{"constructor":1}}'), 'forbidden_key'],
  ['the key prototype', withData('[{"prototype":1}]'), 'forbidden_key'],
  ['more than 64 KB', { ...VALID, data: { ...VALID.data, displayName: 'x'.repeat(65_537) } }, 'event_too_large'],
];
