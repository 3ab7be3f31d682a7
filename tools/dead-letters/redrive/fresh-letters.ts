import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { fieldsOf, readEnvelope, textOf } from '../letters/envelope.ts';
import type { DeadLetter, Place } from '../letters/letter.ts';
import type { DeadLetterPorts } from '../ports.ts';
import { FAILURES_PREFIX, type LetterQueue, letterQueues, readObjects, showAgain } from '../read-letters.ts';
import type { StagePlaces } from '../stage-places.ts';

export interface FreshLettersOptions {
  readonly ports: DeadLetterPorts;
  readonly places: StagePlaces;
  /** Dead letters that were read before. */
  readonly known: readonly DeadLetter[];
  /** When reading began, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly clock: Clock;
}

/** Long enough for several looks; `end` shows them at once. */
const HIDDEN_SECONDS = 600;

/**
 * Dead letters that arrive while others are sent again. All that were there before are hidden, so what a queue shows is
 * new. Each is counted once, and hidden until the end.
 */
export class FreshLetters {
  readonly #options: FreshLettersOptions;
  /** Names of messages and objects. */
  readonly #known: Set<string>;
  readonly #fresh: DeadLetter[] = [];
  #quarantinedAtFirst: number | undefined;
  /** Received here, to be shown again. */
  readonly #hidden: DeadLetter[] = [];

  constructor(options: FreshLettersOptions) {
    this.#options = options;
    this.#known = new Set(options.known.flatMap(namesOf));
  }

  /** Reads what is new in the places of a type. */
  async look(places: ReadonlySet<Place>, type: string): Promise<void> {
    const { ports, places: stage } = this.#options;
    for (const queue of letterQueues(stage)) {
      if (!(await this.#asks(queue, places, type))) continue;
      for (;;) {
        const messages = await ports.receiveMessages(queue.url, HIDDEN_SECONDS, 0);
        if (messages.length === 0) break;
        const letters = queue.lettersOf(messages);
        this.#hidden.push(...letters);
        this.#add(letters);
      }
    }
    await this.#lookIntoBucket();
  }

  /** The queue from which letters come, and the quarantine, in which they may end, if it has grown since the first look. */
  async #asks({ place, type, url }: LetterQueue, places: ReadonlySet<Place>, of: string): Promise<boolean> {
    if (places.has(place)) return type === undefined || type === of;
    if (place !== 'quarantine') return false;
    const messages = await this.#options.ports.countMessages(url);
    this.#quarantinedAtFirst ??= messages;
    return messages > this.#quarantinedAtFirst;
  }

  /** New dead letters with any of these events. */
  again(eventIds: ReadonlySet<string>): number {
    return this.#fresh.filter((letter) => eventIdsOf(letter).some((id) => eventIds.has(id))).length;
  }

  /** New dead letters of a type. @param causes each as `<place> <cause>` */
  count(type: string, causes: ReadonlySet<string>): number {
    return this.#fresh.filter((letter) => letter.type === type && causes.has(`${letter.place} ${letter.cause}`)).length;
  }

  /** Lets others receive the new messages. */
  async end(): Promise<void> {
    await showAgain(this.#options.ports, this.#hidden, this.#options.clock);
  }

  async #lookIntoBucket(): Promise<void> {
    const { ports, places, startedAt } = this.#options;
    if (places.bucket === undefined) return;
    const keys = await ports.listObjects(places.bucket, FAILURES_PREFIX);
    // S3 has whole seconds only.
    const fresh = keys.filter(({ key, storedAt }) => storedAt >= startedAt - 1_000 && !this.#known.has(key));
    this.#add((await readObjects(ports, places, fresh)).letters);
  }

  #add(letters: readonly DeadLetter[]): void {
    for (const letter of letters) {
      const names = namesOf(letter);
      // SQS may deliver a message twice, and a read may miss one that was there before.
      const isNew = letter.at >= this.#options.startedAt && !names.some((name) => this.#known.has(name));
      for (const name of names) this.#known.add(name);
      if (isNew) this.#fresh.push(letter);
    }
  }
}

/** Ids of the events in a dead letter, as far as it can be read. */
export function eventIdsOf({ quarantined, records }: DeadLetter): readonly string[] {
  const events = [
    ...(quarantined?.events ?? []),
    ...records.flatMap(({ data, encoding }) => readEnvelope(Buffer.from(data, encoding).toString())?.events ?? []),
  ];
  return events.flatMap((event) => textOf(fieldsOf(event)?.id) ?? []);
}

function namesOf({ held }: DeadLetter): readonly string[] {
  return held.map((each) => ('key' in each ? each.key : each.messageId));
}
