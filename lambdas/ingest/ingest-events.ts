import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { Caller } from '../shared/http/authenticate.ts';
import { readBody, requireJson } from '../shared/http/read-body.ts';
import { respond } from '../shared/http/respond.ts';
import type { LogPort, MetricsPort } from '../shared/ports.ts';
import { headOf, resultOf } from './answer.ts';
import type { EntryOutcome, IngestResult } from './event-result.ts';
import type { EventRules } from './event-rules.ts';
import { BODY_LIMITS } from './limits.ts';
import { measureResults } from './measure-results.ts';
import type { PlayerBrake } from './player-brake.ts';
import { prepareEntries } from './prepare-entries.ts';
import { type PublishPorts, publish } from './publish.ts';

export interface IngestPorts extends PublishPorts {
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly brake: PlayerBrake;
  /** @default every version of the catalog's types */
  readonly rules?: EventRules;
}

type Request = Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'headers'>;

/** `POST /v1/events`: validates each event, publishes the valid ones, returns a result for each. */
export async function ingestEvents(
  request: Request,
  { playerId }: Pick<Caller, 'playerId'>,
  ports: IngestPorts,
): Promise<APIGatewayProxyResult> {
  const receivedAt = new Date(ports.clock.now()).toISOString();
  requireJson(request);
  const playerEventsRemaining = ports.brake.remaining(playerId);
  const stamps = { playerId, receivedAt, playerEventsRemaining };
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

function published(result: IngestResult | undefined, outcome: EntryOutcome = 'unconfirmed'): IngestResult {
  const { index = 0, id = null } = result ?? {};
  return { index, id, ...resultOf(outcome) };
}

function answer(results: readonly IngestResult[]): APIGatewayProxyResult {
  const { statusCode, retryAfterMs } = headOf(results);
  const headers: Record<string, string> =
    retryAfterMs === 0 ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1_000)) };
  return respond(statusCode, { results }, headers);
}
