import { LIMITS } from '../../core/limits.ts';
import type { Clock } from '../../core/scheduler/scheduler.ts';
import type { DeadLetter } from './letters/letter.ts';
import { type Selection, selectLetters } from './letters/select.ts';
import type { DeadLetterPorts } from './ports.ts';
import { type LetterQueue, letterQueues, type ReadLetters, readBucket, readQueue, showAgain } from './read-letters.ts';
import type { StagePlaces } from './stage-places.ts';

/** Dead letters that were read and are hidden from others, until `end` shows the rest again. */
export interface OpenLetters {
  readonly all: readonly DeadLetter[];
  readonly selected: readonly DeadLetter[];
  readonly gaps: readonly string[];
  /** Shows all again that were not deleted. */
  readonly end: (deleted?: ReadonlySet<DeadLetter>) => Promise<void>;
}

/** Shortest and longest time for which a queue hides what was received. */
const LEAST_HIDDEN_SECONDS = 600;
/** Messages a second that reading receives at least. */
const READ_PER_SECOND = 100;

/**
 * Reads the dead letters of a stage and hides those of queues from others.
 * @param neededSeconds how long so many of a queue are needed @default to show them
 */
export async function openLetters(
  places: StagePlaces,
  ports: DeadLetterPorts,
  clock: Clock,
  selection: Selection,
  neededSeconds: (messages: number, queue: LetterQueue) => number = () => 0,
): Promise<OpenLetters> {
  const { place, type } = selection;
  const queues = letterQueues(places, place).filter(
    (queue) => queue.type === undefined || type === undefined || queue.type === type,
  );
  const found: readonly ReadLetters[] = await Promise.all([
    ...queues.map(async (queue) => {
      const messages = await ports.countMessages(queue.url);
      const read = await readQueue(ports, queue, hiddenSeconds(messages, neededSeconds(messages, queue)));
      const received = read.letters.reduce((sum, { held }) => sum + held.length, 0);
      if (read.gaps.length > 0 || received >= messages) return read;
      const gap = `${queue.url.split('/').at(-1)}: about ${messages - received} messages are hidden by another reader, or by a run that was killed`;
      return { ...read, gaps: [gap] };
    }),
    ...(place === undefined || place === 'failures' ? [readBucket(ports, places)] : []),
  ]);
  const letters = found.flatMap((each) => each.letters);
  return {
    all: letters,
    selected: selectLetters(letters, selection),
    gaps: found.flatMap(({ gaps }) => gaps),
    end: (deleted = new Set()) =>
      showAgain(
        ports,
        letters.filter((letter) => !deleted.has(letter)),
        clock,
      ),
  };
}

/** Between ten minutes and SQS's limit. */
export function hiddenSeconds(messages: number, neededSeconds: number): number {
  const seconds = Math.ceil(messages / READ_PER_SECOND + 2 * neededSeconds);
  return Math.min(LIMITS.sqsVisibilitySeconds.value, Math.max(LEAST_HIDDEN_SECONDS, seconds));
}
