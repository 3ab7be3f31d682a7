import { clueSolved } from '../catalog/clue-solved.ts';
import type { EventDefinition } from '../catalog/definition.ts';
import { catalog } from '../catalog/index.ts';
import { looking } from '../catalog/requests.ts';
import { type StageConfig, stages } from '../catalog/stages.ts';
import { CHECKS, type Processing } from '../core/capacity/model/workload.ts';
import { typeTopology } from '../core/chain/type-topology.ts';
import type { Poll } from '../local/aws/services/event-source-mapping/settings.ts';

/** One setting in which what the simulator predicts is held against what the local runtime does. */
export interface PredictionSetting {
  readonly name: string;
  readonly types: readonly EventDefinition[];
  /**
   * `drawn`: every function waits for a known time, so that what is measured is how the parts work together. `real`: the
   * template's own functions; the simulator gets the times that `calibrate` measures in a short run before.
   */
  readonly functions: 'drawn' | 'real';
  readonly poll: Poll;
  /** Environments of a function at once. */
  readonly maxEnvironments: number;
  /** Players' phones. */
  readonly players: number;
  readonly requestsPerSecond: number;
  readonly eventsPerRequest: number;
  /** What players look at. @default nothing */
  readonly reads?: StageConfig['reads'];
}

const RISKS = CHECKS.map((check) => ({ check, reason: 'measured on purpose' }));
const PEAK_A_SHARD = 600;

export const PREDICTION_STAGE: StageConfig = {
  ...stages.load,
  name: 'prediction',
  trafficScale: 1,
  throttle: { requestsPerSecond: 5_000, burst: 5_000 },
  acceptedRisks: RISKS,
};

/** Ten times as often as a stage's players by default: half as many reads as requests with events, or more. */
const READS = looking({ hunt: 60, leaderboard: 6, progress: 12 });

const DRAWN = {
  functions: 'drawn',
  maxEnvironments: 500,
  players: 2_000,
  requestsPerSecond: 600,
  eventsPerRequest: 1,
} as const;

/** From a third of what the handlers can do to almost twice as much; then with readers, and with real functions. */
export const PREDICTION_SETTINGS: readonly PredictionSetting[] = [
  {
    ...DRAWN,
    name: 'a third full',
    poll: 'immediate',
    types: ofClues(6, { batchSize: 10, parallelizationFactor: 10, reservedConcurrency: 60 }),
  },
  {
    ...DRAWN,
    name: 'three quarters full',
    poll: 'immediate',
    types: ofClues(3, { batchSize: 10, parallelizationFactor: 8, reservedConcurrency: 24 }),
  },
  {
    ...DRAWN,
    name: 'half full, polled once a second',
    poll: 'aws',
    types: ofClues(4, { batchSize: 10, parallelizationFactor: 10, reservedConcurrency: 40 }),
  },
  {
    ...DRAWN,
    name: 'a third too much',
    poll: 'immediate',
    types: ofClues(2, { batchSize: 100, parallelizationFactor: 7, reservedConcurrency: 14 }),
  },
  {
    ...DRAWN,
    name: 'twice too much, polled once a second',
    poll: 'aws',
    types: ofClues(1, { batchSize: 100, parallelizationFactor: 9, reservedConcurrency: 9 }),
  },
  {
    ...DRAWN,
    name: 'half full, with readers',
    poll: 'immediate',
    types: ofClues(4, { batchSize: 10, parallelizationFactor: 10, reservedConcurrency: 40 }),
    reads: READS,
  },
  {
    name: 'real functions, calibrated, with readers',
    functions: 'real',
    poll: 'immediate',
    maxEnvironments: 2,
    types: catalog.map((type) => ({ ...type, acceptedRisks: RISKS })),
    players: 300,
    requestsPerSecond: 60,
    eventsPerRequest: 5,
    reads: READS,
  },
];

/** The plan sizes a stream by its traffic: a peak that asks for so many shards. @throws Error where it gives others */
function ofClues(shards: number, processing: Partial<Processing>): readonly EventDefinition[] {
  const peakEventsPerSecond = PEAK_A_SHARD * shards;
  const definition: EventDefinition = {
    ...clueSolved,
    traffic: { ...clueSolved.traffic, peakEventsPerSecond, meanEventsPerRequest: 1 },
    processing: { ...processing, timeoutSeconds: 30 },
    acceptedRisks: RISKS,
  };
  const planned = typeTopology(definition, PREDICTION_STAGE).stream.shards.value;
  if (planned !== shards) throw new Error(`${planned} shards are planned, not ${shards}`);
  return [definition];
}
