import { LIMITS } from '../../core/limits.ts';
import type { Clock } from '../../core/scheduler/scheduler.ts';
import { forEachBounded } from '../../lambdas/shared/for-each-bounded.ts';
import { failureLetter } from './letters/failure-letter.ts';
import type { DeadLetter, Place, QueueMessage } from './letters/letter.ts';
import { quarantineLetters } from './letters/quarantine-letters.ts';
import { ruleLetter, unroutedLetter } from './letters/queue-letters.ts';
import type { DeadLetterPorts, StoredKey } from './ports.ts';
import type { StagePlaces, TypePlace } from './stage-places.ts';

/** A queue whose messages are dead letters. */
export interface LetterQueue {
  readonly place: Exclude<Place, 'failures'>;
  /** Left out for a queue of all types. */
  readonly type?: string;
  readonly url: string;
  readonly lettersOf: (messages: readonly QueueMessage[]) => readonly DeadLetter[];
}

export interface ReadLetters {
  readonly letters: readonly DeadLetter[];
  /** What was not read, in words. */
  readonly gaps: readonly string[];
}

/** Lambda's own prefix (lambda/latest/dg, kinesis-on-failure-destination). */
export const FAILURES_PREFIX = 'aws/lambda/';
/** Few, because live traffic of an emulator or of the local runtime shares its process. */
const RECEIVES_AT_ONCE = 2;
const OBJECTS_AT_ONCE = 16;
/** Long enough to ask all of SQS's servers (sqs-short-and-long-polling.html). */
const WAIT_SECONDS = 1;
/** SQS's figure is approximate, and messages that arrive meanwhile need room (quotas-queues.html). */
const MOST_MESSAGES = LIMITS.sqsInFlightMessages.value - 10_000;
/** Bodies that are held at once: what is above stays for another run. */
const MOST_CHARACTERS = 256 * 1_048_576;

/** The queues of a stage that hold dead letters. @param place @default all */
export function letterQueues(places: StagePlaces, place?: Place): readonly LetterQueue[] {
  const ofRule = ({ queueUrl, type }: TypePlace): LetterQueue => ({
    place: 'rule',
    type,
    url: queueUrl,
    lettersOf: (messages) => messages.map((message) => ruleLetter(message, type)),
  });
  const { types, unroutedUrl, quarantineUrl } = places;
  const queues: readonly (LetterQueue | undefined)[] = [
    ...types.map(ofRule),
    unroutedUrl === undefined
      ? undefined
      : { place: 'unrouted', url: unroutedUrl, lettersOf: (messages) => messages.map(unroutedLetter) },
    quarantineUrl === undefined ? undefined : { place: 'quarantine', url: quarantineUrl, lettersOf: quarantineLetters },
  ];
  return queues.filter((queue) => queue !== undefined).filter((queue) => place === undefined || queue.place === place);
}

/**
 * Receives every message of a queue and hides it from others, so that it can be put in order and deleted later. A
 * message that comes twice counts once.
 */
export async function readQueue(
  ports: DeadLetterPorts,
  queue: LetterQueue,
  hiddenSeconds: number,
): Promise<ReadLetters> {
  const messages = new Map<string, QueueMessage>();
  let characters = 0;
  let isFull = false;
  const receive = async (): Promise<number> => {
    const received = await ports.receiveMessages(queue.url, hiddenSeconds, WAIT_SECONDS);
    for (const message of received) {
      if (!messages.has(message.messageId)) characters += message.body.length;
      messages.set(message.messageId, message);
    }
    isFull = characters > MOST_CHARACTERS || messages.size >= MOST_MESSAGES;
    return received.length;
  };
  if ((await receive()) > 0) {
    await forEachBounded(Array.from({ length: RECEIVES_AT_ONCE }), RECEIVES_AT_ONCE, async () => {
      while (!isFull && (await receive()) > 0);
    });
  }
  const name = queue.url.split('/').at(-1);
  return {
    letters: queue.lettersOf([...messages.values()]),
    gaps: isFull ? [`${name} has more than ${messages.size} messages: run the command again for the rest`] : [],
  };
}

/** Reads every object of the failure bucket. */
export async function readBucket(ports: DeadLetterPorts, places: StagePlaces): Promise<ReadLetters> {
  if (places.bucket === undefined) return { letters: [], gaps: [] };
  return readObjects(ports, places, await ports.listObjects(places.bucket, FAILURES_PREFIX));
}

/** Reads given objects of the failure bucket. */
export async function readObjects(
  ports: DeadLetterPorts,
  { bucket = '', types }: StagePlaces,
  keys: readonly StoredKey[],
): Promise<ReadLetters> {
  const byStream = new Map(types.map(({ streamName, type }) => [streamName, type]));
  const letters: DeadLetter[] = [];
  let characters = 0;
  let unread = 0;
  await forEachBounded(keys, OBJECTS_AT_ONCE, async ({ key, storedAt }) => {
    if (characters > MOST_CHARACTERS) {
      unread += 1;
      return;
    }
    const body = await ports.readObject(bucket, key);
    characters += body.length;
    letters.push(failureLetter({ bucket, key, body, storedAt }, (stream) => byStream.get(stream)));
  });
  const gaps = unread === 0 ? [] : [`${bucket} has ${unread} more objects: run the command again for the rest`];
  return { letters, gaps };
}

/** Lets others receive messages that were received and stay. */
export async function showAgain(ports: DeadLetterPorts, letters: readonly DeadLetter[], clock: Clock): Promise<void> {
  const now = clock.now();
  const held = letters.flatMap(({ held: each }) => each).filter((each) => 'receipt' in each && each.until > now);
  await forEachBounded(inCalls(held), RECEIVES_AT_ONCE, ([queueUrl, receipts]) =>
    ports.showMessages(queueUrl, receipts),
  );
}

/** Receipts in calls of up to ten, by queue. */
export function inCalls(
  held: readonly DeadLetter['held'][number][],
): readonly (readonly [string, readonly string[]])[] {
  const byQueue = Map.groupBy(
    held.filter((each) => 'receipt' in each),
    ({ queueUrl }) => queueUrl,
  );
  const size = LIMITS.sqsEntriesPerCall.value;
  return [...byQueue].flatMap(([queueUrl, messages]) =>
    Array.from({ length: Math.ceil(messages.length / size) }, (_, index) => {
      const receipts = messages.slice(index * size, (index + 1) * size).map(({ receipt }) => receipt);
      return [queueUrl, receipts] as const;
    }),
  );
}
