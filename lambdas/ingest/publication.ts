import type { Random } from '../../core/random.ts';
import type { Scheduler } from '../../core/scheduler/scheduler.ts';
import { backoffMs } from '../shared/backoff.ts';
import { chunkEntries } from './chunk-entries.ts';
import type { EntryOutcome } from './event-result.ts';
import { type CallAnswer, judgeEntry } from './judge-entry.ts';

/** The properties of an entry that its publication depends on. */
export interface PublicationEntry {
  readonly bytes: number;
  /** Ingest may shed it under load. */
  readonly sheddable: boolean;
}

/** What to do next. */
export type PublicationStep =
  /** Make these calls, each with the entries at these positions. Empty while the answers to other calls are awaited. */
  | { readonly kind: 'call'; readonly calls: readonly (readonly number[])[] }
  /** Call `begin` again after this time. */
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'end' };

/**
 * Time for all calls of a publication. No call begins later, and ingest waits for none any longer. Far below API
 * Gateway's 29 s, so that the client gets a result instead of a timeout.
 */
export const PUBLISH_DEADLINE_MS = 5_000;
const CALLS_AT_ONCE = 4;
const BACKOFF_BASE_MS = 50;
const BACKOFF_MAX_MS = 1_000;

const NO_CALLS: PublicationStep = { kind: 'call', calls: [] };
const END: PublicationStep = { kind: 'end' };

/**
 * Decides how entries are published: in chunks, some at once, with retries of only the entries that failed and may
 * succeed, with jitter, until the deadline. Makes no call and reads no clock, so production and simulation share it.
 */
export class Publication {
  /** No call begins at or after this time. Milliseconds. */
  readonly deadline: number;
  /** One for each entry, in order. */
  readonly outcomes: EntryOutcome[];
  /** EventBridge's id of each entry that it accepted, by position. */
  readonly entryIds: (string | undefined)[] = [];
  readonly #entries: readonly PublicationEntry[];
  readonly #random: Random;
  /** Entries whose call ended with unknown outcome. They stay unconfirmed unless a later call confirms them. */
  #uncertain: Set<number> | undefined;
  #attempt = 1;
  /** Positions of this attempt's entries, later of the next attempt's. */
  #waiting: number[];
  #chunks: readonly number[][] = [];
  #begun = 0;
  #running = 0;

  constructor(entries: readonly PublicationEntry[], now: number, random: Random) {
    this.deadline = now + PUBLISH_DEADLINE_MS;
    this.outcomes = new Array<EntryOutcome>(entries.length).fill('publish_deadline');
    this.#entries = entries;
    this.#random = random;
    this.#waiting = entries.map((_, position) => position);
  }

  /** Begins an attempt: the first, or the next one after a `wait` step. */
  begin(now: number): PublicationStep {
    // Entries that are not sent keep the outcome of their last attempt, or the initial one.
    if (this.#waiting.length === 0 || now >= this.deadline) return END;
    this.#chunks = chunkEntries(this.#entries, this.#waiting);
    this.#waiting = [];
    this.#begun = Math.min(CALLS_AT_ONCE, this.#chunks.length);
    this.#running = this.#begun;
    return { kind: 'call', calls: this.#chunks.slice(0, this.#begun) };
  }

  /** Records a call's answer and returns the next step. @param positions of the call's entries */
  answered(positions: readonly number[], answer: CallAnswer, now: number): PublicationStep {
    for (let index = 0; index < positions.length; index += 1) this.#settle(positions[index] ?? -1, index, answer);
    const chunk = this.#chunks[this.#begun];
    if (chunk !== undefined && now < this.deadline) {
      this.#begun += 1;
      return { kind: 'call', calls: [chunk] };
    }
    this.#running -= 1;
    return this.#running > 0 ? NO_CALLS : this.#afterAttempt(now);
  }

  #settle(position: number, index: number, answer: CallAnswer): void {
    const entry = this.#entries[position];
    if (entry === undefined) return;
    const { outcome, uncertain, again } = judgeEntry(entry.sheddable, answer, index);
    if (outcome === 'accepted' && answer.kind === 'answered') this.entryIds[position] = answer.results[index]?.EventId;
    if (uncertain) {
      this.#uncertain ??= new Set();
      this.#uncertain.add(position);
    }
    this.outcomes[position] = outcome !== 'accepted' && this.#uncertain?.has(position) ? 'unconfirmed' : outcome;
    if (again) this.#waiting.push(position);
  }

  #afterAttempt(now: number): PublicationStep {
    const milliseconds = backoffMs(this.#random, this.#attempt, BACKOFF_BASE_MS, BACKOFF_MAX_MS);
    if (this.#waiting.length === 0 || now + milliseconds >= this.deadline) return END;
    this.#attempt += 1;
    this.#waiting.sort((a, b) => a - b);
    return { kind: 'wait', milliseconds };
  }
}

/**
 * Runs a publication to its end.
 * @param put makes a call and returns its answer once, by the deadline
 * @param ended called once, after the last answer
 */
export function carryOut(
  publication: Publication,
  clock: Scheduler,
  put: (positions: readonly number[], answered: (answer: CallAnswer) => void) => void,
  ended: () => void,
): void {
  const follow = (step: PublicationStep): void => {
    switch (step.kind) {
      case 'end':
        ended();
        return;
      case 'wait':
        clock.schedule(step.milliseconds, () => follow(publication.begin(clock.now())));
        return;
      case 'call':
        for (const positions of step.calls) {
          put(positions, (answer) => follow(publication.answered(positions, answer, clock.now())));
        }
    }
  };
  follow(publication.begin(clock.now()));
}
