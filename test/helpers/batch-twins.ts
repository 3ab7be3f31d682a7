import { huntJoined } from '../../catalog/hunt-joined.ts';
import { seededRandom } from '../../core/random.ts';
import { VirtualScheduler } from '../../core/scheduler/virtual-scheduler.ts';
import { applyGroups, type HuntEvent } from '../../lambdas/shared/batch/apply-by-player.ts';
import { Attempts } from '../../lambdas/shared/batch/attempts.ts';
import { type BatchPorts, processBatch } from '../../lambdas/shared/batch/process-batch.ts';
import { Deadline } from '../../lambdas/shared/deadline.ts';
import { Disturbances } from '../../tools/simulate/disturbances.ts';
import { type BatchRecord, HandlerModel } from '../../tools/simulate/handler-model.ts';
import { Tickets } from '../../tools/simulate/tickets.ts';
import { HUNT, kinesisRecord, STARTS_AT_MS, stamped } from './game.ts';
import { gameTable, TABLE_NAME } from './game-table.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from './recorders.ts';

const ARRIVED_AT = STARTS_AT_MS + 60_000;
const INVOCATION_MS = 40;

/** What both handlers are given: deliveries of a shard's first records, 35 s apart. */
export interface Deliveries {
  readonly timeoutMs: number;
  /** What handling a record takes. */
  readonly recordMs: number;
  /** The number of records, and whether the function is ended while it handles them. */
  readonly batches: readonly { readonly records: number; readonly killed: boolean }[];
}
export const APART_MS = 35_000;

/** What both do: the sequence number that the batch comes again from, `done`, or nothing where the function was ended. */
export interface Handled {
  readonly answers: readonly string[];
  readonly quarantined: number;
  /** Writes of the count of a record's attempts. */
  readonly countWrites: number;
}

const sequenceNumber = (index: number) => `seq-${String(index).padStart(4, '0')}`;

function answerOf(response: unknown): string {
  const { batchItemFailures } = response as { batchItemFailures: readonly { itemIdentifier: string }[] };
  return batchItemFailures[0]?.itemIdentifier ?? 'done';
}

/** Production's batch loop; the first of the records is the same in all deliveries. Each record is of another player. */
export async function realHandler({ batches, recordMs, timeoutMs }: Deliveries): Promise<Handled> {
  const answers: string[] = [];
  const clock = new VirtualScheduler(ARRIVED_AT);
  const { table } = gameTable(clock);
  let countWrites = 0;
  const counting: typeof table = {
    ...table,
    updateItem: (input) => {
      countWrites += 1;
      return table.updateItem(input);
    },
  };
  const quarantine = recordingQuarantine();
  const ports: BatchPorts = {
    clock,
    quarantine,
    quarantineQueueUrl: 'queue',
    log: recordingLog(),
    metrics: recordingMetrics(),
  };
  for (const { records, killed } of batches) {
    let elapsedMs = INVOCATION_MS;
    const deadline = new Deadline();
    deadline.begin(() => timeoutMs - elapsedMs);
    const readHunt = () => {
      elapsedMs += recordMs;
      return killed ? new Promise<never>(() => {}) : Promise.resolve({ ...HUNT, huntId: 'edinburgh' } as never);
    };
    const apply = applyGroups<HuntEvent>(readHunt, async (_, events) => ({
      outcomes: events.map(() => ({ kind: 'applied' }) as const),
    }));
    const batch = Array.from({ length: records }, (_, index) => {
      const event = stamped('hunt.joined', { displayName: 'x' }, { playerId: `p${index}` });
      return kinesisRecord('hunt.joined', [event], sequenceNumber(index), ARRIVED_AT);
    });
    const answer = processBatch(batch, {
      definition: huntJoined,
      apply: apply as never,
      attempts: new Attempts({ table: counting, tableName: TABLE_NAME, clock }, 'hunt.joined'),
      deadline,
      isProven: () => true,
      ports,
      requestId: 'r',
    });
    let answered = false;
    void answer.then((response) => {
      answered = true;
      answers.push(answerOf(response));
    });
    await clock.advanceAsync(APART_MS);
    if (!answered && !killed) throw new Error('the batch was not answered');
  }
  return { answers, quarantined: quarantine.messages.length, countWrites };
}

/** The simulator's handler on the same deliveries. */
export function simulatedHandler({ batches, recordMs, timeoutMs }: Deliveries): Handled {
  const answers: string[] = [];
  const scheduler = new VirtualScheduler(ARRIVED_AT);
  const tickets = new Tickets<readonly BatchRecord[]>();
  const constant = (meanMs: number) => ({ kind: 'constant', meanMs }) as const;
  let quarantined = 0;
  let countWrites = 0;
  const model = new HandlerModel('hunt.joined', {
    scheduler,
    random: seededRandom(1),
    times: { handler: { invocation: constant(INVOCATION_MS), record: constant(recordMs) }, coldStart: constant(0) },
    disturbances: new Disturbances([], seededRandom(1)),
    tickets,
    quarantined: () => {
      quarantined += 1;
    },
    counted: () => {
      countWrites += 1;
    },
  });
  const shard = Array.from({ length: 100 }, (_, index) => {
    return { sequenceNumber: sequenceNumber(index), arrivedAt: ARRIVED_AT, tag: index };
  });
  let environment = 1;
  for (const { records, killed } of batches) {
    const until = scheduler.now() + APART_MS;
    let answered = false;
    const deadline = scheduler.now() + timeoutMs;
    const invocation = { requestId: '', payload: tickets.put(shard.slice(0, records)), deadline };
    model.run(
      environment,
      invocation,
      () => {},
      ({ payload }) => {
        answered = true;
        answers.push(answerOf(JSON.parse(payload)));
      },
    );
    scheduler.advance(INVOCATION_MS + 1);
    if (killed && !answered) {
      model.discard(environment);
      environment += 1;
    }
    scheduler.advance(until - scheduler.now());
  }
  return { answers, quarantined, countWrites };
}
