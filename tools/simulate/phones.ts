import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { type Part, sumByType } from './composition.ts';
import type { Key } from './keys.ts';
import type { Backend, PhoneRequest } from './request.ts';
import type { Tally } from './tally.ts';

/** The first pause between two attempts, which then doubles; at least as long as the answer asks. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Attempts after which a phone keeps its events until after the end of the simulation. */
const MOST_ATTEMPTS = 6;

/**
 * Players' phones: they send, wait with jitter after a refusal, send again what was not accepted, and give up in the
 * end.
 */
export class Phones {
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #backend: Backend;
  readonly #tally: Tally;

  constructor(scheduler: Scheduler, random: Random, backend: Backend, tally: Tally) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.#backend = backend;
    this.#tally = tally;
  }

  send(player: Key, parts: readonly Part[]): void {
    const request: PhoneRequest = {
      player,
      parts,
      firstAt: this.#scheduler.now(),
      attempts: 0,
      unconfirmed: undefined,
      answered: false,
    };
    this.#tally.sent(request);
    this.#attempt(request);
  }

  /**
   * A phone reads a resource. It does not retry, because the screen is refreshed later.
   * @param read its position in the plan
   */
  look(player: Key, read: number): void {
    this.#backend.read(player, read);
  }

  #attempt(request: PhoneRequest): void {
    request.attempts += 1;
    this.#tally.attempts += 1;
    this.#backend.send(request, ({ left, retryAfterMs }) => {
      if (left.length === 0) {
        this.#tally.answered(request, this.#scheduler.now());
        return;
      }
      this.#tally.refused(left);
      request.parts = sumByType(left);
      if (request.attempts >= MOST_ATTEMPTS) {
        this.#tally.gaveUp(request, left, this.#scheduler.now());
        return;
      }
      const step = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (request.attempts - 1));
      const pauseMs = Math.max(retryAfterMs, step * (0.5 + this.#random.unit() / 2));
      this.#scheduler.schedule(pauseMs, () => this.#attempt(request));
    });
  }
}
