import type { KinesisStreamBatchResponse, KinesisStreamRecord } from 'aws-lambda';
import type { StampedEvent } from '../../../catalog/definition.ts';
import { TIMESTAMP, timestampMs } from '../../../catalog/timestamp.ts';
import { STOP_BEFORE_TIMEOUT_MS } from '../../../core/handler-limits.ts';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import type { Deadline } from '../deadline.ts';
import { errorName } from '../error-name.ts';
import { isId } from '../event-hops.ts';
import { forEachBounded } from '../for-each-bounded.ts';
import type { LogPort, MetricsPort } from '../ports.ts';
import type { Attempts } from './attempts.ts';
import { BatchTally } from './batch-tally.ts';
import { batchAnswer, Checkpoint } from './checkpoint.ts';
import type { ApplyEvents } from './event-result.ts';
import { Problems } from './problems.ts';
import { type QuarantinePorts, quarantine } from './quarantine.ts';
import { type RecordDefinition, readRecord } from './read-record.ts';
import { isGivenUp, isTakenBack } from './suspect.ts';
import { verdictOn } from './verdict.ts';

export interface BatchPorts extends QuarantinePorts {
  readonly clock: Clock;
  readonly log: LogPort;
  readonly metrics: MetricsPort;
}

export interface Batch<Event extends StampedEvent> {
  readonly definition: RecordDefinition;
  readonly apply: ApplyEvents<Event>;
  readonly attempts: Pick<Attempts, 'suspectOf' | 'begin' | 'end'>;
  readonly deadline: Pick<Deadline, 'leaves'>;
  /** `true` if this release has already worked in this environment. A failure is then the event's fault. */
  readonly isProven: () => boolean;
  readonly ports: BatchPorts;
  readonly requestId: string;
}

/**
 * How long after its receipt an event that another release might read is handed back to Kinesis: by then a roll-out or
 * roll-back is over. Afterwards the event is quarantined, so that it no longer delays the events behind it in its
 * shard.
 */
export const RELEASE_MS = 10 * 60_000;
const QUARANTINES_AT_ONCE = 8;

/**
 * Decodes, validates and applies a batch of records of one shard.
 *
 * The answer names the first record that must be delivered again. Lambda delivers it and all records after it again,
 * and their applied events count as duplicates. Events that no retry helps are quarantined and do not delay the batch.
 * A record that may have killed the function before is counted first, and is quarantined unread after too many
 * attempts.
 */
export async function processBatch<Event extends StampedEvent>(
  records: readonly KinesisStreamRecord[],
  batch: Batch<Event>,
): Promise<KinesisStreamBatchResponse> {
  const suspect = batch.attempts.suspectOf(records);
  if (suspect === undefined) return answer(records, await processRecords(records, batch));
  let begun: number;
  try {
    begun = await batch.attempts.begin(suspect);
  } catch (error) {
    return answer(records, conclude(records, batch, { failedAt: 0, failure: errorName(error) }));
  }
  if (isGivenUp(begun)) return answer(records, await giveUp(suspect, batch, begun - 1));
  const failedAt = await processRecords(records, batch);
  if (isTakenBack(begun, failedAt === records.length)) await outlived(suspect, batch);
  return answer(records, failedAt);
}

/** @returns the index of the first record that must be delivered again, or the number of records */
async function processRecords<Event extends StampedEvent>(
  records: readonly KinesisStreamRecord[],
  batch: Batch<Event>,
): Promise<number> {
  const { definition, apply, ports, deadline } = batch;
  const events: Event[] = [];
  const originals: unknown[] = [];
  /** `recordOf[i]` is the index of the record that contained `events[i]`. */
  const recordOf: number[] = [];
  const entryIds: (string | undefined)[] = [];
  const problems = new Problems(definition.type, records);
  const checkpoint = new Checkpoint(records.length);
  const isYoung = (event: unknown, index: number) => receivedAt(event, records[index]) > ports.clock.now() - RELEASE_MS;

  for (const [index, record] of records.entries()) {
    const read = readRecord<Event>(record.kinesis.data, definition);
    problems.nameRecord(index, read.eventBridgeId);
    entryIds.push(read.eventBridgeId);
    for (const [position, event] of read.events.entries()) {
      events.push(event);
      originals.push(read.originals[position]);
      recordOf.push(index);
    }
    for (const { code, message, event } of read.problems) {
      if (code === 'newer_version' && isYoung(event, index)) checkpoint.failFrom(index, 'NewerVersion');
      else problems.add(index, code, message, event);
    }
  }

  const { results, waiting } = await apply(events, () => deadline.leaves(STOP_BEFORE_TIMEOUT_MS));

  const isProven = batch.isProven();
  for (let position = 0; position < events.length; position += 1) {
    const index = recordOf[position] ?? 0;
    const event = originals[position];
    const verdict = verdictOn(results[position], () => !isProven && isYoung(event, index));
    if (verdict.kind === 'again') checkpoint.failFrom(index, verdict.failure);
    else if (verdict.kind === 'quarantine') problems.add(index, verdict.code, verdict.message, event);
  }

  const quarantined = problems.before(checkpoint.at);
  await forEachBounded(quarantined, QUARANTINES_AT_ONCE, async ({ index, message }) => {
    if (index > checkpoint.at) return;
    try {
      await quarantine(ports, deadline, message);
    } catch (error) {
      checkpoint.failFrom(index, errorName(error));
    }
  });

  const tally = new BatchTally(definition);
  for (let position = 0; position < events.length; position += 1) {
    const result = results[position];
    const event = events[position];
    const index = recordOf[position] ?? 0;
    if (index < checkpoint.at && result !== undefined && event !== undefined)
      tally.count(result, event, index, entryIds[index]);
    else if (index === checkpoint.at && event !== undefined)
      tally.note(event.id, entryIds[index], 'retried', checkpoint.failure);
  }
  for (const { index, count, message } of quarantined) {
    if (index >= checkpoint.at) continue;
    tally.quarantined(count);
    for (const event of message.events ?? []) {
      const id = idOf(event);
      if (id !== undefined) tally.note(id, entryIds[index], 'quarantined', message.reason.code);
    }
  }
  for (const change of waiting) tally.waiting(change);
  return conclude(records, batch, { failedAt: checkpoint.at, failure: checkpoint.failure, tally });
}

/**
 * Quarantines a record that no attempt has finished. Does not read it, because reading may be what kills the function.
 */
async function giveUp<Event extends StampedEvent>(
  record: KinesisStreamRecord,
  batch: Batch<Event>,
  attempts: number,
): Promise<number> {
  const { definition, deadline, ports } = batch;
  const message = `its handling ended the function ${attempts} times in a row; mend the handler, then redrive it (docs/dead-letters.md)`;
  const tally = new BatchTally(definition);
  try {
    const reason = { code: 'ends_function', message };
    await quarantine(ports, deadline, { reason, type: definition.type, record });
    tally.quarantined(1);
    return conclude([record], batch, { failedAt: 1, tally });
  } catch (error) {
    return conclude([record], batch, { failedAt: 0, failure: errorName(error) });
  }
}

/**
 * Resets the record's count. If that fails, the count stays: at worst, a record is quarantined that could have been
 * retried.
 */
async function outlived<Event extends StampedEvent>(
  record: KinesisStreamRecord,
  { attempts, definition, ports, requestId }: Batch<Event>,
): Promise<void> {
  try {
    await attempts.end(record);
  } catch (error) {
    ports.log.warn('attempt not taken back', { requestId, type: definition.type, errorName: errorName(error) });
  }
}

interface Conclusion {
  readonly failedAt: number;
  readonly failure?: string | undefined;
  readonly tally?: BatchTally;
}

function conclude<Event extends StampedEvent>(
  records: readonly KinesisStreamRecord[],
  { definition, ports, requestId }: Batch<Event>,
  { failedAt, failure, tally = new BatchTally(definition) }: Conclusion,
): number {
  tally.report(ports, { requestId, records: records.length, acknowledged: failedAt, failure });
  return failedAt;
}

function answer(records: readonly KinesisStreamRecord[], failedAt: number): KinesisStreamBatchResponse {
  return batchAnswer(records[failedAt]?.kinesis.sequenceNumber);
}

/**
 * When ingest received the event, in milliseconds. Never later than the arrival of its record in the stream, which is
 * used if the event has no valid time.
 */
function receivedAt(event: unknown, record: KinesisStreamRecord | undefined): number {
  const arrivedAt = (record?.kinesis.approximateArrivalTimestamp ?? 0) * 1_000;
  const stamp = typeof event === 'object' && event !== null && 'receivedAt' in event ? event.receivedAt : undefined;
  return typeof stamp === 'string' && TIMESTAMP.test(stamp) ? Math.min(timestampMs(stamp), arrivedAt) : arrivedAt;
}

/** `undefined` if there is none that may be logged: nobody has validated the event. */
function idOf(event: unknown): string | undefined {
  return typeof event === 'object' && event !== null && 'id' in event && isId(event.id) ? event.id : undefined;
}
