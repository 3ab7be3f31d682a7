import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Caller } from '../shared/api-handler.ts';
import type { LogPort, MetricsPort } from '../shared/ports.ts';
import { readBody, requireJson } from '../shared/read-body.ts';
import { respond } from '../shared/respond.ts';
import type { IngestResult } from './event-result.ts';
import type { EventRules } from './event-rules.ts';
import { BODY_LIMITS } from './limits.ts';
import { measureResults } from './measure-results.ts';
import type { PlayerBrake } from './player-brake.ts';
import { prepareEntries } from './prepare-entries.ts';
import { type EntryOutcome, type PublishPorts, publish } from './publish.ts';

export interface IngestPorts extends PublishPorts {
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly brake: PlayerBrake;
  /** @default every version of the catalog's types */
  readonly rules?: EventRules;
}

type Request = Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'headers'>;

/** `POST /v1/events`: validates each event, publishes the valid ones, answers for each. */
export async function ingestEvents(
  request: Request,
  { playerId }: Pick<Caller, 'playerId'>,
  ports: IngestPorts,
): Promise<APIGatewayProxyResult> {
  const receivedAt = new Date(ports.clock.now()).toISOString();
  requireJson(request);
  const playerEventsLeft = ports.brake.left(playerId);
  const stamps = { playerId, receivedAt, playerEventsLeft };
  const prepared = prepareEntries(readBody(request, BODY_LIMITS), stamps, ports.rules);
  ports.brake.take(playerId, prepared.admitted);
  const outcomes = await publish(prepared.entries, ports);

  const results = [...prepared.results];
  for (const [position, entry] of prepared.entries.entries()) {
    for (const index of entry.indices) results[index] = published(results[index], outcomes[position]);
  }
  for (const [index, first] of prepared.repeats) results[index] = { ...results[first], index } as IngestResult;
  measureResults(results, prepared.types, ports.metrics);
  return answer(results);
}

/** How long a client waits at least before it sends an event again. */
const RETRY_AFTER_MS = {
  bus_throttled: 2_000,
  shed: 5_000,
  publish_failed: 2_000,
  publish_deadline: 2_000,
  unconfirmed: 1_000,
} as const;

const MESSAGES = {
  bus_throttled: 'over the quota of the event bus; send it again later',
  shed: 'refused under load; send it again later, or drop it for a newer one',
  publish_failed: 'the event bus did not take it; send it again later',
  publish_deadline: 'the event bus was too slow for its turn to come, and did not get it; send it again later',
  unconfirmed: 'the event bus did not answer; send it again, the same event has one effect',
} as const;

function published(result: IngestResult | undefined, outcome: EntryOutcome = 'unconfirmed'): IngestResult {
  const { index = 0, id = null } = result ?? {};
  if (outcome === 'accepted') return { index, id, outcome };
  const message = MESSAGES[outcome];
  const retryAfterMs = RETRY_AFTER_MS[outcome];
  if (outcome === 'shed') return { index, id, outcome, code: 'bus_throttled', message, retryAfterMs };
  return { index, id, outcome: 'throttled', code: outcome, message, retryAfterMs };
}

const QUOTAS: ReadonlySet<string> = new Set(['bus_throttled', 'player_rate']);

/** 202 if any was accepted; else 429 (quota) or 503 (load) if any may come again; else 400. */
function answer(results: readonly IngestResult[]): APIGatewayProxyResult {
  const body = { results };
  const again = results.filter(({ outcome }) => outcome === 'throttled' || outcome === 'shed');
  const retryAfterMs = Math.max(0, ...again.map((result) => result.retryAfterMs ?? 0));
  const headers: Record<string, string> =
    again.length === 0 ? {} : { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) };
  if (results.some(({ outcome }) => outcome === 'accepted')) return respond(202, body, headers);
  if (again.length === 0) return respond(400, body);
  const overQuota = again.some(({ outcome, code = '' }) => outcome === 'throttled' && QUOTAS.has(code));
  return respond(overQuota ? 429 : 503, body, headers);
}
