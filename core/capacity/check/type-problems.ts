import { UNTIL_TOO_OLD } from '../../chain/stream-plan.ts';
import { LAST_ATTEMPT, STOP_BEFORE_TIMEOUT_MS, SUSPECT_AGE_MS } from '../../handler-limits.ts';
import { round } from '../../round.ts';
import { HEADROOM } from '../model/spread.ts';
import { type ChainPlan, handledText } from '../plan/chain.ts';
import type { TypePlan } from '../plan/type-plan.ts';
import { type Problem, percent } from './problems.ts';

/** A batch may take twice its expected time before its timeout cuts it. */
const BATCH_TIME_RESERVE = 2;

/** What fails about one event type, in the order of the chain; a consequence of an earlier problem is left out. */
export function typeProblems(plan: TypePlan, chain: ChainPlan): readonly Problem[] {
  const { type } = plan.type;
  const problems: Problem[] = [];
  const fail = (check: Problem['check'], hop: Problem['hop'], says: string) =>
    problems.push({ check, level: 'fails', type, hop, says });
  const has = (...checks: readonly Problem['check'][]) => problems.some(({ check }) => checks.includes(check));
  const admitted = plan.recordsPerSecond * chain.admittedFactor;
  const { demand, stream, mapping, handler } = plan.topology;
  const { shards } = stream;

  const { partitionKey } = plan.type;
  const busiestValue = `the busiest value of partitionKey ${partitionKey} has ${round(plan.hottestKeyShare * 100)} % of the events, ${round(plan.busiestKey)} records/s at peak`;
  if (plan.busiestKey > plan.shardLimit * HEADROOM) {
    fail(
      'hot-key',
      'stream',
      `${busiestValue}. All records of one value go to one shard, which accepts ${round(plan.shardLimit)} records/s. That is ${percent(plan.busiestKey / plan.shardLimit)} of the limit; the check allows ${percent(HEADROOM)}`,
    );
  } else if (plan.busiestKey > plan.laneRate * HEADROOM) {
    fail(
      'hot-key',
      'handler',
      `${busiestValue}. Lambda handles the records of one value one batch at a time: ${round(plan.laneRate)} records/s (${round(plan.batchSize)} ${plan.batchSize === 1 ? 'record' : 'records'} ÷ ${round(plan.batchMs)} ms). That is ${percent(plan.busiestKey / plan.laneRate)} of the limit; the check allows ${percent(HEADROOM)}`,
    );
  }
  if (!has('hot-key') && overfull(plan.busiestShard, plan.shardLimit, chain)) {
    fail(
      'stream',
      'stream',
      `the busiest of ${shards.value} ${shards.value === 1 ? 'shard' : 'shards'} gets ${round(plan.busiestShard)} records/s of ${round(plan.recordBytes)} bytes at peak, and up to ${round(plan.busiestShard * chain.admittedFactor)} with all that the throttle admits; a shard accepts ${round(plan.shardLimit)}. The API would accept the events, and EventBridge would deliver them late`,
    );
  }
  if (!has('hot-key') && overfull(plan.recordsPerSecond, plan.handlerRate, chain)) {
    const events = demand.eventsPerRecord;
    fail(
      'handler-rate',
      'handler',
      `${round(plan.recordsPerSecond)} records/s (${round(plan.recordsPerSecond * events)} events/s) arrive at peak, and the throttle admits up to ${round(admitted)} records/s; the handler processes ${round(plan.handlerRate)} records/s (${round(plan.handlerRate * events)} events/s): ${handledText(plan)}. The API would accept the events, and the handler would fall behind`,
    );
  }
  const lanes = shards.value * mapping.parallelizationFactor.value;
  const reserved = handler.reservedConcurrency.value;
  if (!has('handler-rate') && reserved !== undefined && reserved < lanes) {
    fail(
      'worker-concurrency',
      'handler',
      `reservedConcurrency is ${round(reserved)}, but ${shards.value} shards × parallelizationFactor ${mapping.parallelizationFactor.value} = ${lanes} batches run at once: Lambda throttles the rest`,
    );
  }
  const timeoutMs = handler.timeoutSeconds.value * 1_000;
  const fullBatchMs = plan.batchMs * BATCH_TIME_RESERVE;
  if (fullBatchMs + STOP_BEFORE_TIMEOUT_MS > timeoutMs) {
    fail(
      'batch-timeout',
      'handler',
      `a full batch of ${plan.batchSize} takes ${round(plan.batchMs)} ms. Twice that, and the last ${STOP_BEFORE_TIMEOUT_MS / 1_000} s, in which a handler begins no call, are more than timeoutSeconds ${round(handler.timeoutSeconds.value)}`,
    );
  }
  const hung = hungBatch(plan);
  if (hung.seconds > mapping.maxRecordAgeSeconds.value) {
    fail(
      'retry-age',
      'handler',
      `a hung batch holds up its shard for ${hung.formula} = ${round(hung.seconds)} s, longer than maxRecordAgeSeconds ${round(mapping.maxRecordAgeSeconds.value)}: the records behind it become too old and go to the failure bucket`,
    );
  }
  const { milliseconds, percentile } = plan.type.latencyObjective;
  if (!has('handler-rate', 'hot-key', 'stream') && plan.latency.total > milliseconds) {
    fail(
      'latency',
      'handler',
      `latencyObjective is percentile ${percentile} within ${round(milliseconds)} milliseconds, but the plan expects ${latencyText(plan)}`,
    );
  }
  return problems;
}

/** Too full at the expected peak, or over its limit at what the throttle lets in. */
function overfull(arrivals: number, limit: number, { admittedFactor }: ChainPlan): boolean {
  return arrivals > limit * HEADROOM * (1 + 1e-9) || arrivals * admittedFactor > limit * (1 + 1e-9);
}

/** `1,630 ms = publish 40 + …`. */
function latencyText({ latency }: TypePlan): string {
  const { total, ...parts } = latency;
  const sum = Object.entries(parts).map(([name, value]) => `${name} ${Math.round(value)}`);
  return `${round(Math.round(total))} ms = ${sum.join(' + ')}`;
}

/** How long a record that runs into the timeout each time holds those behind it, in seconds, with the sum in words. */
function hungBatch({ batchSize, topology: { mapping, handler } }: TypePlan): {
  readonly seconds: number;
  readonly formula: string;
} {
  const timeout = handler.timeoutSeconds.value;
  const retries = mapping.retryAttempts.value;
  if (retries !== UNTIL_TOO_OLD) {
    return {
      seconds: timeout * (retries + 1),
      formula: `timeoutSeconds ${round(timeout)} × (retryAttempts ${round(retries)} + 1)`,
    };
  }
  // Halved until it is alone, then counted once it is old enough.
  const halvings = Math.ceil(Math.log2(batchSize));
  const attempts = LAST_ATTEMPT - 1;
  return {
    seconds: timeout * (halvings + attempts) + SUSPECT_AGE_MS / 1_000,
    formula: `timeoutSeconds ${round(timeout)} × (${halvings} halvings + ${attempts} attempts) + ${SUSPECT_AGE_MS / 1_000}`,
  };
}
