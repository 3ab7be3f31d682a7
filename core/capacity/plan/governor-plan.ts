import type { Priority } from '../model/workload.ts';
import type { ChainPlan } from './chain.ts';

/** One event type as the plan sized it: what the governor steers towards, and what it returns to. */
export interface GovernedType {
  readonly type: string;
  readonly priority: Priority;
  readonly streamMode: 'PROVISIONED' | 'ON_DEMAND';
  /** Shards for the planned peak. */
  readonly shards: number;
  /** Records a second that the handler keeps up with at the planned shards. */
  readonly handlerRate: number;
  /** Events that share a record, on the mean. */
  readonly eventsPerRecord: number;
  /** Mean bytes of a record. */
  readonly recordBytes: number;
  /** Of the mapping, as the template sets them. */
  readonly parallelizationFactor: number;
  readonly batchSize: number;
  readonly maxRecordAgeSeconds: number;
  /** How long the stream keeps a record. */
  readonly retentionSeconds: number;
  /** Invocations at once that the handler has reserved. @default no reservation */
  readonly reservedConcurrency?: number;
}

/** What the governor knows of a stage before it looks. */
export interface GovernorPlan {
  /** Share of the planned shards that a stream keeps while nobody plays. Above 0; 1: it never shrinks. */
  readonly floorShare: number;
  readonly types: readonly GovernedType[];
}

/** Derives the governor's plan from the stage's. */
export function governorPlan({ types, stage }: Pick<ChainPlan, 'types' | 'stage'>): GovernorPlan {
  return {
    floorShare: stage.elastic?.floor ?? 1,
    types: types.map(({ handlerRate, recordBytes, topology }): GovernedType => {
      const { type, priority, stream, mapping, handler } = topology;
      const retentionSeconds = stream.retentionHours.value * 3_600;
      const recordAge = mapping.maxRecordAgeSeconds.value;
      return {
        type,
        priority,
        streamMode: stream.mode.value,
        shards: stream.shards.value,
        handlerRate,
        eventsPerRecord: topology.demand.eventsPerRecord,
        recordBytes,
        parallelizationFactor: mapping.parallelizationFactor.value,
        batchSize: mapping.batchSize.value,
        // -1 is any age: then the stream ends it.
        maxRecordAgeSeconds: recordAge === -1 ? retentionSeconds : recordAge,
        retentionSeconds,
        ...(handler.reservedConcurrency.value !== undefined && {
          reservedConcurrency: handler.reservedConcurrency.value,
        }),
      };
    }),
  };
}
