import { hash } from 'node:crypto';
import type { Clock } from '../../../../core/scheduler/scheduler.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import type { History, Share } from '../memory/share.ts';
import { ServiceError } from '../service-error.ts';
import { requestContent } from './request-content.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const TOKEN_LIFE_MS = 600_000;

/** Share of the memory for history. */
const MEMORY_SHARE = 1 / 64;
/** Bytes besides the token: fingerprint, object and the map's entry. */
const USE_BYTES = 200;

interface Use {
  readonly at: number;
  readonly fingerprint: string;
}

/** Tokens of the transactions of the last 10 minutes, and as many as the memory budget allows. */
export class IdempotencyTokens implements History {
  readonly #clock: Clock;
  /** Ordered by time, because a map keeps the order of insertion. */
  readonly #uses = new Map<string, Use>();
  readonly #share: Share;

  /** @param memory @default no limit */
  constructor(clock: Clock, memory = new MemoryBudget()) {
    this.#clock = clock;
    this.#share = memory.share('idempotency tokens', MEMORY_SHARE);
    this.#share.add(this);
  }

  /**
   * Returns whether this same request has succeeded within the token's life.
   * @throws ServiceError IdempotentParameterMismatchException if the token came with another request
   */
  isRepeat(token: string, request: unknown): boolean {
    this.#forgetOld();
    const use = this.#uses.get(token);
    if (use === undefined) return false;
    if (use.fingerprint === fingerprint(request)) return true;
    throw new ServiceError(
      'IdempotentParameterMismatchException',
      'The provided client token is already in use with different request parameters',
    );
  }

  /** Stores the token of a request that succeeded. */
  keep(token: string, request: unknown): void {
    this.#forgetOld();
    this.#uses.set(token, { at: this.#clock.now(), fingerprint: fingerprint(request) });
    this.#share.hold(token.length + USE_BYTES);
  }

  oldestAt(): number | undefined {
    for (const { at } of this.#uses.values()) return at;
    return undefined;
  }

  letGoOldest(): number {
    for (const token of this.#uses.keys()) {
      this.#uses.delete(token);
      return token.length + USE_BYTES;
    }
    return 0;
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [token, { at }] of this.#uses) {
      if (now - at < TOKEN_LIFE_MS) return;
      this.#uses.delete(token);
      this.#share.release(token.length + USE_BYTES);
    }
  }
}

function fingerprint(request: unknown): string {
  return hash('sha1', requestContent(request), 'base64');
}
