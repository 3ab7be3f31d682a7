import { STAMP_BYTES, UNTIL_TOO_OLD } from '../../chain/stream-plan.ts';
import { LIMITS } from '../../limits.ts';
import { HOURS_PER_MONTH, PRICES } from '../../prices.ts';
import { megabytes, round } from '../../round.ts';
import { SHAPES } from '../model/traffic-shape.ts';
import { chunksOf } from '../model/usage.ts';
import { streamUsageCost } from '../model/usage-cost.ts';
import type { ChainPlan } from '../plan/chain.ts';
import { monthOfStream, streamCost } from '../plan/cost.ts';
import type { TypePlan } from '../plan/type-plan.ts';
import type { Problem } from './problems.ts';

/** Settings that cost more than they give, or leave an event with less care than it could have. */
export function wasteProblems(chain: ChainPlan): readonly Problem[] {
  return chain.types.flatMap((plan) => [...wasted(plan, chain), ...careless(plan)]);
}

function wasted(plan: TypePlan, chain: ChainPlan): Problem[] {
  const { type, maxEventsPerEntry, traffic } = plan.type;
  const { demand, stream, mapping, handler } = plan.topology;
  const { shards } = stream;
  const problems: Problem[] = [];
  const warn = (check: Problem['check'], hop: Problem['hop'], says: string) =>
    problems.push({ check, level: 'warns', type, hop, says });

  const oneCpu = LIMITS.lambdaMemoryOfOneCpu.value;
  if (handler.memoryMb.value > oneCpu) {
    const extra = Math.round((handler.memoryMb.value / oneCpu - 1) * 100);
    warn(
      'waste-memory',
      'handler',
      `memoryMb ${round(handler.memoryMb.value)} is more than the ${round(oneCpu)} of one vCPU: the handler has one thread and gets no faster, but each millisecond costs ${extra} % more`,
    );
  }
  const together = Math.min(
    traffic.meanEventsPerRequest ?? 1,
    LIMITS.eventBridgeBilledBytes.value / (traffic.meanBytes + STAMP_BYTES),
  );
  const records = plan.recordsPerSecond * SHAPES[traffic.shape].meanOfPeak * HOURS_PER_MONTH * 3_600;
  const chunks = chunksOf(plan.recordBytes);
  const saved = (records / 1e6) * PRICES.eventBridgeMillion.value * chunks * (1 - demand.eventsPerRecord / together);
  if (maxEventsPerEntry < together && saved > 1) {
    warn(
      'waste-packing',
      'PutEvents',
      `maxEventsPerEntry ${maxEventsPerEntry} splits the ${round(together)} events of a request into more entries: EventBridge bills $${round(saved)} a month more`,
    );
  }
  if (stream.retentionHours.value > LIMITS.kinesisMinRetentionHours.value) {
    const kept = monthOfStream(plan, stream.mode.value === 'ON_DEMAND');
    const extra = streamUsageCost(kept) - streamUsageCost({ ...kept, extendedShardHours: 0, onDemandByteHours: 0 });
    warn(
      'waste-retention',
      'stream',
      `maxRecordAgeSeconds ${round(mapping.maxRecordAgeSeconds.value)} makes the stream keep records for more than ${LIMITS.kinesisMinRetentionHours.value} h, which costs $${round(extra)} a month; the failure bucket keeps them for ${chain.topology.storage.failureDays.value} days at almost no cost`,
    );
  }
  if (mapping.batchSize.value > plan.batchSize) {
    warn(
      'waste-batch',
      'handler',
      `no batch reaches batchSize ${round(mapping.batchSize.value)}: the ${megabytes(LIMITS.lambdaInvocationBytes.value)} of an invocation hold ${plan.batchSize} records of ${round(plan.recordBytes)} bytes`,
    );
  }
  const lanes = shards.value * mapping.parallelizationFactor.value;
  const reserved = handler.reservedConcurrency.value;
  if (reserved !== undefined && reserved > 2 * lanes + 10) {
    warn(
      'waste-reserved',
      'handler',
      `reservedConcurrency ${round(reserved)} is more than ${lanes} batches at once can use: the account's other functions lose the rest`,
    );
  }
  if (stream.mode.value === 'ON_DEMAND') {
    const [onDemand, provisioned] = [streamCost(plan, true), streamCost(plan, false)];
    if (onDemand > provisioned * 1.5 + 10) {
      const says = `the on-demand stream costs $${round(onDemand)} a month; as a provisioned one (streamCapacity) it would cost $${round(provisioned)}`;
      warn('waste-on-demand', 'stream', says);
    }
  }
  return problems;
}

function careless(plan: TypePlan): Problem[] {
  const { type } = plan.type;
  const { mapping, handler } = plan.topology;
  const { batchSize, bisectBatchOnError, retryAttempts } = mapping;
  const { timeoutSeconds } = handler;
  const problems: Problem[] = [];
  const warn = (check: Problem['check'], says: string) =>
    problems.push({ check, level: 'warns', type, hop: 'handler', says });
  if (retryAttempts.value >= 0 && retryAttempts.value < 2) {
    warn(
      'few-retries',
      `retryAttempts ${retryAttempts.value}: a second of a throttled table sends records to the failure bucket`,
    );
  }
  if (!bisectBatchOnError.value && batchSize.value > 1) {
    warn(
      'no-bisect',
      retryAttempts.value === UNTIL_TOO_OLD
        ? `bisectBatchOnError is off: because of one record that ends the function, Lambda repeats its batch of ${batchSize.value} until all are too old`
        : `bisectBatchOnError is off: one record that ends the function sends its batch of ${batchSize.value} to the failure bucket`,
    );
  }
  if (timeoutSeconds.value > Math.max(60, (plan.batchMs * 20) / 1_000)) {
    warn(
      'long-timeout',
      `timeoutSeconds ${timeoutSeconds.value} lets one hung call hold up a part of a shard for that long; a batch takes ${round(plan.batchMs)} ms`,
    );
  }
  return problems;
}
