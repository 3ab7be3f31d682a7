import type { Random } from '../../core/random.ts';
import type { AdmissionLevel } from '../shared/store/admission-item.ts';
import type { EntryOutcome } from './event-result.ts';

/** The properties of an event type that decide whether its events are admitted. */
interface AdmittedType {
  readonly type: string;
  readonly priority: string;
}

/** Decides for the events of one request. Milliseconds that a client waits, or 0: the event is admitted. */
export type Admit = (type: AdmittedType) => number;

/** A level is read at most once in this time by one environment. */
const REFRESH_MS = 5_000;
/** Environments that start together spread their reads. */
const JITTER = 0.2;
/** Own throttles are counted for this long. */
const WINDOW_MS = 10_000;
const BUCKETS = 2;
/** Fewer entries in a window say nothing. */
const LEAST_ENTRIES = 10;
/**
 * Entries sent for each that EventBridge accepts, above which ingest sheds: 1.1 for sheddable types, 2 for normal ones
 * (sre.google/sre-book/handling-overload, "Client-Side Throttling"). Critical types are always sent.
 */
const SENT_PER_ACCEPTED = { sheddable: 1.1, normal: 2 } as const;
const OWN_RETRY_MS = 2_000;

interface Bucket {
  readonly startedAt: number;
  sent: number;
  accepted: number;
}

/**
 * What one environment of ingest admits: by the governor's level, and by what EventBridge has throttled of its own entries
 * in the last seconds. Without a valid level it admits all. It makes no call and reads no clock.
 */
export class AdmissionGate {
  readonly #random: Random;
  #level: AdmissionLevel | undefined;
  #nextReadAt = 0;
  #buckets: Bucket[] = [];

  constructor(random: Random) {
    this.#random = random;
  }

  /** Whether the level is to be read now; `true` once for each time. */
  begins(now: number): boolean {
    if (now < this.#nextReadAt) return false;
    this.#nextReadAt = now + REFRESH_MS * (1 + JITTER * this.#random.unit());
    return true;
  }

  received(level: AdmissionLevel): void {
    this.#level = level;
  }

  /** Counts what became of a request's entries. */
  published(outcomes: readonly EntryOutcome[], now: number): void {
    if (outcomes.length === 0) return;
    let bucket = this.#buckets.at(-1);
    if (bucket === undefined || now - bucket.startedAt >= WINDOW_MS / BUCKETS) {
      bucket = { startedAt: now, sent: 0, accepted: 0 };
      this.#buckets = [...this.#buckets.slice(1 - BUCKETS), bucket];
    }
    bucket.sent += outcomes.length;
    for (const outcome of outcomes) if (outcome !== 'shed' && outcome !== 'bus_throttled') bucket.accepted += 1;
  }

  /** `undefined`: all events of the request are admitted. One draw for a request, so that its events stay together. */
  request(now: number): Admit | undefined {
    const level = this.#level !== undefined && this.#level.validUntil > now ? this.#level : undefined;
    const sheddable = this.#ownShare('sheddable', now);
    const isOpen = level === undefined || Object.keys(level.shares).length === 0;
    if (isOpen && sheddable === 1) return undefined;
    const normal = this.#ownShare('normal', now);
    const drawn = this.#random.unit();
    const spread = 1 + 0.5 * this.#random.unit();
    return ({ type, priority }) => {
      if (priority === 'critical') return 0;
      const own = priority === 'sheddable' ? sheddable : normal;
      const shares = level?.shares;
      const ofLevel = shares !== undefined && Object.hasOwn(shares, type) ? (shares[type] ?? 1) : 1;
      if (drawn < Math.min(own, ofLevel)) return 0;
      return Math.round(spread * Math.max(ofLevel < 1 ? (level?.retryAfterMs ?? 0) : 0, OWN_RETRY_MS));
    };
  }

  #ownShare(priority: keyof typeof SENT_PER_ACCEPTED, now: number): number {
    let [sent, accepted] = [0, 0];
    for (const bucket of this.#buckets) {
      if (now - bucket.startedAt >= WINDOW_MS) continue;
      sent += bucket.sent;
      accepted += bucket.accepted;
    }
    if (sent < LEAST_ENTRIES) return 1;
    return Math.min(1, 1 - (sent - SENT_PER_ACCEPTED[priority] * accepted) / (sent + 1));
  }
}
