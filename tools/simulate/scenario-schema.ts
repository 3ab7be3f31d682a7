import Type, { type Static } from 'typebox';
import { PROCESSING_RANGES } from '../../catalog/define-event.ts';
import { MAX_EVENT_BYTES } from '../../catalog/event-limits.ts';
import { PRIORITIES, TRAFFIC_SHAPES } from '../../core/capacity/model/workload.ts';

const closed = { additionalProperties: false } as const;
const Seconds = Type.Number({ minimum: 0, maximum: 86_400 });
const Duration = Type.Number({ exclusiveMinimum: 0, maximum: 86_400 });
const Rate = Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000 });
const TypeName = Type.String({ minLength: 1, maxLength: 64 });
const words = <Word extends string>(values: readonly Word[]) => Type.Union(values.map((value) => Type.Literal(value)));

const LoadPoint = Type.Object({ at: Seconds, ofPeak: Type.Number({ minimum: 0, maximum: 1_000 }) }, closed);
const Reconnect = Type.Object(
  {
    at: Seconds,
    within: Duration,
    phones: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    eventsPerPhone: Type.Integer({ minimum: 1, maximum: 10_000 }),
  },
  closed,
);
const Surge = Type.Object({ type: TypeName, at: Seconds, seconds: Duration, eventsPerSecond: Rate }, closed);

const Traffic = Type.Object(
  {
    load: Type.Optional(Type.Array(LoadPoint, { minItems: 1, maxItems: 1_000 })),
    eventsPerRequest: Type.Optional(Type.Number({ minimum: 1, maximum: 100 })),
    players: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    /** How unequal the values of partition keys are: the share of rank k is proportional to 1 ÷ k^zipf. */
    zipf: Type.Optional(Type.Number({ minimum: 0, maximum: 10 })),
    /** Number of values of a partition key that is not the player. */
    keyValues: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    reconnects: Type.Optional(Type.Array(Reconnect, { maxItems: 100 })),
    surges: Type.Optional(Type.Array(Surge, { maxItems: 100 })),
  },
  closed,
);

const Disturbance = Type.Object(
  {
    slow: Type.Optional(words(['ingest', 'putEvents', 'delivery', 'handlers'])),
    factor: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 10_000 })),
    stopped: Type.Optional(TypeName),
    failing: Type.Optional(TypeName),
    throttled: Type.Optional(Type.Literal('table')),
    poisoned: Type.Optional(TypeName),
    /** Of the type's records, at all rates. */
    share: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
    at: Seconds,
    seconds: Duration,
  },
  closed,
);

const Processing = Type.Object(
  {
    ...Object.fromEntries(
      Object.entries(PROCESSING_RANGES).map(([name, [minimum, maximum]]) => [
        name,
        Type.Optional(Type.Integer({ minimum, maximum })),
      ]),
    ),
    bisectBatchOnError: Type.Optional(Type.Boolean()),
  },
  closed,
);

/** An event type that the scenario defines, in place of the catalog. */
const EventTypeOfScenario = Type.Object(
  {
    type: TypeName,
    partitionKey: Type.Optional(Type.String({ minLength: 1 })),
    priority: Type.Optional(words(PRIORITIES)),
    traffic: Type.Object(
      {
        peakEventsPerSecond: Rate,
        meanBytes: Type.Number({ minimum: 1, maximum: MAX_EVENT_BYTES }),
        shape: Type.Optional(words(TRAFFIC_SHAPES)),
        meanEventsPerRequest: Type.Optional(Type.Number({ minimum: 1, maximum: 100 })),
        hottestKeyShare: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
      },
      closed,
    ),
    maxEventsPerEntry: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
    processing: Type.Optional(Processing),
    latencyObjective: Type.Optional(
      Type.Object(
        {
          percentile: Type.Number({ minimum: 1, maximum: 99.999 }),
          milliseconds: Type.Number({ minimum: 1, maximum: 86_400_000 }),
        },
        closed,
      ),
    ),
  },
  closed,
);

const Broker = Type.Object(
  {
    queues: words(['one', 'by-type']),
    capacity: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    handlers: Type.Integer({ minimum: 1, maximum: 100_000 }),
    handlerMs: Type.Number({ exclusiveMinimum: 0, maximum: 900_000 }),
  },
  closed,
);

/** A scenario file. Times are seconds from the start. */
export const ScenarioFile = Type.Object(
  {
    /** What happens and what to watch, in a sentence. */
    says: Type.String({ minLength: 1, maxLength: 400 }),
    /** How long phones send. */
    seconds: Duration,
    /** How long the backlog may drain afterwards. */
    drainSeconds: Type.Optional(Seconds),
    stage: Type.Optional(Type.String()),
    /** Share of the stage's rates that is played, with limits as many times smaller. */
    fraction: Type.Optional(Type.Number({ minimum: 0.001, maximum: 1 })),
    /** In the form of `--set`. */
    set: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
    types: Type.Optional(Type.Array(EventTypeOfScenario, { minItems: 1, maxItems: 50 })),
    traffic: Type.Optional(Traffic),
    disturbances: Type.Optional(Type.Array(Disturbance, { maxItems: 100 })),
    broker: Type.Optional(Broker),
    /** When hunts start that are announced in advance. */
    startsAt: Type.Optional(Type.Array(Seconds, { maxItems: 100 })),
    /** What another party's report states about the same traffic; shown beside the run. */
    theySaid: Type.Optional(Type.String({ maxLength: 400 })),
  },
  closed,
);
export type ScenarioFile = Static<typeof ScenarioFile>;
