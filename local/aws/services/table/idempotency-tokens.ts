import { hash } from 'node:crypto';
import type { Clock } from '../../../../core/scheduler/scheduler.ts';
import { AwsError } from '../shared/aws-error.ts';
import { requestContent } from './request-content.ts';

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const TOKEN_LIFE_MS = 600_000;

interface Use {
  readonly at: number;
  readonly fingerprint: string;
}

/** Tokens of the transactions of the last 10 minutes. */
export class IdempotencyTokens {
  readonly #clock: Clock;
  /** In order of time, as a map keeps insertion order. */
  readonly #uses = new Map<string, Use>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Whether this very request has succeeded within the token's life.
   * @throws AwsError IdempotentParameterMismatchException where the token came with another request
   */
  isRepeat(token: string, request: unknown): boolean {
    this.#forgetOld();
    const use = this.#uses.get(token);
    if (use === undefined) return false;
    if (use.fingerprint === fingerprint(request)) return true;
    throw new AwsError(
      'IdempotentParameterMismatchException',
      'The provided client token is already in use with different request parameters',
    );
  }

  /** The request has succeeded. */
  keep(token: string, request: unknown): void {
    this.#uses.set(token, { at: this.#clock.now(), fingerprint: fingerprint(request) });
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (const [token, { at }] of this.#uses) {
      if (now - at < TOKEN_LIFE_MS) return;
      this.#uses.delete(token);
    }
  }
}

function fingerprint(request: unknown): string {
  return hash('sha1', requestContent(request), 'base64');
}
