import type { KinesisStreamRecord } from 'aws-lambda';
import type { StampedEvent } from '../../catalog/definition.ts';
import type { HuntDefinition } from '../../lambdas/shared/game/hunt.ts';
import type { TablePort } from '../../lambdas/shared/ports.ts';
import { huntKey } from '../../lambdas/shared/store/keys.ts';
import { TABLE_NAME } from './game-table.ts';

export const HUNT_ID = 'edinburgh';
export const STARTS_AT_MS = Date.parse('2026-06-01T10:00:00Z');

export const HUNT: HuntDefinition = {
  name: 'Edinburgh',
  startsAt: '2026-06-01T10:00:00Z',
  endsAt: '2026-06-01T12:00:00Z',
  clues: [
    {
      clueId: 'castle',
      text: 'When does the gun fire?',
      answer: 'One o’clock',
      points: 10,
      hint: 'Not noon',
      hintCost: 3,
    },
    { clueId: 'bridge', text: 'Which bridge?', answer: 'Straße', points: 20, hint: 'North', hintCost: 7 },
  ],
  treasures: [
    {
      treasureId: 'gold',
      latitude: 55.9486,
      longitude: -3.1999,
      radiusMeters: 50,
      points: 100,
      requiredClues: ['castle'],
    },
    { treasureId: 'silver', latitude: 55.95, longitude: -3.19, radiusMeters: 50, points: 40, requiredClues: [] },
    {
      treasureId: 'crown',
      latitude: 55.94,
      longitude: -3.18,
      radiusMeters: 50,
      points: 60,
      requiredClues: ['castle', 'bridge'],
    },
  ],
};

export async function storeHunt(table: TablePort, definition = HUNT, huntId = HUNT_ID): Promise<void> {
  await table.putItem({
    TableName: TABLE_NAME,
    Item: {
      ...huntKey(huntId),
      definition: { S: JSON.stringify(definition) },
      startsAtMs: { N: String(Date.parse(definition.startsAt)) },
    },
  });
}

let ids = 0;

/** A valid event; `secondsIn` the hunt it was received. */
export function stamped<Data>(
  type: string,
  data: Data,
  { playerId = 'ada', secondsIn = 60, index = 0, id = '' } = {},
): StampedEvent<string, Data & { huntId: string }> {
  ids += 1;
  return {
    id: id === '' ? `event-${String(ids).padStart(12, '0')}` : id,
    type,
    version: 1,
    occurredAt: '2026-06-01T10:00:00+01:00',
    receivedAt: new Date(STARTS_AT_MS + secondsIn * 1_000).toISOString(),
    index,
    playerId,
    data: { huntId: HUNT_ID, ...data },
  };
}

/** A place `metersNorth` of a treasure. */
export function near(treasureId: string, metersNorth = 0) {
  const treasure = HUNT.treasures.find((candidate) => candidate.treasureId === treasureId);
  return {
    treasureId,
    latitude: (treasure?.latitude ?? 0) + metersNorth / 111_195,
    longitude: treasure?.longitude ?? 0,
  };
}

/** Later than any test's clock: a record that is not said to be old is young. Milliseconds. */
const NEVER_OLD = STARTS_AT_MS + 365 * 86_400_000;

/** A Kinesis record as a rule's target writes it. */
export function kinesisRecord(
  type: string,
  events: readonly unknown[],
  sequenceNumber: string,
  arrivedAtMs = NEVER_OLD,
): KinesisStreamRecord {
  const envelope = {
    version: '0',
    id: `bridge-${sequenceNumber}`,
    'detail-type': type,
    source: 'cairn.ingest',
    account: '000000000000',
    time: '2026-06-01T10:00:00Z',
    region: 'us-east-1',
    resources: [],
    detail: { partitionKey: 'ada', events },
  };
  return rawRecord(Buffer.from(JSON.stringify(envelope)).toString('base64'), sequenceNumber, arrivedAtMs);
}

export function rawRecord(data: string, sequenceNumber: string, arrivedAtMs = NEVER_OLD): KinesisStreamRecord {
  return {
    awsRegion: 'us-east-1',
    eventID: `shardId-000000000000:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    eventSource: 'aws:kinesis',
    eventSourceARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/test',
    eventVersion: '1.0',
    invokeIdentityArn: 'arn:aws:iam::000000000000:role/test',
    kinesis: {
      approximateArrivalTimestamp: arrivedAtMs / 1_000,
      data,
      kinesisSchemaVersion: '1.0',
      partitionKey: 'ada',
      sequenceNumber,
    },
  };
}
