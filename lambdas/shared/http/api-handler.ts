import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Clock } from '../../../core/scheduler/scheduler.ts';
import { errorName } from '../error-name.ts';
import type { LogFields, LogPort } from '../ports.ts';
import type { Authenticate, Caller } from './authenticate.ts';
import { authorizationOf } from './authorization-header.ts';
import { headerOf } from './header-of.ts';
import { HttpError, respondError } from './respond.ts';

export interface ApiPorts {
  readonly clock: Clock;
  readonly log: LogPort;
  /**
   * Checks tokens in the function if the gateway in front has no authorizer.
   * @default the authorizer's result counts
   */
  readonly authenticate?: Authenticate | undefined;
  /** Origins whose pages may read the answers. @default none */
  readonly corsOrigins?: readonly string[];
}

/** Adds fields to the request's log line. */
export type NoteFields = (fields: Pick<LogFields, 'events'>) => void;

export type ApiHandler = (request: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/**
 * Wraps an API function into a Lambda handler: determines the caller, answers errors in one form without stacks, logs
 * one line a request.
 */
export function handleApi(
  { clock, log, authenticate, corsOrigins = [] }: ApiPorts,
  answer: (request: APIGatewayProxyEvent, caller: Caller, note: NoteFields) => Promise<APIGatewayProxyResult>,
): ApiHandler {
  const readable = (request: APIGatewayProxyEvent, result: APIGatewayProxyResult): APIGatewayProxyResult => ({
    ...result,
    headers: { ...result.headers, ...corsHeaders(corsOrigins, headerOf(request.headers, 'origin')) },
  });
  return async (request) => {
    const startedAt = clock.now();
    const route = `${request.httpMethod} ${request.resource}`;
    let fields: LogFields = { requestId: request.requestContext.requestId, route };
    try {
      const caller = authenticate ? await authenticate(authorizationOf(request.headers)) : callerOf(request);
      if (caller === undefined) throw new HttpError(401, 'unauthorized', 'send Authorization: Bearer <token>');
      fields = { ...fields, player: hashPlayer(caller.playerId) };
      const result = await answer(request, caller, (more) => {
        fields = { ...fields, ...more };
      });
      log.info('answered', { ...fields, status: result.statusCode, durationMs: clock.now() - startedAt });
      return readable(request, result);
    } catch (error) {
      if (error instanceof HttpError) {
        log.info('refused', { ...fields, status: error.statusCode, code: error.code });
        return readable(request, respondError(error));
      }
      if (KEY_ERRORS.has(errorName(error))) {
        log.error('token not checked', { ...fields, status: 503, errorName: errorName(error) });
        const message = 'the token could not be checked; send the same request again later';
        return respondError({ statusCode: 503, code: 'authorizer_unavailable', message }, { 'retry-after': '5' });
      }
      log.error('failed', { ...fields, status: 500, errorName: errorName(error) });
      const failed = { statusCode: 500, code: 'internal_error', message: 'the request failed; send it again' };
      return readable(request, respondError(failed));
    }
  };
}

/**
 * Answered as the gateway answers when the authorizer throws them (lib/api/gateway-responses.ts). Given by name, not
 * imported, because only emulators need the check.
 */
const KEY_ERRORS: ReadonlySet<string> = new Set(['KeysPendingError', 'KeysUnavailableError']);

function callerOf(request: APIGatewayProxyEvent): Caller | undefined {
  const playerId: unknown = request.requestContext.authorizer?.playerId;
  if (typeof playerId !== 'string' || playerId === '') return undefined;
  return { playerId, role: request.requestContext.authorizer?.role === 'organiser' ? 'organiser' : 'player' };
}

/** Identifies a player in the logs without revealing the id: a hash of 12 hexadecimal digits. */
function hashPlayer(playerId: string): string {
  return createHash('sha256').update(playerId).digest('hex').slice(0, 12);
}

/**
 * Headers that let a browser show an answer to a page of `origin`. Echoes only an origin in the list, and declares that
 * the answer depends on the origin, for caches (fetch.spec.whatwg.org, CORS protocol and HTTP caches).
 * @param origins empty if no page may call
 * @param origin of the request; a phone's app sends none
 */
function corsHeaders(origins: readonly string[], origin: string | undefined): Readonly<Record<string, string>> {
  if (origins.length === 0) return {};
  if (origin === undefined || !origins.includes(origin)) return { vary: 'Origin' };
  return { vary: 'Origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': 'Retry-After' };
}
