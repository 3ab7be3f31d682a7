import type { Clock } from '../../../../core/scheduler/scheduler.ts';
import { judge } from '../access/policy.ts';
import type { InvocationOutcome, InvokeFunction } from '../function-pool/invocation.ts';
import { MemoryBudget } from '../memory/memory-budget.ts';
import type { History, Share } from '../memory/share.ts';
import { isObject, type JsonObject } from '../operation.ts';

export interface AuthorizerSettings {
  readonly functionName: string;
  /** Headers whose values are the identity, which is also the key of the cache. */
  readonly identityHeaders: readonly string[];
  /** 0–3,600 s; 0 turns the cache off. @default 300 */
  readonly resultTtlSeconds: number;
}

/** The authorizer's decision about a request. */
export type Authorization =
  | { readonly verdict: 'allowed'; readonly context: JsonObject }
  | { readonly verdict: 'UNAUTHORIZED' | 'ACCESS_DENIED' | 'AUTHORIZER_CONFIGURATION_ERROR' };

interface CachedResult {
  readonly expiresAt: number;
  readonly document: unknown;
  readonly context: JsonObject;
  /** Bytes of memory, including the key. */
  readonly bytes: number;
}

/** Share of the memory for history. A dropped result costs only another call of the function. */
const MEMORY_SHARE = 1 / 64;
/** An answer's objects use about three times the memory of its text, plus this. */
const ANSWER_FACTOR = 3;
const RESULT_BYTES = 300;

/**
 * A Lambda authorizer of type REQUEST. Policies are cached by identity and judged for each request.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
 */
export class RequestAuthorizer implements History {
  readonly #settings: AuthorizerSettings;
  readonly #clock: Clock;
  readonly #invoke: InvokeFunction;
  /** Ordered by expiry, because a map keeps the order of insertion. */
  readonly #cache = new Map<string, CachedResult>();
  readonly #share: Share;

  /** @param memory @default no limit */
  constructor(settings: AuthorizerSettings, clock: Clock, invoke: InvokeFunction, memory = new MemoryBudget()) {
    this.#share = memory.share('authorizer results', MEMORY_SHARE);
    this.#share.add(this);
    this.#settings = settings;
    this.#clock = clock;
    this.#invoke = invoke;
  }

  authorize(
    header: (name: string) => string | undefined,
    methodArn: string,
    authorizerEvent: () => string,
    done: (authorization: Authorization) => void,
  ): void {
    const identity = this.#settings.identityHeaders.map(header);
    // API Gateway refuses a request without an identity source and does not call the function.
    if (identity.some((value) => value === undefined || value === '')) {
      done({ verdict: 'UNAUTHORIZED' });
      return;
    }
    const key = identity.join('\n');
    const cached = this.#cache.get(key);
    if (cached !== undefined && cached.expiresAt > this.#clock.now()) {
      done(judgeResult(cached, methodArn));
      return;
    }
    this.#invoke(this.#settings.functionName, authorizerEvent(), (outcome) => {
      done(this.#ended(key, outcome, methodArn));
    });
  }

  #ended(key: string, outcome: InvocationOutcome, methodArn: string): Authorization {
    if ('throttled' in outcome) return { verdict: 'AUTHORIZER_CONFIGURATION_ERROR' };
    const answer = parse(outcome.payload);
    if (outcome.functionError !== undefined) {
      // The only error that means 401: the function throws exactly this message.
      const unauthorized = isObject(answer) && answer.errorMessage === 'Unauthorized';
      return { verdict: unauthorized ? 'UNAUTHORIZED' : 'AUTHORIZER_CONFIGURATION_ERROR' };
    }
    if (!isObject(answer) || typeof answer.principalId !== 'string' || !isObject(answer.policyDocument)) {
      return { verdict: 'AUTHORIZER_CONFIGURATION_ERROR' };
    }
    const given = isObject(answer.context) ? answer.context : {};
    const context: Record<string, unknown> = { principalId: answer.principalId, integrationLatency: 0 };
    for (const [name, value] of Object.entries(given)) context[name] = String(value);
    const { resultTtlSeconds } = this.#settings;
    const result = {
      expiresAt: this.#clock.now() + resultTtlSeconds * 1_000,
      document: answer.policyDocument,
      context,
      bytes: key.length + outcome.payload.length * ANSWER_FACTOR + RESULT_BYTES,
    };
    if (resultTtlSeconds > 0) this.#keep(key, result);
    return judgeResult(result, methodArn);
  }

  oldestAt(): number | undefined {
    for (const { expiresAt } of this.#cache.values()) return expiresAt;
    return undefined;
  }

  letGoOldest(): number {
    for (const key of this.#cache.keys()) return this.#forget(key);
    return 0;
  }

  #keep(key: string, result: CachedResult): void {
    const now = this.#clock.now();
    this.#share.release(this.#forget(key));
    for (const [old, { expiresAt }] of this.#cache) {
      if (expiresAt > now) break;
      this.#share.release(this.#forget(old));
    }
    this.#cache.set(key, result);
    this.#share.hold(result.bytes);
  }

  /** @returns its bytes */
  #forget(key: string): number {
    const bytes = this.#cache.get(key)?.bytes ?? 0;
    this.#cache.delete(key);
    return bytes;
  }
}

function judgeResult({ document, context }: CachedResult, methodArn: string): Authorization {
  const allowed = judge([document], { action: 'execute-api:Invoke', resource: methodArn }) === 'allowed';
  return allowed ? { verdict: 'allowed', context } : { verdict: 'ACCESS_DENIED' };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
