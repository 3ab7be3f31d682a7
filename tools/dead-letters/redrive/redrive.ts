import { withCauses } from '../../../core/errors.ts';
import { LIMITS } from '../../../core/limits.ts';
import { type Scheduler, sleep } from '../../../core/scheduler/scheduler.ts';
import { count, seconds } from '../../shared/format.ts';
import type { DeadLetter, LetterRecord } from '../letters/letter.ts';
import type { DeadLetterPorts } from '../ports.ts';
import type { AccountBook } from './account.ts';
import { deleteLetters } from './delete-letters.ts';
import { type Destination, nameOf } from './destination.ts';
import { KeyQueues } from './key-queues.ts';
import { firstPace, nextPace, type Pace, type Signals } from './pace.ts';
import { type Outgoing, outgoingOf, Sender } from './send.ts';

export interface RedriveContext {
  readonly ports: DeadLetterPorts;
  readonly scheduler: Scheduler;
  readonly book: AccountBook;
  /** Records in the first minute, a second. */
  readonly firstRate: number;
  /** Records a second that the destination can take beside its traffic. */
  readonly most: number;
  /** Without the writes that this redrive itself had refused. */
  readonly signals: () => Promise<Signals>;
  readonly say: (line: string) => void;
  readonly isInterrupted: () => boolean;
  /** How long handlers have for the last records, before the last look at what was given up again. */
  readonly settleMs: number;
}

/** How often the signals are read. */
const LOOK_MS = 10_000;
/** A batch is a quarter of a second's records. */
const BATCH_SECONDS = 0.25;
/** A message that its queue shows again within this time is not sent: another reader might get it. */
const HELD_MARGIN_MS = 30_000;

/**
 * Sends dead letters to their destination, per key in order, and deletes each after all of its records are confirmed.
 * Keeps no state of its own: what is not deleted is in its queue or bucket, and the next run sends it.
 * @returns those that were not deleted
 */
export async function redrive(
  destination: Destination,
  letters: readonly { readonly letter: DeadLetter; readonly records: readonly LetterRecord[] }[],
  context: RedriveContext,
): Promise<readonly DeadLetter[]> {
  const { ports, scheduler, book, most, say } = context;
  const outgoing = outgoingOf(letters);
  const queues = new KeyQueues(outgoing);
  const sender = new Sender(ports, destination);
  /** Unconfirmed records of each letter that is not complete. */
  const open = new Map(letters.map(({ letter }) => [letter, 0]));
  for (const { letters: holders } of outgoing) {
    for (const letter of holders) open.set(letter, (open.get(letter) ?? 0) + 1);
  }
  const kept: DeadLetter[] = [];
  const total = queues.left;
  let stop: string | undefined;
  try {
    let pace = firstPace(context.firstRate, (await context.signals()).ageMs, scheduler.now());
    let lookAt = scheduler.now() + LOOK_MS;
    say(
      `${nameOf(destination)}: ${count(total)} records of ${count(letters.length)} dead letters, from ${pace.perSecond}/s to at most ${count(most)}/s`,
    );
    while (queues.left > 0 && stop === undefined) {
      const beganAt = scheduler.now();
      if (context.isInterrupted()) {
        stop = 'it was interrupted';
        break;
      }
      if (beganAt >= lookAt) {
        const signals = await context.signals();
        say(progress(destination, total - queues.left, total, pace, signals));
        const step = nextPace(pace, signals, most, beganAt);
        if ('stop' in step) {
          stop = step.stop;
          break;
        }
        pace = step.pace;
        lookAt = beganAt + LOOK_MS;
      }
      const batch = queues.take(batchSize(pace.perSecond));
      stop = whyNot(batch, scheduler.now());
      if (stop !== undefined) break;
      const results = await sender.send(batch);
      const confirmed = batch.filter((_, index) => 'sequenceNumber' in (results[index] ?? {}));
      queues.confirm(confirmed);
      kept.push(...(await deleteLetters(ports, completed(open, confirmed), (deleted) => book.redriven(deleted), book)));
      const refused = results.flatMap((result) => ('refused' in result ? [result.refused] : []));
      if (refused.length > 0) stop = `${refused.length} writes were refused: ${[...new Set(refused)].join(', ')}`;
      await sleep(scheduler, beganAt + (batch.length / pace.perSecond) * 1_000 - scheduler.now());
    }
    if (stop === undefined) {
      await sleep(scheduler, context.settleMs);
      const { again } = await context.signals();
      if (again > 0)
        say(`${nameOf(destination)}: ${count(again)} dead letters have events that were just redriven: see list`);
    }
  } catch (error) {
    stop = withCauses(error);
  }
  if (stop !== undefined) say(`${nameOf(destination)}: stopped, because ${stop}`);
  if (open.size > 0) book.left(stop ?? 'unknown', open.size);
  return [...kept, ...open.keys()];
}

function batchSize(perSecond: number): number {
  return Math.max(1, Math.min(LIMITS.kinesisRecordsPerCall.value, Math.round(perSecond * BATCH_SECONDS)));
}

/** The letters whose last record is confirmed; they are no longer open. */
function completed(open: Map<DeadLetter, number>, confirmed: readonly Outgoing[]): readonly DeadLetter[] {
  const done: DeadLetter[] = [];
  for (const { letters } of confirmed) {
    for (const letter of letters) {
      const left = (open.get(letter) ?? 0) - 1;
      open.set(letter, left);
      if (left > 0) continue;
      open.delete(letter);
      done.push(letter);
    }
  }
  return done;
}

function whyNot(batch: readonly Outgoing[], now: number): string | undefined {
  if (batch.length === 0) return 'the records before them were refused';
  const held = batch.flatMap(({ letters }) => letters).flatMap((letter) => letter.held);
  const isLate = held.some((each) => 'receipt' in each && each.until < now + HELD_MARGIN_MS);
  return isLate ? 'the queue shows the messages again soon: run the command again' : undefined;
}

function progress(destination: Destination, sent: number, total: number, pace: Pace, { ageMs }: Signals): string {
  const age = ageMs === undefined ? 'age not known, so the rate stays' : `oldest waiting ${seconds(ageMs / 1_000)}`;
  return `${nameOf(destination)}: ${count(sent)} of ${count(total)} records, ${count(pace.perSecond)}/s, ${age}`;
}
