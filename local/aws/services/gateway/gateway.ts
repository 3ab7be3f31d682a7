import type { Random } from '../../../../core/random.ts';
import type { Scheduler } from '../../../../core/scheduler/scheduler.ts';
import type { InvokeFunction } from '../function-pool/invocation.ts';
import { MemoryBudget, type Waiting } from '../memory/memory-budget.ts';
import type { JsonObject } from '../operation.ts';
import type { TokenBucket } from '../token-bucket.ts';
import { uuid } from '../uuid.ts';
import { type GatewayResponse, type GatewayResponseType, refuse } from './gateway-response.ts';
import { type GatewayAnswer, type GatewayRequest, RequestHeaders } from './http.ts';
import { integrate } from './integration.ts';
import { MockIntegration } from './mock-integration.ts';
import {
  type ApiIdentity,
  authorizerEvent,
  isBinary,
  methodArn,
  proxyEvent,
  type RequestFacts,
} from './proxy-event.ts';
import { proxyAnswer } from './proxy-response.ts';
import { decodeBody, encodeBody, MAX_PAYLOAD_BYTES } from './request-body.ts';
import type { FunctionIntegration, Method, Routes } from './routes.ts';
import { passes } from './throttle.ts';
import type { ApiKey, UsagePlans } from './usage-plan.ts';

export interface GatewaySettings extends ApiIdentity {
  /** Least bytes of a compressed answer. @default the API neither inflates nor compresses */
  readonly minimumCompressionSize?: number;
  readonly routes: Routes;
  readonly usagePlans: UsagePlans;
  readonly responses: ReadonlyMap<string, GatewayResponse>;
  /** Returns the buckets that a method's request must pass: the account's, the stage's, the method's. */
  readonly throttles: (method: Method) => readonly TokenBucket[];
  readonly meter?: GatewayMeter;
}

export interface GatewayObserver {
  /** @param body of the request, inflated; empty if inflating failed */
  answered(request: GatewayRequest, body: Buffer, answer: GatewayAnswer): void;
}

/** Faults of answers that AWS does not document. */
export interface GatewayFault {
  /** Returns whether the answer to a request of this function is lost. */
  losesAnswer(functionName: string): boolean;
}

/** Called after each answer. */
export type GatewayMeter = (status: number, latencyMs: number) => void;

/** Methods that change nothing, so their requests add nothing to memory (RFC 9110, 9.2.1). */
const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Bytes of a request besides its body, as sent and as inflated: connection, headers and answer. */
const REQUEST_BYTES = 4_096;

interface Exchange extends RequestFacts {
  readonly body: Buffer;
  readonly respond: (answer: GatewayAnswer) => void;
  readonly lose: () => void;
}

/** The stage of a REST API: throttles, authorizer, API key, validation, integration, in this order. */
export class Gateway {
  readonly settings: GatewaySettings;
  /** May be replaced at any time. */
  fault: GatewayFault | undefined;
  readonly #scheduler: Scheduler;
  readonly #random: Random;
  readonly #invoke: InvokeFunction;
  readonly #observer: GatewayObserver;
  readonly #memory: MemoryBudget;
  readonly #unanswered: Waiting;

  /**
   * @param memory budget; while it is full, requests that could add to it are throttled @default no limit
   */
  constructor(
    settings: GatewaySettings,
    scheduler: Scheduler,
    random: Random,
    invoke: InvokeFunction,
    observer: GatewayObserver,
    memory = new MemoryBudget(),
  ) {
    this.#memory = memory;
    this.#unanswered = memory.waiting('unanswered requests');
    this.settings = settings;
    this.#scheduler = scheduler;
    this.#random = random;
    this.#invoke = invoke;
    this.#observer = observer;
  }

  /**
   * Answers one request; calls `respond` once.
   * @param lose called instead if a fault drops the answer: the caller gets none
   */
  handle(request: GatewayRequest, respond: (answer: GatewayAnswer) => void, lose: () => void = () => {}): void {
    const receivedAt = this.#scheduler.now();
    const requestId = uuid(this.#random);
    const headers = new RequestHeaders(request.rawHeaders);
    const decoded = this.#decoded(request, headers);
    const body = 'body' in decoded ? decoded.body : Buffer.alloc(0);
    const answer = (given: GatewayAnswer): void => {
      this.settings.meter?.(given.status, this.#scheduler.now() - receivedAt);
      this.#observer.answered(request, body, given);
      respond(this.#compressed(given, headers));
    };
    const refused = (type: GatewayResponseType): void => answer(refuse(this.settings.responses, { type, requestId }));
    const match = this.settings.routes.find(request.method, request.path);
    // API Gateway gives the same answer for an unknown path as for a missing token.
    if (match === undefined) {
      refused('MISSING_AUTHENTICATION_TOKEN');
      return;
    }
    if (request.body.length > MAX_PAYLOAD_BYTES) {
      refused('REQUEST_TOO_LARGE');
      return;
    }
    const isFull = this.#memory.isFull && !SAFE_METHODS.has(request.method);
    if (isFull || !passes(this.settings.throttles(match.method), receivedAt)) {
      refused('THROTTLED');
      return;
    }
    if ('refused' in decoded) {
      refused(decoded.refused);
      return;
    }
    const bytes = request.body.length + body.length + REQUEST_BYTES;
    this.#unanswered.hold(bytes);
    const ends =
      <Args extends unknown[]>(end: (...args: Args) => void) =>
      (...args: Args): void => {
        this.#unanswered.release(bytes);
        end(...args);
      };
    const facts = { request, headers, match, requestId, receivedAt, body };
    this.#authorize({ ...facts, respond: ends(answer), lose: ends(lose) });
  }

  #decoded(request: GatewayRequest, headers: RequestHeaders): ReturnType<typeof decodeBody> {
    if (this.settings.minimumCompressionSize === undefined || request.body.length > MAX_PAYLOAD_BYTES) {
      return { body: request.body };
    }
    const decoded = decodeBody(request.body, headers.get('content-encoding'));
    if ('body' in decoded) headers.remove('content-encoding');
    return decoded;
  }

  #authorize(exchange: Exchange): void {
    const { authorizer } = exchange.match.method;
    if (authorizer === undefined) {
      this.#checkKey(exchange, undefined);
      return;
    }
    authorizer.authorize(
      (name) => exchange.headers.get(name),
      methodArn(this.settings, exchange.request),
      () => authorizerEvent(this.settings, exchange),
      (authorization) => {
        if (authorization.verdict === 'allowed') this.#checkKey(exchange, authorization.context);
        else this.#refuse(exchange, authorization.verdict);
      },
    );
  }

  #checkKey(exchange: Exchange, authorizer: JsonObject | undefined): void {
    if (!exchange.match.method.apiKeyRequired) {
      this.#validate(exchange, authorizer, undefined);
      return;
    }
    const { apiId, stage, usagePlans } = this.settings;
    const verdict = usagePlans.judge(exchange.headers.get('x-api-key'), apiId, stage, this.#scheduler.now());
    if (typeof verdict === 'string') {
      this.#refuse(exchange, verdict);
      return;
    }
    this.#validate(exchange, authorizer, verdict.key);
  }

  #validate(exchange: Exchange, authorizer: JsonObject | undefined, key: ApiKey | undefined): void {
    const { requiredHeaders, requiredQuery } = exchange.match.method;
    const query = new URLSearchParams(exchange.request.query);
    const missing = [
      ...requiredHeaders.filter((name) => exchange.headers.get(name) === undefined),
      ...requiredQuery.filter((name) => !query.has(name)),
    ];
    if (missing.length > 0) {
      const message = `Missing required request parameters: [${missing.join(', ')}]`;
      this.#refuse(exchange, 'BAD_REQUEST_PARAMETERS', message);
      return;
    }
    const { integration } = exchange.match.method;
    if (integration instanceof MockIntegration) {
      const isBinaryBody = isBinary(this.settings, exchange.headers.get('content-type'));
      if (integration.takes(isBinaryBody)) exchange.respond(integration.answer(exchange.headers, exchange.requestId));
      else this.#refuse(exchange, 'API_CONFIGURATION_ERROR');
      return;
    }
    this.#integrate(exchange, integration, proxyEvent(this.settings, exchange, authorizer, key, exchange.body));
  }

  #integrate(exchange: Exchange, { functionName, timeoutMs }: FunctionIntegration, payload: string): void {
    integrate(this.#scheduler, timeoutMs, this.#invoke, functionName, payload, (outcome) => {
      if (this.fault?.losesAnswer(functionName) === true) return exchange.lose();
      if (typeof outcome === 'string') return this.#refuse(exchange, outcome);
      const binary = isBinary(this.settings, exchange.headers.get('accept')?.split(',')[0]);
      const answer =
        outcome.functionError === undefined ? proxyAnswer(outcome.payload, exchange.requestId, binary) : undefined;
      if (answer === undefined) this.#refuse(exchange, 'INTEGRATION_FAILURE');
      else exchange.respond(answer);
    });
  }

  #refuse({ requestId, respond }: Exchange, type: GatewayResponseType, message?: string): void {
    respond(refuse(this.settings.responses, { type, requestId, ...(message !== undefined && { message }) }));
  }

  #compressed(answer: GatewayAnswer, headers: RequestHeaders): GatewayAnswer {
    const body = encodeBody(answer.body, this.settings.minimumCompressionSize, headers.get('accept-encoding'));
    return body === undefined
      ? answer
      : { ...answer, body, headers: [...answer.headers, ['content-encoding', 'gzip']] };
  }
}
