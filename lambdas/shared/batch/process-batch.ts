import type { KinesisStreamBatchResponse, KinesisStreamRecord } from 'aws-lambda';
import type { StampedEvent, Validate } from '../../../catalog/definition.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { errorName } from '../error-name.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import type { LogPort, MetricsPort, QuarantinePort } from '../ports.ts';
import { BatchTally } from './batch-tally.ts';
import type { ApplyEvents } from './event-result.ts';
import { type Quarantined, quarantine } from './quarantine.ts';
import { readRecord } from './read-record.ts';

export interface BatchPorts {
  readonly clock: Clock;
  readonly quarantine: QuarantinePort;
  readonly quarantineQueueUrl: string;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
}

export interface Batch<Event extends StampedEvent> {
  readonly definition: { readonly type: string; readonly validateStamped: Validate };
  readonly apply: ApplyEvents<Event>;
  readonly ports: BatchPorts;
  readonly requestId: string;
  /** Milliseconds until Lambda ends the invocation. */
  readonly remainingMs: () => number;
}

/** No work is started with less time left: a player's write with all its retries takes under 3 s. */
const STOP_BEFORE_TIMEOUT_MS = 4_000;
const QUARANTINES_AT_ONCE = 8;

/**
 * Decodes, validates and applies a batch of records of one shard.
 *
 * The answer names the first record that must come again; Lambda delivers it and all after it once more, so what was
 * applied behind it is found done. Errors that no retry will mend are quarantined and do not hold up the batch.
 */
export async function processBatch<Event extends StampedEvent>(
  records: readonly KinesisStreamRecord[],
  { definition, apply, ports, requestId, remainingMs }: Batch<Event>,
): Promise<KinesisStreamBatchResponse> {
  const events: Event[] = [];
  /** `recordOf[i]` is the record that `events[i]` came in. */
  const recordOf: number[] = [];
  const problems: { readonly index: number; readonly quarantined: Quarantined }[] = [];
  const bridgeIds: (string | undefined)[] = [];
  for (const [index, record] of records.entries()) {
    const read = readRecord<Event>(record.kinesis.data, definition);
    bridgeIds.push(read.eventBridgeId);
    for (const event of read.events) {
      events.push(event);
      recordOf.push(index);
    }
    for (const { code, message, event } of read.problems) {
      const reason = { code, message };
      const quarantined = { reason, type: definition.type, event, eventBridgeId: read.eventBridgeId, record };
      problems.push({ index, quarantined });
    }
  }

  const { results, waiting } = await apply(events, () => remainingMs() > STOP_BEFORE_TIMEOUT_MS);

  let failedAt = records.length;
  let failure: string | undefined;
  const failFrom = (index: number, name: string) => {
    if (index >= failedAt) return;
    failedAt = index;
    failure = name;
  };
  for (let position = 0; position < events.length; position += 1) {
    const result = results[position];
    const index = recordOf[position] ?? 0;
    const record = records[index];
    if (result === undefined || record === undefined) failFrom(index, 'NoResult');
    else if (result.kind === 'retry') failFrom(index, result.errorName);
    else if (result.kind === 'permanent') {
      const reason = { code: result.code, message: result.message };
      const eventBridgeId = bridgeIds[index];
      problems.push({
        index,
        quarantined: { reason, type: definition.type, event: events[position], eventBridgeId, record },
      });
    }
  }

  const acknowledgeable = problems.filter(({ index }) => index < failedAt);
  await forEachBounded(acknowledgeable, QUARANTINES_AT_ONCE, async ({ index, quarantined }) => {
    try {
      await quarantine(ports.quarantine, ports.quarantineQueueUrl, quarantined);
    } catch (error) {
      failFrom(index, errorName(error));
    }
  });

  const tally = new BatchTally(definition.type);
  for (let position = 0; position < events.length; position += 1) {
    const result = results[position];
    const event = events[position];
    const index = recordOf[position] ?? 0;
    if (index < failedAt && result !== undefined && event !== undefined) tally.count(result, event, index);
  }
  tally.quarantined(acknowledgeable.filter(({ index }) => index < failedAt).length);
  for (const change of waiting) tally.waiting(change);
  tally.report(ports, { requestId, records: records.length, acknowledged: failedAt, failure });

  const failed = records[failedAt];
  return { batchItemFailures: failed === undefined ? [] : [{ itemIdentifier: failed.kinesis.sequenceNumber }] };
}
