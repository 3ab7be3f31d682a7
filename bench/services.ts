import { seededRandom } from '../core/random.ts';
import { VirtualScheduler } from '../core/scheduler/virtual-scheduler.ts';
import { Streams } from '../local/aws/services/stream/streams.ts';
import { tableOperations } from '../local/aws/services/table/operations.ts';
import { Tables } from '../local/aws/services/table/tables.ts';

export interface ServiceFigures {
  readonly what: string;
  readonly perSecond: number;
}

const ROUNDS = 5;
const SHARDS = 64;
/** Below what a shard takes in a second. */
const RECORDS_A_SHARD_AND_SECOND = 900;
const RECORDS = 200_000;
const RECORD_BYTES = 300;
const WRITES = 20_000;
const PLAYERS = 1_000;

/** The stream model alone: records put by partition key and read again, within the limits of its shards. */
export function benchStream(): readonly ServiceFigures[] {
  const data = Buffer.alloc(RECORD_BYTES, 'x').toString('base64');
  const keys = Array.from({ length: PLAYERS }, (_, index) => `player-${index}`);
  const speeds = rounds(RECORDS, () => {
    const scheduler = new VirtualScheduler(Date.UTC(2026, 0, 1));
    const stream = new Streams(scheduler)
      .create({
        name: 'bench',
        arn: 'arn:aws:kinesis:us-east-1:000000000000:stream/bench',
        mode: 'PROVISIONED',
        shardCount: SHARDS,
        retentionHours: 24,
      })
      .activate();
    const positions = new Array<number>(SHARDS).fill(0);
    for (const [index, shard] of stream.openShards.entries())
      shard.addConsumer(
        () => positions[index] ?? 0,
        () => {},
      );
    return () => {
      let read = 0;
      const perTick = Math.floor((SHARDS * RECORDS_A_SHARD_AND_SECOND) / 10 / 2);
      for (let put = 0; put < RECORDS; ) {
        for (let next = Math.min(perTick, RECORDS - put); next > 0; next -= 1) {
          stream.put(keys[put % PLAYERS] ?? '', data, RECORD_BYTES);
          put += 1;
        }
        scheduler.advance(100);
        for (const [index, shard] of stream.openShards.entries()) {
          const reading = shard.read(positions[index] ?? 0, 10_000, scheduler.now());
          positions[index] = reading.next;
          read += reading.records.length;
        }
      }
      if (read !== RECORDS) throw new Error(`${read} of ${RECORDS} records were read`);
    };
  });
  return [{ what: `records of ${RECORD_BYTES} bytes put and read, ${SHARDS} shards`, perSecond: speeds }];
}

/** The table model alone, through the operation that the function's SDK client calls: last positions of players. */
export function benchTable(): readonly ServiceFigures[] {
  const perSecond = rounds(WRITES, () => {
    const scheduler = new VirtualScheduler(Date.UTC(2026, 0, 1));
    const tables = new Tables({ clock: scheduler });
    tables.create({
      TableName: 'bench',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    });
    const operations = tableOperations(tables);
    const random = seededRandom(1);
    return () => {
      for (let write = 0; write < WRITES; write += 1) {
        operations.UpdateItem({
          TableName: 'bench',
          Key: { pk: { S: `PLAYER#hunt#player-${write % PLAYERS}` }, sk: { S: 'POSITION' } },
          UpdateExpression:
            'SET #order = :order, latitude = :latitude, longitude = :longitude, accuracyMeters = :accuracy, expiresAt = :expiresAt',
          ConditionExpression: 'attribute_not_exists(#order) OR #order < :order',
          ExpressionAttributeNames: { '#order': 'order' },
          ExpressionAttributeValues: {
            ':order': { S: `2026-06-01T12:00:00.000Z#${String(write).padStart(8, '0')}` },
            ':latitude': { N: String(55 + random.unit()) },
            ':longitude': { N: String(-3 - random.unit()) },
            ':accuracy': { N: '5' },
            ':expiresAt': { N: '1780000000' },
          },
        });
        if (write % 1_000 === 0) scheduler.advance(1_000);
      }
    };
  });
  return [{ what: `conditional writes of positions, ${PLAYERS} players`, perSecond }];
}

/** The median of rounds, each on a new service. */
function rounds(count: number, prepare: () => () => void): number {
  const speeds = Array.from({ length: ROUNDS }, () => {
    const run = prepare();
    const started = performance.now();
    run();
    return (count / (performance.now() - started)) * 1_000;
  });
  return Math.round(speeds.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN);
}
