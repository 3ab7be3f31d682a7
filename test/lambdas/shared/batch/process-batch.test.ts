import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { huntJoined } from '../../../../catalog/hunt-joined.ts';
import { hopsOfEvent } from '../../../../core/hop-text.ts';
import { VirtualScheduler } from '../../../../core/scheduler/virtual-scheduler.ts';
import type { ApplyEvents, EventResult } from '../../../../lambdas/shared/batch/event-result.ts';
import { type Batch, processBatch } from '../../../../lambdas/shared/batch/process-batch.ts';
import { Deadline } from '../../../../lambdas/shared/deadline.ts';
import { kinesisRecord, rawRecord, STARTS_AT_MS, stamped } from '../../../helpers/game.ts';
import { recordingLog, recordingMetrics, recordingQuarantine } from '../../../helpers/recorders.ts';

type Joined = ReturnType<typeof join>;
const join = (displayName: string) => stamped('hunt.joined', { displayName });

function batch(results: (event: Joined) => EventResult, fails?: (message: number) => boolean) {
  const ports = {
    clock: new VirtualScheduler(STARTS_AT_MS + 61_000),
    quarantine: recordingQuarantine(fails),
    quarantineQueueUrl: 'queue',
    log: recordingLog(),
    metrics: recordingMetrics(),
  };
  const apply: ApplyEvents<Joined> = async (events) => ({ results: events.map(results), waiting: [] });
  const attempts = { suspectOf: () => undefined, begin: async () => 1, end: async () => {} };
  const deadline = new Deadline();
  deadline.begin(() => 30_000);
  const isProven = () => true;
  const settings: Batch<Joined> = {
    definition: huntJoined,
    apply,
    attempts,
    deadline,
    isProven,
    ports,
    requestId: 'r',
  };
  return { settings, ports };
}

const named = (event: Joined, name: string) => event.data.displayName === name;
const APPLIED: EventResult = { kind: 'applied' };
const RETRY: EventResult = { kind: 'retry', errorName: 'ThrottlingException' };

describe('a batch', () => {
  it('is acknowledged whole when every event is applied', async () => {
    const { settings, ports } = batch(() => APPLIED);
    const records = [
      kinesisRecord('hunt.joined', [join('a'), join('b')], '1'),
      kinesisRecord('hunt.joined', [join('c')], '2'),
    ];
    expect(await processBatch(records, settings)).toEqual({ batchItemFailures: [] });
    expect(ports.metrics.total('Processed')).toBe(3);
    expect(ports.metrics.measurements[0]?.endToEndLatencyMs).toEqual([1_000, 1_000]);
  });

  it('is delivered again from the first record that failed, and counts only the records before it', async () => {
    const { settings, ports } = batch((event) => (named(event, 'bad') ? RETRY : APPLIED));
    const records = ['a', 'bad', 'c', 'bad'].map((name, index) =>
      kinesisRecord('hunt.joined', [join(name)], `${index}`),
    );
    expect(await processBatch(records, settings)).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
    expect(ports.metrics.total('Processed')).toBe(1);
    expect(ports.log.lines.at(-1)?.fields).toMatchObject({ errorName: 'ThrottlingException' });
  });

  it('logs what became of each event: its entry, its outcome and why, for the record that is retried too', async () => {
    const outcomes: Readonly<Record<string, EventResult>> = {
      late: { kind: 'no_effect', reason: 'hunt_over' },
      lost: { kind: 'permanent', code: 'unknown_hunt', message: 'there is no hunt' },
      fails: { kind: 'refused', errorName: 'TypeError' },
      bad: RETRY,
    };
    const { settings, ports } = batch(({ data }) => outcomes[data.displayName] ?? APPLIED);
    const events = ['a', 'late', 'lost', 'fails', 'bad', 'never read'].map(join);
    const [a, late, lost, fails, bad, never] = events.map(({ id }) => id);
    const records = events.map((event, index) => kinesisRecord('hunt.joined', [event], `${index}`));
    await processBatch(records, settings);
    const { message, fields } = ports.log.lines.at(-1) ?? {};
    expect(message).toBe('batch stopped');
    const of = (id: string | undefined) => hopsOfEvent(fields?.events ?? '', id ?? '');
    expect(of(a)).toMatchObject([{ outcome: 'applied', entryId: expect.any(String) }]);
    expect(of(late)).toMatchObject([{ outcome: 'no_effect', code: 'hunt_over' }]);
    expect(of(lost)).toMatchObject([{ outcome: 'quarantined', code: 'unknown_hunt' }]);
    expect(of(fails)).toMatchObject([{ outcome: 'quarantined', code: 'fails_handler' }]);
    expect(of(bad)).toMatchObject([{ outcome: 'retried', code: 'ThrottlingException' }]);
    expect(of(never)).toEqual([]);
  });

  it('counts an event that fails the handler as quarantined, and not as processed too', async () => {
    const { settings, ports } = batch((event) =>
      named(event, 'fails') ? { kind: 'refused', errorName: 'TypeError' } : APPLIED,
    );
    await processBatch([kinesisRecord('hunt.joined', [join('a'), join('fails')], '1')], settings);
    expect(ports.metrics.total('Processed')).toBe(1);
    expect(ports.metrics.total('Quarantined')).toBe(1);
  });

  it('fails a record if one of its events fails', async () => {
    const { settings } = batch((event) => (named(event, 'bad') ? RETRY : APPLIED));
    const records = [kinesisRecord('hunt.joined', [join('a'), join('bad')], '7')];
    expect(await processBatch(records, settings)).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
  });

  it('quarantines what no retry helps, with payload and reason, and continues', async () => {
    const { settings, ports } = batch((event) =>
      named(event, 'lost') ? { kind: 'permanent', code: 'unknown_hunt', message: 'there is no hunt' } : APPLIED,
    );
    const invalid = { ...join('x'), index: 100 };
    const records = [
      rawRecord('bm90IGpzb24=', '1'),
      kinesisRecord('clue.solved', [join('a')], '2'),
      kinesisRecord('hunt.joined', [invalid, join('ok')], '3'),
      kinesisRecord('hunt.joined', [join('lost')], '4'),
      rawRecord(Buffer.from('null').toString('base64'), '5'),
    ];
    expect(await processBatch(records, settings)).toEqual({ batchItemFailures: [] });
    const bySequence = ports.quarantine.messages
      .map(({ reason, events, record }) => ({ reason, events, record }) as Message)
      .sort((a, b) => (a.record.sequenceNumber < b.record.sequenceNumber ? -1 : 1));
    expect(bySequence.map(({ reason }) => reason.code)).toEqual([
      'unreadable_record',
      'unexpected_envelope',
      'schema_violation',
      'unknown_hunt',
      'unexpected_envelope',
    ]);
    expect(bySequence[0]).toMatchObject({ events: null, record: { data: 'bm90IGpzb24=', partitionKey: 'ada' } });
    expect(bySequence[2]).toMatchObject({ events: [{ id: invalid.id }], record: { eventId: 'bridge-3' } });
    expect(bySequence[2]?.reason.message).toContain('index must be <= 99');
    expect(ports.metrics.total('Quarantined')).toBe(5);
    expect(ports.metrics.total('Processed')).toBe(1);
  });

  it('continues after events that are nested deeper than the stack, of this version or a newer one', async () => {
    const { settings, ports } = batch(() => APPLIED);
    const deep = `${'['.repeat(90_000)}${']'.repeat(90_000)}`;
    const newer = JSON.stringify({ ...join('a'), version: 9, id: '' }).replace('{', `{"more":${deep},`);
    const bodies = [deep, newer].map(
      (event) => `{"source":"cairn.ingest","detail-type":"hunt.joined","detail":{"events":[${event}]}}`,
    );
    const records = bodies.map((body, index) => rawRecord(Buffer.from(body).toString('base64'), `${index}`, 0));
    expect(await processBatch(records, settings)).toEqual({ batchItemFailures: [] });
    expect(ports.quarantine.messages).toMatchObject([
      { reason: { code: 'schema_violation' } },
      { reason: { code: 'newer_version' } },
    ]);
  });

  it('is delivered again from a record whose quarantine failed, so that nothing is lost', async () => {
    const { settings } = batch(
      () => APPLIED,
      () => true,
    );
    const records = [
      kinesisRecord('hunt.joined', [join('a')], '1'),
      rawRecord('!', '2'),
      kinesisRecord('hunt.joined', [join('b')], '3'),
    ];
    expect(await processBatch(records, settings)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  });

  it('does not quarantine behind the checkpoint, because that record is delivered again', async () => {
    const { settings, ports } = batch((event) => (named(event, 'bad') ? RETRY : APPLIED));
    await processBatch([kinesisRecord('hunt.joined', [join('bad')], '1'), rawRecord('!', '2')], settings);
    expect(ports.quarantine.messages).toEqual([]);
  });

  it('names the lowest failed record, which is one of the batch, for any failures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
        async (plan) => {
          const { settings } = batch((event) => (named(event, 'bad') ? RETRY : APPLIED));
          const records = plan.map((events, index) =>
            kinesisRecord(
              'hunt.joined',
              events.map((fine) => join(fine ? 'ok' : 'bad')),
              `seq-${index}`,
            ),
          );
          const first = plan.findIndex((events) => events.includes(false));
          const expected = first === -1 ? [] : [{ itemIdentifier: `seq-${first}` }];
          expect(await processBatch(records, settings)).toEqual({ batchItemFailures: expected });
        },
      ),
    );
  });
});

interface Message {
  readonly reason: { readonly code: string; readonly message: string };
  readonly events: unknown;
  readonly record: { readonly sequenceNumber: string };
}
