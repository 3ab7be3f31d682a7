import { UNTIL_TOO_OLD } from '../../../core/chain/stream-and-source-mapping.ts';
import type { TypeTopology } from '../../../core/chain/type-topology.ts';
import { LIMITS } from '../../../core/limits.ts';
import { type Scenario, together } from '../scenario.ts';
import type { DrillStage } from '../stage/drill-stage.ts';

/** Of a type's objective. */
const TOO_LATE = 1.3;
/** An event is late beyond this, however patient its type is. Milliseconds. */
const LEAST_DELAY_MS = 1_500;
/** Records of so many players at once, so often: more than one batch of a shard then has some. */
const BURST = 10;
const BURST_EVERY_MS = 20_000;
const EVENT_EVERY_MS = 300_000;
/** Of what a shard takes in a second. */
const NEARLY_FULL = 0.95;

const ofTypes =
  (begin: (drill: DrillStage, type: TypeTopology) => () => void) =>
  (drill: DrillStage): (() => void) =>
    together(drill.types.map((type) => begin(drill, type)));

/** Seconds after which Lambda gives up a record. */
function recordAge({ mapping, stream }: TypeTopology): number {
  const { value } = mapping.maxRecordAgeSeconds;
  return value === UNTIL_TOO_OLD ? stream.retentionHours.value * 3_600 : value;
}

/** What goes wrong between the bus and the handlers. */
export const CHAIN_SCENARIOS: readonly Scenario[] = [
  {
    name: 'slow-delivery',
    cause: 'The bus delivers each event later than its objective allows',
    play: 0.1,
    raises: [{ alarms: ['DeliveryLatency', 'EndToEndLatency', 'FastBurn', 'SlowBurn'], goodAfter: 30 }],
    begin: ofTypes(({ stage }, { type, objective }) => {
      const byMs = Math.max(LEAST_DELAY_MS, TOO_LATE * objective.milliseconds);
      return stage.addFault({ kind: 'delivery-delayed', target: type, by: `${byMs}ms` });
    }),
  },
  {
    name: 'throttled-streams',
    cause: 'The streams refuse nine of ten records',
    play: 0.02,
    // EventBridge's pauses between attempts grow to about as long as the fault lasted.
    raises: [{ alarms: ['WriteThrottled', 'Retries'], goodAfter: 600 }],
    begin: ({ stage }) => stage.addFault({ kind: 'shard-throttled', probability: 0.9 }),
  },
  {
    name: 'denied-target',
    cause: 'The rules may no longer write to the streams',
    play: 0.02,
    raises: [{ alarms: ['Undelivered', 'RuleFailures'] }],
    begin: ofTypes((drill, { type }) => {
      const heal = drill.stage.addFault({ kind: 'target-denied', target: type });
      return together([heal, () => drill.ruleFailuresOf(type).purge()]);
    }),
  },
  {
    name: 'no-dead-letter-queue',
    cause: 'The rules may not write to the streams, and their dead-letter queues are gone',
    play: 0.02,
    raises: [{ alarms: ['Lost'] }],
    begin: ofTypes((drill, { type }) => {
      const { queues } = drill.stage.cloud;
      const heal = drill.stage.addFault({ kind: 'target-denied', target: type });
      const queue = drill.ruleFailuresOf(type);
      queues.delete(queue);
      return together([heal, () => queues.create(queue.settings)]);
    }),
  },
  {
    name: 'second-reader',
    cause: 'Someone else reads each shard ten times a second',
    play: 0.02,
    raises: [{ alarms: ['ReadThrottled'] }],
    begin: ofTypes((drill, { type }) =>
      drill.every(100, () => {
        for (const shard of drill.streamOf(type).openShards) {
          shard.readThrottled(shard.nextIndex, 1, drill.stage.scheduler.now());
        }
      }),
    ),
  },
  {
    name: 'large-records',
    cause: 'Records grow until they fill 95 % of what each shard takes',
    play: 0.02,
    raises: [{ alarms: ['NearStreamLimit'] }],
    begin: ofTypes((drill, { type }) => {
      const stream = drill.streamOf(type);
      const bytes = NEARLY_FULL * LIMITS.kinesisShardBytesPerSecond.value;
      // Only its size is counted as large: the text of a real one would cost the drill seconds.
      return drill.every(1_000, () => {
        for (const { range } of stream.openShards) drill.putRecord(type, 'drill', { bytes, hashKey: range.starting });
      });
    }),
  },
  {
    name: 'hot-key',
    cause: 'One key fills 95 % of a shard, while its stream has others',
    on: 'whole',
    play: 0.0001,
    raises: [{ alarms: ['NearShardLimit'] }],
    begin: ofTypes((drill, { type, stream: { shardMetric } }) => {
      if (shardMetric.value === undefined) return () => {};
      const hashKey = drill.streamOf(type).openShards[0]?.range.starting ?? '';
      if (shardMetric.value === 'IncomingBytes') {
        const bytes = NEARLY_FULL * LIMITS.kinesisShardBytesPerSecond.value;
        return drill.every(1_000, () => drill.putRecord(type, 'drill', { bytes, hashKey }));
      }
      const records = NEARLY_FULL * LIMITS.kinesisShardRecordsPerSecond.value;
      return drill.every(1_000, () => drill.putEmptyRecords(type, records, hashKey));
    }),
  },
  {
    name: 'disabled-mappings',
    cause: 'Someone disables the source mappings',
    play: 0.02,
    raises: [{ alarms: ['Stopped', 'NoProgress'] }],
    begin: ofTypes(({ stage }, { type }) => {
      const mapping = stage.mappingOf(type);
      mapping?.disable();
      return () => mapping?.enable();
    }),
  },
  {
    name: 'broken-release',
    cause: 'A release of the handlers throws at each call, until records are too old',
    play: 0,
    poll: 'immediate',
    raises: [
      { alarms: ['HandlerErrors', 'HandedBack'], goodAfter: 60 },
      { alarms: ['Behind'], breachesAfter: () => 60, goodAfter: 180 },
      { alarms: ['FarBehind'], breachesAfter: () => 300, goodAfter: 180 },
      { alarms: ['Expiring'], breachesAfter: ({ type }) => recordAge(type) / 2, goodAfter: 180 },
      { alarms: ['FailureStored'], breachesAfter: ({ type }) => recordAge(type) + 60, goodAfter: 180 },
    ],
    begin: ofTypes((drill, { type }) => {
      const { broken } = drill.stage.functions;
      const name = drill.handlerOf(type);
      broken.add(name);
      // Lambda retries the same records all the time: few are needed for half a day.
      const events = drill.every(EVENT_EVERY_MS, () => drill.putRecord(type, drill.nextPlayer()));
      return together([events, () => broken.delete(name)]);
    }),
  },
  {
    name: 'stopped-handlers',
    cause: 'Someone sets the reserved concurrency of the handlers to 0',
    play: 0.02,
    raises: [{ alarms: ['HandlerThrottles'] }],
    begin: ofTypes((drill, { type }) => {
      const { functions } = drill.stage.cloud;
      const name = drill.handlerOf(type);
      const before = functions.reservedConcurrency(name);
      functions.setReservedConcurrency(name, 0);
      return () => functions.setReservedConcurrency(name, before);
    }),
  },
  {
    name: 'slow-handlers',
    cause: 'The handlers take nine tenths of their timeouts',
    play: 0.02,
    raises: [
      {
        alarms: ['HandlerDuration'],
        breachesAfter: ({ type }) => type.handler.timeoutSeconds.value,
        goodAfter: 60,
      },
    ],
    begin: ofTypes((drill, { type, handler }) => {
      const byMs = 0.9 * handler.timeoutSeconds.value * 1_000;
      return drill.stage.addFault({ kind: 'function-slow', target: type, by: `${byMs}ms` });
    }),
  },
  {
    name: 'more-batches',
    cause: 'Someone raises the mappings to ten batches of a shard at once, while each takes 5 s',
    play: 0.02,
    raises: [{ alarms: ['HandlerNearConcurrency'], goodAfter: 60 }],
    begin: ofTypes((drill, { type }) => {
      const mapping = drill.stage.mappingOf(type);
      const before = mapping?.settings;
      if (mapping === undefined || before === undefined) throw new Error(`no mapping of ${type}`);
      const heal = drill.stage.addFault({ kind: 'function-slow', target: type, by: '5s' });
      mapping.configure({ ...before, parallelizationFactor: LIMITS.lambdaMaxParallelizationFactor.value });
      const players = drill.every(BURST_EVERY_MS, () => {
        for (let player = 0; player < BURST; player += 1) drill.putRecord(type, drill.newcomer());
      });
      return together([heal, players, () => mapping.configure(before)]);
    }),
  },
  {
    name: 'throttled-publisher',
    cause: 'EventBridge throttles half of the calls of PutEvents',
    play: 0.1,
    raises: [{ alarms: ['Bus/PublishThrottled', 'Shed'] }],
    begin: ({ stage }) => stage.addFault({ kind: 'put-events-throttled', probability: 0.5 }),
  },
  {
    name: 'unknown-type',
    cause: 'An event arrives whose type has no rule',
    play: 0.02,
    raises: [{ alarms: ['Bus/Unrouted'] }],
    begin: (drill) => {
      drill.publish('nobody.knows');
      return () => drill.unrouted().purge();
    },
  },
  {
    name: 'no-unrouted-queue',
    cause: 'Events arrive whose type has no rule, and the queue for them is gone',
    play: 0.02,
    raises: [{ alarms: ['Bus/UnroutedLost'] }],
    begin: (drill) => {
      const { queues } = drill.stage.cloud;
      const queue = drill.unrouted();
      queues.delete(queue);
      return together([drill.every(20_000, () => drill.publish('nobody.knows')), () => queues.create(queue.settings)]);
    },
  },
];
