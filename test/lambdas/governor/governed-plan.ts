import type { GovernedType, GovernorPlan } from '../../../core/capacity/plan/governor-plan.ts';

const BASE = {
  streamMode: 'PROVISIONED',
  recordBytes: 1_000,
  eventsPerRecord: 1,
  parallelizationFactor: 2,
  batchSize: 500,
  retentionSeconds: 86_400,
} as const;

export const PINGS: GovernedType = {
  ...BASE,
  type: 'ping',
  priority: 'sheddable',
  shards: 4,
  handlerRate: 6_400,
  maxRecordAgeSeconds: 900,
};
export const CLUES: GovernedType = {
  ...BASE,
  type: 'clue',
  priority: 'normal',
  shards: 2,
  handlerRate: 3_200,
  maxRecordAgeSeconds: 21_600,
};
export const CLAIMS: GovernedType = {
  ...BASE,
  type: 'claim',
  priority: 'critical',
  shards: 1,
  handlerRate: 1_600,
  maxRecordAgeSeconds: 43_200,
};

/** A plan of three types, one of each priority. */
export const PLAN: GovernorPlan = { floorShare: 0.25, types: [PINGS, CLUES, CLAIMS] };
