import type { WarmSettings } from '../../../core/chain/table.ts';
import { LIMITS } from '../../../core/limits.ts';
import { type Scenario, together } from '../scenario.ts';
import type { DrillStage } from '../stage/drill-stage.ts';

/** Of what the plan has for the peak, with headroom. */
const TOO_MUCH = 2;
/** Bytes of an item that a script writes or reads: below DynamoDB's 400 KB. */
const ITEM_BYTES = 300 * 1_024;
const SECONDS_OF_DAY = 86_400;

/** A record that no handler can read. */
function poison(drill: DrillStage): void {
  const [first] = drill.types;
  if (first !== undefined) drill.streamOf(first.type).put('drill', Buffer.from('{}').toString('base64'), 2);
}

/** Reads a partition of the leaderboard's index. */
async function readIndex({ stage, topology }: DrillStage): Promise<void> {
  const { indexName, partitionKey } = topology.table.leaderboard;
  await stage.table.query({
    TableName: stage.tableName,
    IndexName: indexName.value,
    KeyConditionExpression: '#key = :key',
    ExpressionAttributeNames: { '#key': partitionKey.value },
    ExpressionAttributeValues: { ':key': { S: 'DRILL' } },
  });
}

/** Writes and reads large items, each second as much as `units` has a share of. */
function useUp(drill: DrillStage, isIndexed: boolean, { readUnits, writeUnits }: WarmSettings): () => void {
  const { table, tableName } = drill.stage;
  const { partitionKey, sortKey } = drill.topology.table.leaderboard;
  const key = { pk: { S: `DRILL#${isIndexed}` }, sk: { S: 'LARGE' } };
  const indexKey = { [partitionKey.value]: { S: 'DRILL' }, [sortKey.value]: { S: '1' } };
  const writes = Math.ceil((TOO_MUCH * writeUnits.value * LIMITS.dynamoDbWriteUnitBytes.value) / ITEM_BYTES);
  const bytesOfRead = isIndexed ? ITEM_BYTES / 2 : ITEM_BYTES;
  const reads = Math.ceil((TOO_MUCH * readUnits.value * LIMITS.dynamoDbReadUnitBytes.value) / bytesOfRead);
  let letter = 0;
  return drill.every(1_000, () => {
    for (let write = 0; write < writes; write += 1) {
      letter = (letter + 1) % 26;
      const displayName = { S: String.fromCharCode(97 + letter).repeat(ITEM_BYTES) };
      void table.putItem({ TableName: tableName, Item: { ...key, displayName, ...(isIndexed && indexKey) } });
    }
    for (let read = 0; read < reads; read += 1) {
      if (!isIndexed) void table.getItem({ TableName: tableName, Key: key, ConsistentRead: true });
      else void readIndex(drill);
    }
  });
}

/** What goes wrong in the table, and what waits in queues. */
export const STORAGE_SCENARIOS: readonly Scenario[] = [
  {
    name: 'throttled-table',
    cause: 'The table refuses nine of ten reads and writes',
    play: 0.1,
    raises: [{ alarms: ['Table/ReadThrottled', 'Table/WriteThrottled', 'Leaderboard/ReadThrottled'], goodAfter: 60 }],
    begin: (drill) =>
      // Most looks at the leaderboard fail before they come to the index.
      together([
        drill.every(5_000, () => void readIndex(drill).catch(() => {})),
        drill.stage.addFault({ kind: 'table-throttled', probability: 0.9 }),
      ]),
  },
  {
    name: 'throttled-index',
    cause: "The leaderboard's index cannot take its part of the writes",
    play: 0.02,
    raises: [{ alarms: ['Leaderboard/WriteThrottled'] }],
    begin: (drill) => {
      const { stage, topology } = drill;
      const { indexName, partitionKey, sortKey } = topology.table.leaderboard;
      const target = `${stage.tableName}/${indexName.value}`;
      let score = 0;
      const scores = drill.every(10_000, () => {
        score += 1;
        const entry = { [partitionKey.value]: { S: 'DRILL' }, [sortKey.value]: { S: String(score) } };
        const Item = { pk: { S: 'DRILL#SCORE' }, sk: { S: 'STATE' }, ...entry };
        stage.table.putItem({ TableName: stage.tableName, Item }).catch(() => {});
      });
      return together([scores, stage.addFault({ kind: 'table-throttled', target, probability: 1 })]);
    },
  },
  {
    name: 'large-items',
    cause: 'A script reads and writes twice what the plan has for table and index',
    play: 0.02,
    raises: [{ alarms: ['Table/ReadUse', 'Table/WriteUse', 'Leaderboard/ReadUse', 'Leaderboard/WriteUse'] }],
    begin: (drill) => {
      const { warm, leaderboard } = drill.topology.table;
      return together([useUp(drill, false, warm), useUp(drill, true, leaderboard.warm)]);
    },
  },
  {
    name: 'poison',
    cause: 'A record arrives that no handler can read',
    play: 0.02,
    raises: [{ alarms: ['Quarantine'] }],
    begin: (drill) => {
      poison(drill);
      return () => drill.quarantine().purge();
    },
  },
  {
    name: 'week-old-messages',
    cause: 'Nobody looks at what waits in the queues for half of the time that SQS keeps it',
    play: 0,
    poll: 'immediate',
    skipsAhead: true,
    raises: [
      { alarms: ['QuarantineAge'], breachesAfter: ({ topology }) => halfOf(topology.queues.quarantine) },
      { alarms: ['Bus/UnroutedAge'], breachesAfter: ({ topology }) => halfOf(topology.queues.unrouted) },
      { alarms: ['RuleFailuresAge'], breachesAfter: ({ type }) => halfOf(type.ruleFailures) },
    ],
    begin: (drill) => {
      poison(drill);
      drill.publish('nobody.knows');
      for (const { type } of drill.types) {
        drill.stage.addFault({ kind: 'target-denied', target: type, for: '10s' });
        drill.sendEvents(type, drill.nextPlayer());
      }
      const queues = [
        drill.quarantine(),
        drill.unrouted(),
        ...drill.types.map(({ type }) => drill.ruleFailuresOf(type)),
      ];
      return together(queues.map((queue) => () => queue.purge()));
    },
  },
];

function halfOf({ retentionDays }: DrillStage['topology']['queues']['quarantine']): number {
  return (retentionDays.value * SECONDS_OF_DAY) / 2;
}
