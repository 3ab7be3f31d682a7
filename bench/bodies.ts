import type { KinesisStreamRecord } from 'aws-lambda';
import { EVENT_SOURCE } from '../core/chain/bus-entry-source.ts';
import { integerBetween, type Random, randomId } from '../core/random.ts';

/** Share of each type in a hundred events: the mix of a hunt. */
const MIX = [
  ['location.pinged', 85],
  ['clue.viewed', 5],
  ['clue.solved', 4],
  ['hunt.joined', 3],
  ['hint.requested', 2],
  ['treasure.claimed', 1],
] as const;

type MixedType = (typeof MIX)[number][0];

/** Events as a phone sends them, about 300 bytes each: the extra length sits in ids, as it does in the field. */
export interface MixOptions {
  readonly huntId: string;
  readonly clueIds: readonly string[];
  readonly treasureIds: readonly string[];
}

const DEFAULT_OPTIONS: MixOptions = {
  huntId: 'edinburgh-old-town-and-holyrood-park-midsummer-2026-finals',
  clueIds: ['what-o-clock-is-it-at-the-castle-when-the-gun-is-fired', 'the-dog-who-waited-for-fourteen-years'],
  treasureIds: ['the-silver-casket-below-the-ross-fountain'],
};
const ID_CHARACTERS = 64;
const OCCURRED_AT = '2026-06-01T12:00:00.123+02:00';

/** `{"events": […]}` with exactly the mix for 100 events, in random order. */
export function mixedBody(random: Random, options: MixOptions = DEFAULT_OPTIONS): string {
  const types = MIX.flatMap(([type, count]) => Array.from({ length: count }, () => type));
  for (let last = types.length - 1; last > 0; last -= 1) {
    const other = integerBetween(random, 0, last);
    [types[last], types[other]] = [types[other] as MixedType, types[last] as MixedType];
  }
  return JSON.stringify({ events: types.map((type) => submitted(type, random, options)) });
}

function submitted(type: MixedType, random: Random, options: MixOptions): object {
  return { id: randomId(random, ID_CHARACTERS), type, occurredAt: OCCURRED_AT, data: dataOf(type, random, options) };
}

function dataOf(type: MixedType, random: Random, { huntId, clueIds, treasureIds }: MixOptions): object {
  const pick = (values: readonly string[]): string => values[integerBetween(random, 0, values.length - 1)] ?? '';
  const place = { latitude: 55.9 + random.unit() / 10, longitude: -3.2 + random.unit() / 10 };
  switch (type) {
    case 'location.pinged':
      return { huntId, ...place, accuracyMeters: integerBetween(random, 3, 50) };
    case 'clue.viewed':
    case 'hint.requested':
      return { huntId, clueId: pick(clueIds) };
    case 'clue.solved':
      return { huntId, clueId: pick(clueIds), answer: 'the quick brown fox jumps over the lazy dog' };
    case 'hunt.joined':
      return { huntId, displayName: 'Ada Lovelace of Edinburgh' };
    case 'treasure.claimed':
      return { huntId, treasureId: pick(treasureIds), ...place };
  }
}

/** Records of `location.pinged` as a source mapping hands them over, `eventsPerRecord` events in each. */
export function pingRecords(random: Random, count: number, eventsPerRecord: number): KinesisStreamRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const playerId = `player-${randomId(random)}`;
    const events = Array.from({ length: eventsPerRecord }, (_unused, position) => ({
      ...submitted('location.pinged', random, DEFAULT_OPTIONS),
      version: 1,
      receivedAt: '2026-06-01T10:00:00.456Z',
      index: position,
      playerId,
    }));
    const entry = {
      version: '0',
      id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
      'detail-type': 'location.pinged',
      source: EVENT_SOURCE,
      account: '000000000000',
      time: '2026-06-01T10:00:00Z',
      region: 'us-east-1',
      resources: [],
      detail: { partitionKey: playerId, events },
    };
    return {
      awsRegion: 'us-east-1',
      eventID: `shardId-000000000000:${index}`,
      eventName: 'aws:kinesis:record',
      eventSource: 'aws:kinesis',
      eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/benchmark',
      eventVersion: '1.0',
      invokeIdentityArn: 'arn:aws:iam::000000000000:role/benchmark',
      kinesis: {
        approximateArrivalTimestamp: 1_780_000_000,
        data: Buffer.from(JSON.stringify(entry)).toString('base64'),
        kinesisSchemaVersion: '1.0',
        partitionKey: playerId,
        sequenceNumber: String(index),
      },
    };
  });
}
