import type { CairnClient } from '../../../client/client.ts';
import type { EventData, EventType } from '../../../client/events.ts';
import { integerBetween, type Random } from '../../../core/random.ts';
import { type Scheduler, sleep } from '../../../core/scheduler/scheduler.ts';
import type { HuntFile, Place } from './hunt.ts';
import { stepTowards } from './walk.ts';

/** A request that a player makes now and then. */
export interface Look {
  /** Path below the hunt's own: empty for the hunt itself, or `/leaderboard`. */
  readonly path: string;
  /** Mean time between two requests. Above 0. */
  readonly secondsBetween: number;
}

export interface PlayerOptions {
  readonly name: string;
  readonly client: CairnClient;
  /** Event types that the endpoint rejects: current phones do not send them. */
  readonly retired: ReadonlySet<string>;
  readonly hunt: HuntFile;
  readonly looks: readonly Look[];
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** Metres between two pings. Above 0. */
  readonly stepMeters: number;
  /** Time between two pings, and so between two requests with events. Above 0. */
  readonly stepMs: number;
  /** Called when a request fails for another reason than load; the phone continues. */
  readonly onError: (error: unknown) => void;
}

const WRONG_ANSWER_SHARE = 0.25;
const HINT_SHARE = 0.2;

/**
 * One phone: walks from clue to clue in its own order, answers, buys a hint now and then, and claims every treasure
 * whose clues it has solved. In between it looks at the hunt, the leaderboard and its own progress, as a real phone
 * would.
 */
export class Player {
  readonly #options: PlayerOptions;
  #place: Place;
  #stopped = false;
  /** Time of its next look, by the position of the look. Milliseconds on the scheduler's clock. */
  readonly #looksAt: number[];

  constructor(options: PlayerOptions) {
    this.#options = options;
    const first = options.hunt.clues[integerBetween(options.random, 0, options.hunt.clues.length - 1)];
    this.#place = first?.place ?? { latitude: 0, longitude: 0 };
    this.#looksAt = options.looks.map(({ secondsBetween }) => this.#nextLook(secondsBetween));
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Plays the hunt to its end, or until stopped; then sends the remaining events of the outbox. */
  async play(): Promise<void> {
    const { hunt, name, random } = this.#options;
    const { huntId } = hunt;
    this.#track('hunt.joined', { huntId, displayName: name });
    const solved = new Set<string>();
    const claimed = new Set<string>();
    for (const clue of shuffled(hunt.clues, random)) {
      await this.#walkTo(clue.place);
      const { clueId } = clue;
      this.#track('clue.viewed', { huntId, clueId });
      if (random.unit() < HINT_SHARE) this.#track('hint.requested', { huntId, clueId });
      if (random.unit() < WRONG_ANSWER_SHARE) this.#track('clue.solved', { huntId, clueId, answer: 'no idea' });
      this.#track('clue.solved', { huntId, clueId, answer: clue.answer });
      solved.add(clueId);
      for (const treasure of hunt.treasures) {
        if (claimed.has(treasure.treasureId) || !treasure.requiredClues.every((required) => solved.has(required)))
          continue;
        claimed.add(treasure.treasureId);
        await this.#walkTo(treasure);
        const { treasureId } = treasure;
        this.#track('treasure.claimed', { huntId, treasureId, ...this.#position() });
      }
      if (this.#stopped) break;
    }
    await this.#send();
  }

  async #walkTo(goal: Place): Promise<void> {
    const { hunt, scheduler, random, stepMeters, stepMs } = this.#options;
    while (!this.#stopped) {
      this.#place = stepTowards(this.#place, goal, stepMeters);
      const accuracyMeters = integerBetween(random, 3, 25);
      this.#track('location.pinged', { huntId: hunt.huntId, ...this.#position(), accuracyMeters });
      const retryAfterMs = await this.#send();
      await this.#look();
      if (this.#place === goal) return;
      await sleep(scheduler, Math.max(stepMs, retryAfterMs) * (0.75 + random.unit() / 2));
    }
  }

  /** Makes the looks that are due. Does not repeat one that fails, because the next one comes anyway. */
  async #look(): Promise<void> {
    const { client, hunt, looks, scheduler, onError } = this.#options;
    for (const [index, { path, secondsBetween }] of looks.entries()) {
      if (this.#stopped || scheduler.now() < (this.#looksAt[index] ?? 0)) continue;
      this.#looksAt[index] = this.#nextLook(secondsBetween);
      try {
        await client.get(`hunts/${hunt.huntId}${path}`);
      } catch (error) {
        onError(error);
      }
    }
  }

  /** Random between 0 and twice the mean, because phones that start together must not look together. */
  #nextLook(secondsBetween: number): number {
    const { scheduler, random } = this.#options;
    return scheduler.now() + random.unit() * 2_000 * secondsBetween;
  }

  #track<Type extends EventType>(type: Type, data: EventData[Type]): void {
    const { client, retired } = this.#options;
    if (!retired.has(type)) client.track(type, data);
  }

  #position(): Place {
    const { latitude, longitude } = this.#place;
    return { latitude, longitude };
  }

  /** Returns how long the endpoint asks to wait, in milliseconds; 0 if it does not ask. */
  async #send(): Promise<number> {
    try {
      const { retryAfterMs = 0, error } = await this.#options.client.flush();
      if (error !== undefined) this.#options.onError(error);
      return retryAfterMs;
    } catch (error) {
      this.#options.onError(error);
      return this.#options.stepMs;
    }
  }
}

/** Shuffles by Fisher–Yates. */
function shuffled<Value>(values: readonly Value[], random: Random): Value[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = integerBetween(random, 0, last);
    const value = result[last] as Value;
    result[last] = result[other] as Value;
    result[other] = value;
  }
  return result;
}
