import type { Clock } from '../../../../core/scheduler/scheduler.ts';
import type { Matcher } from './pattern.ts';
import type { PublishedEvent } from './published-event.ts';

export interface ArchiveSettings {
  readonly name: string;
  readonly arn: string;
  /** Of the bus whose events it keeps. */
  readonly eventSourceArn: string;
  readonly description: string;
  /** As text; `undefined` keeps every event. */
  readonly eventPattern: string | undefined;
  readonly matches: Matcher;
  /** 0 keeps for ever. */
  readonly retentionDays: number;
}

export interface ArchivedEvent {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  readonly text: string;
}

/** An archive on AWS has no bound; here the oldest events go past this, so that memory stays flat. */
export const MAX_ARCHIVED_CHARACTERS = 32 * 1_048_576;

/**
 * Keeps a bus's events, in the order of their arrival.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive-event.html
 */
export class Archive {
  readonly settings: ArchiveSettings;
  readonly createdAt: number;
  readonly #clock: Clock;
  #events: ArchivedEvent[] = [];
  #from = 0;
  #characters = 0;

  constructor(settings: ArchiveSettings, clock: Clock) {
    this.settings = settings;
    this.#clock = clock;
    this.createdAt = clock.now();
  }

  take({ id, publishedAt, text, envelope }: PublishedEvent): void {
    if (!this.settings.matches(envelope)) return;
    this.#events.push({ id, publishedAt, text });
    this.#characters += text.length;
    this.#trim();
  }

  get count(): number {
    this.#trim();
    return this.#events.length - this.#from;
  }

  get characters(): number {
    return this.#characters;
  }

  /** Events that were published from `startMs` on and before `endMs`. */
  between(startMs: number, endMs: number): ArchivedEvent[] {
    this.#trim();
    const found: ArchivedEvent[] = [];
    for (let index = this.#from; index < this.#events.length; index += 1) {
      const event = this.#events[index];
      if (event !== undefined && event.publishedAt >= startMs && event.publishedAt < endMs) found.push(event);
    }
    return found;
  }

  #trim(): void {
    const { retentionDays } = this.settings;
    const oldest = retentionDays === 0 ? 0 : this.#clock.now() - retentionDays * 86_400_000;
    for (;;) {
      const event = this.#events[this.#from];
      if (event === undefined) break;
      if (event.publishedAt >= oldest && this.#characters <= MAX_ARCHIVED_CHARACTERS) break;
      this.#characters -= event.text.length;
      this.#from += 1;
    }
    if (this.#from < 10_000) return;
    this.#events = this.#events.slice(this.#from);
    this.#from = 0;
  }
}
