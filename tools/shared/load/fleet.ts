import { integerBetween, type Random } from '../../../core/random.ts';

/** The identity of one player's phone. */
export interface Phone {
  readonly token: string;
  readonly apiKey: string;
}

/**
 * The phones. Each sends once in every round, in an order that is new in each round, so the pause between two requests
 * of a phone is a round's length on average (phones ÷ requests a second) and at most two.
 */
export class Fleet {
  readonly #round: Phone[];
  readonly #hottest: Phone | undefined;
  readonly #hottestShare: number;
  readonly #random: Random;
  #at: number;

  /** @param hottestShare one phone's share of all requests. 0–1; 0: all phones are alike */
  constructor(phones: readonly Phone[], hottestShare: number, random: Random) {
    this.#round = [...phones];
    this.#hottest = phones[0];
    this.#hottestShare = hottestShare;
    this.#random = random;
    this.#at = this.#round.length;
  }

  next(): Phone {
    if (this.#hottestShare > 0 && this.#hottest !== undefined && this.#random.unit() < this.#hottestShare) {
      return this.#hottest;
    }
    if (this.#at >= this.#round.length) this.#shuffle();
    const phone = this.#round[this.#at];
    if (phone === undefined) throw new Error('a fleet needs at least one phone');
    this.#at += 1;
    return phone;
  }

  #shuffle(): void {
    const round = this.#round;
    for (let last = round.length - 1; last > 0; last -= 1) {
      const other = integerBetween(this.#random, 0, last);
      [round[last], round[other]] = [round[other] as Phone, round[last] as Phone];
    }
    this.#at = 0;
  }
}
