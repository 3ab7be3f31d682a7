import { integerBetween, type Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { ArchivedEvent } from './archive.ts';
import type { EventBus } from './event-bus.ts';

export type ReplayState = 'STARTING' | 'RUNNING' | 'COMPLETED' | 'CANCELLED';

export interface ReplaySettings {
  readonly name: string;
  readonly arn: string;
  readonly archiveArn: string;
  /** ARN of the archive's bus, the only bus that its events can be replayed to. */
  readonly busArn: string;
  readonly description: string;
  /** Milliseconds since the epoch; includes the start, excludes the end. */
  readonly eventStartTime: number;
  readonly eventEndTime: number;
  /** Rules that get the events; empty: all rules. */
  readonly ruleArns: readonly string[];
}

const MINUTE_MS = 60_000;
/** Events put on the bus at once. AWS documents of the rate only that it varies. */
const EVENTS_AT_ONCE = 100;
const PAUSE_MS = 10;

/**
 * Puts an archive's events on their bus again, minute by minute of their first publication, in any order within a
 * minute.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
 */
export class Replay {
  readonly settings: ReplaySettings;
  readonly startedAt: number;
  readonly #bus: EventBus;
  readonly #scheduler: Scheduler;
  /** Remaining events, preceded by those that are replayed. */
  #events: readonly ArchivedEvent[];
  readonly #rules: ReadonlySet<string> | undefined;
  #next = 0;
  #state: ReplayState = 'STARTING';
  #endedAt: number | undefined;
  #lastReplayedTime: number | undefined;

  constructor(
    settings: ReplaySettings,
    bus: EventBus,
    events: readonly ArchivedEvent[],
    scheduler: Scheduler,
    random: Random,
  ) {
    this.settings = settings;
    this.#bus = bus;
    this.#scheduler = scheduler;
    this.startedAt = scheduler.now();
    this.#events = shuffledByMinute(events, random);
    this.#rules = settings.ruleArns.length === 0 ? undefined : new Set(settings.ruleArns);
    scheduler.schedule(PAUSE_MS, () => this.#run());
  }

  get state(): ReplayState {
    return this.#state;
  }

  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  /** First publication time of the newest replayed event. */
  get lastReplayedTime(): number | undefined {
    return this.#lastReplayedTime;
  }

  cancel(): void {
    this.#end('CANCELLED');
  }

  #run(): void {
    if (this.#endedAt !== undefined) return;
    this.#state = 'RUNNING';
    for (const event of this.#events.slice(this.#next, this.#next + EVENTS_AT_ONCE)) {
      this.#bus.replay(event, this.settings.name, this.#rules);
    }
    this.#next = Math.min(this.#events.length, this.#next + EVENTS_AT_ONCE);
    this.#lastReplayedTime = this.#events[this.#next - 1]?.publishedAt;
    if (this.#next === this.#events.length) this.#end('COMPLETED');
    else this.#scheduler.schedule(PAUSE_MS, () => this.#run());
  }

  #end(state: ReplayState): void {
    if (this.#endedAt !== undefined) return;
    this.#state = state;
    this.#endedAt = this.#scheduler.now();
    this.#events = [];
  }
}

function shuffledByMinute(events: readonly ArchivedEvent[], random: Random): ArchivedEvent[] {
  const minutes = new Map<number, ArchivedEvent[]>();
  for (const event of events) {
    const minute = Math.floor(event.publishedAt / MINUTE_MS);
    const list = minutes.get(minute);
    if (list === undefined) minutes.set(minute, [event]);
    else list.push(event);
  }
  const ordered: ArchivedEvent[] = [];
  for (const minute of [...minutes.keys()].sort((a, b) => a - b)) {
    const list = minutes.get(minute) ?? [];
    for (let left = list.length - 1; left > 0; left -= 1) {
      const pick = integerBetween(random, 0, left);
      const [one, other] = [list[left], list[pick]];
      if (one === undefined || other === undefined) continue;
      list[left] = other;
      list[pick] = one;
    }
    for (const event of list) ordered.push(event);
  }
  return ordered;
}
