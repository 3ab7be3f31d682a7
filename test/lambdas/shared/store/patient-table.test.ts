import { describe, expect, it } from 'vitest';
import { LAST_CALL_MS, STOP_BEFORE_TIMEOUT_MS } from '../../../../core/handler-limits.ts';
import { seededRandom } from '../../../../core/random.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import { Deadline } from '../../../../lambdas/shared/deadline.ts';
import type { TablePort } from '../../../../lambdas/shared/ports.ts';
import { patientTable } from '../../../../lambdas/shared/store/patient-table.ts';

const named = (name: string, code?: string) => Object.assign(new Error('no'), { name, ...(code && { code }) });

/** A table whose calls fail with these errors in turn, then succeed, and the time of each call. */
function failing(failures: readonly Error[], remainingMs = 30_000, leftMs?: number) {
  const clock = new VirtualScheduler(0);
  const calls: number[] = [];
  const call = async () => {
    calls.push(clock.now());
    const failure = failures[calls.length - 1];
    if (failure !== undefined) throw failure;
    return {};
  };
  const table: TablePort = { getItem: call, putItem: call, updateItem: call, query: call, transactWriteItems: call };
  const deadline = new Deadline();
  deadline.begin(() => remainingMs - clock.now());
  return { clock, calls, table: patientTable({ table, clock, random: seededRandom(1) }, deadline, leftMs) };
}

async function outcome(clock: VirtualScheduler, promise: Promise<unknown>): Promise<string> {
  let ended = 'nothing';
  promise.then(
    () => {
      ended = 'done';
    },
    (error: Error) => {
      ended = error.name;
    },
  );
  await clock.advanceAsync(60_000);
  return ended;
}

const INPUT = { TableName: 't', Key: {}, Item: {}, TransactItems: [] };
const OPERATIONS = ['getItem', 'putItem', 'updateItem', 'query', 'transactWriteItems'] as const;

describe('a call to the table', () => {
  it.each(OPERATIONS)('%s is retried after a short pause if the table could not serve it', async (operation) => {
    for (const failure of [
      named('ThrottlingException'),
      named('ProvisionedThroughputExceededException'),
      named('InternalServerError'),
      named('TimeoutError'),
      named('Error', 'ECONNRESET'),
    ]) {
      const { clock, calls, table } = failing([failure, failure]);
      expect(await outcome(clock, table[operation](INPUT))).toBe('done');
      expect(calls).toHaveLength(3);
      expect(calls[2]).toBeLessThanOrEqual(150);
    }
  });

  it('is tried three times, and no more', async () => {
    const { clock, calls, table } = failing(Array.from({ length: 9 }, () => named('ThrottlingException')));
    expect(await outcome(clock, table.getItem(INPUT))).toBe('ThrottlingException');
    expect(calls).toHaveLength(3);
  });

  it.each(['ConditionalCheckFailedException', 'ValidationException', 'TransactionCanceledException', 'AccessDenied'])(
    'is not retried after %s',
    async (name) => {
      const { clock, calls, table } = failing([named(name)]);
      expect(await outcome(clock, table.putItem(INPUT))).toBe(name);
      expect(calls).toHaveLength(1);
    },
  );

  it('is neither begun nor retried if it might not end before the function does', async () => {
    const late = failing([], STOP_BEFORE_TIMEOUT_MS - 1);
    expect(await outcome(late.clock, late.table.getItem(INPUT))).toBe('OutOfTime');
    expect(late.calls).toEqual([]);
    const scarce = failing([named('ThrottlingException')], STOP_BEFORE_TIMEOUT_MS);
    expect(await outcome(scarce.clock, scarce.table.getItem(INPUT))).toBe('ThrottlingException');
    expect(scarce.calls).toHaveLength(1);
    const last = failing([], LAST_CALL_MS, LAST_CALL_MS);
    expect(await outcome(last.clock, last.table.getItem(INPUT))).toBe('done');
  });

  it('proves that the release can write once a write was accepted; a read proves nothing', async () => {
    const { clock, table } = failing([named('ValidationException')], Number.POSITIVE_INFINITY);
    await outcome(clock, table.putItem(INPUT));
    await outcome(clock, table.getItem(INPUT));
    expect(table.hasWritten()).toBe(false);
    await outcome(clock, table.updateItem(INPUT));
    expect(table.hasWritten()).toBe(true);
  });
});
