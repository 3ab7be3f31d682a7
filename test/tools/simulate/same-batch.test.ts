import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { huntJoined } from '../../../catalog/hunt-joined.ts';
import { LAST_ATTEMPT, SUSPECT_AGE_MS } from '../../../core/handler-limits.ts';
import { seededRandom } from '../../../core/random.ts';
import { VirtualScheduler } from '../../../core/scheduler/virtual-scheduler.ts';
import { applyGroups, type HuntEvent } from '../../../lambdas/shared/batch/apply-by-player.ts';
import { Attempts } from '../../../lambdas/shared/batch/attempts.ts';
import { type BatchPorts, processBatch } from '../../../lambdas/shared/batch/process-batch.ts';
import { Deadline } from '../../../lambdas/shared/deadline.ts';
import { Disturbances } from '../../../tools/simulate/disturbances.ts';
import { type BatchRecord, HandlerModel } from '../../../tools/simulate/handler-model.ts';
import { Tickets } from '../../../tools/simulate/tickets.ts';
import { HUNT, kinesisRecord, STARTS_AT_MS, stamped } from '../../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../../helpers/game-table.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from '../../helpers/recorders.ts';

const ARRIVED_AT = STARTS_AT_MS + 60_000;
const INVOCATION_MS = 40;

/** What both handlers are given: deliveries of a shard's first records, 35 s apart. */
interface Deliveries {
  readonly timeoutMs: number;
  /** What handling a record takes. */
  readonly recordMs: number;
  /** The number of records, and whether the function is ended while it handles them. */
  readonly batches: readonly { readonly records: number; readonly killed: boolean }[];
}
const APART_MS = 35_000;

/** What both do: the sequence number that the batch comes again from, `done`, or nothing where the function was ended. */
interface Handled {
  readonly answers: readonly string[];
  readonly quarantined: number;
}

const sequenceNumber = (index: number) => `seq-${String(index).padStart(4, '0')}`;

function answerOf(response: unknown): string {
  const { batchItemFailures } = response as { batchItemFailures: readonly { itemIdentifier: string }[] };
  return batchItemFailures[0]?.itemIdentifier ?? 'done';
}

/** Production's batch loop; the first of the records is the same in all deliveries. Each record is of another player. */
async function real({ batches, recordMs, timeoutMs }: Deliveries): Promise<Handled> {
  const answers: string[] = [];
  const clock = new VirtualScheduler(ARRIVED_AT);
  const { table } = gameTable(clock);
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
      attempts: new Attempts({ table, tableName: TABLE_NAME, clock }, 'hunt.joined'),
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
    expect(answered || killed).toBe(true);
  }
  return { answers, quarantined: quarantine.messages.length };
}

/** The simulator's handler on the same deliveries. */
function simulated({ batches, recordMs, timeoutMs }: Deliveries): Handled {
  const answers: string[] = [];
  const scheduler = new VirtualScheduler(ARRIVED_AT);
  const tickets = new Tickets<readonly BatchRecord[]>();
  const constant = (meanMs: number) => ({ kind: 'constant', meanMs }) as const;
  let quarantined = 0;
  const model = new HandlerModel('hunt.joined', {
    scheduler,
    random: seededRandom(1),
    times: { handler: { invocation: constant(INVOCATION_MS), record: constant(recordMs) }, coldStart: constant(0) },
    disturbances: new Disturbances([]),
    tickets,
    quarantined: () => {
      quarantined += 1;
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
  return { answers, quarantined };
}

async function expectTwins(given: Deliveries): Promise<Handled> {
  const handled = simulated(given);
  expect(handled).toEqual(await real(given));
  return handled;
}

const deliveries: fc.Arbitrary<Deliveries> = fc.record({
  timeoutMs: fc.constantFrom(10_000, 30_000),
  recordMs: fc.constantFrom(2, 90, 1_000, 4_000),
  batches: fc.array(fc.record({ records: fc.constantFrom(1, 1, 1, 4, 17, 100), killed: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  }),
});

describe('the simulated handler and production’s', () => {
  it('give the same answers and quarantine the same, whatever ends the function and whatever takes too long', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (given) => void (await expectTwins(given))),
      { numRuns: 60 },
    );
  });

  it('answer how far they came where time runs out: the rest comes again', async () => {
    const batches = [{ records: 100, killed: false }];
    // 30 s less the 4.5 s that a handler keeps, less 40 ms: record 26 would begin too late.
    expect((await expectTwins({ timeoutMs: 30_000, recordMs: 1_000, batches })).answers).toEqual(['seq-0026']);
    expect((await expectTwins({ timeoutMs: 30_000, recordMs: 2, batches })).answers).toEqual(['done']);
  });

  it('quarantine a record that was never seen to end at its fifth counted attempt', async () => {
    const alone = { records: 1, killed: true };
    const uncounted = Math.ceil(SUSPECT_AGE_MS / APART_MS);
    const given = { timeoutMs: 30_000, recordMs: 90 };
    const almost = await expectTwins({ ...given, batches: Array(uncounted + LAST_ATTEMPT - 1).fill(alone) });
    expect(almost).toEqual({ answers: [], quarantined: 0 });
    const last = await expectTwins({ ...given, batches: Array(uncounted + LAST_ATTEMPT).fill(alone) });
    expect(last).toEqual({ answers: ['done'], quarantined: 1 });
  });
});
