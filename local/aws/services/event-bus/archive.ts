import type { Clock } from '../../../../core/scheduler/scheduler.ts';
import { Fifo } from '../fifo.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import type { History, Share } from '../memory/share.ts';
import type { Matcher } from './pattern.ts';
import type { PublishedEvent } from './published-event.ts';

export interface ArchiveSettings {
  readonly name: string;
  readonly arn: string;
  /** ARN of the bus whose events it keeps. */
  readonly eventSourceArn: string;
  readonly description: string;
  /** The pattern as text; `undefined` keeps every event. */
  readonly eventPattern: string | undefined;
  readonly matches: Matcher;
  /** 0 keeps events forever. */
  readonly retentionDays: number;
}

export interface ArchivedEvent {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: number;
  readonly text: string;
}

/** Share of the memory for history, for all archives together. */
const MEMORY_SHARE = 1 / 16;
/** Bytes of an event besides its text: the object, id and time. */
const EVENT_BYTES = 200;

/**
 * Keeps a bus's events in the order of their arrival: for its days, as on AWS, and as many as the memory budget allows.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive-event.html
 */
export class Archive implements History {
  readonly settings: ArchiveSettings;
  readonly createdAt: number;
  readonly #clock: Clock;
  readonly #share: Share;
  readonly #events = new Fifo<ArchivedEvent>();
  #characters = 0;

  /** @param memory @default no limit */
  constructor(settings: ArchiveSettings, clock: Clock, memory = new MemoryBudget()) {
    this.settings = settings;
    this.#clock = clock;
    this.createdAt = clock.now();
    this.#share = memory.share('archived events', MEMORY_SHARE);
    this.#share.add(this);
  }

  take({ id, publishedAt, text, envelope }: PublishedEvent): void {
    if (!this.settings.matches(envelope)) return;
    this.#events.push({ id, publishedAt, text });
    this.#characters += text.length;
    this.#expire();
    this.#share.hold(text.length + EVENT_BYTES);
  }

  get count(): number {
    this.#expire();
    return this.#events.length;
  }

  get characters(): number {
    return this.#characters;
  }

  /** Returns events that were published at or after `startMs` and before `endMs`. */
  between(startMs: number, endMs: number): ArchivedEvent[] {
    this.#expire();
    const found: ArchivedEvent[] = [];
    for (const event of this.#events) {
      if (event.publishedAt >= startMs && event.publishedAt < endMs) found.push(event);
    }
    return found;
  }

  oldestAt(): number | undefined {
    return this.#events.first?.publishedAt;
  }

  letGoOldest(): number {
    return this.#drop();
  }

  #expire(): void {
    const { retentionDays } = this.settings;
    if (retentionDays === 0) return;
    const oldest = this.#clock.now() - retentionDays * 86_400_000;
    while ((this.oldestAt() ?? oldest) < oldest) this.#share.release(this.#drop());
  }

  /** Drops the oldest event. @returns its bytes */
  #drop(): number {
    const length = this.#events.shift()?.text.length ?? 0;
    this.#characters -= length;
    return length + EVENT_BYTES;
  }
}
