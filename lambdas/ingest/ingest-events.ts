import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { SHEDDABLE_SAMPLE, traceSample } from '../../core/trace-sample.ts';
import { EventHops } from '../shared/event-hops.ts';
import type { NoteFields } from '../shared/http/api-handler.ts';
import type { Caller } from '../shared/http/authenticate.ts';
import { readBody, requireJson } from '../shared/http/read-body.ts';
import { respond } from '../shared/http/respond.ts';
import type { LogPort, MetricsPort } from '../shared/ports.ts';
import type { AdmissionLevel } from '../shared/store/admission-item.ts';
import type { AdmissionGate } from './admission-gate.ts';
import { headOf, resultOf } from './answer.ts';
import type { EntryOutcome, IngestResult } from './event-result.ts';
import { ALL_VERSIONS, type EventRules } from './event-rules.ts';
import { BODY_LIMITS } from './limits.ts';
import { measureResults } from './measure-results.ts';
import type { PlayerBrake } from './player-brake.ts';
import { type PreparedRequest, prepareEntries } from './prepare-entries.ts';
import { type PublishPorts, publish } from './publish.ts';

export interface IngestPorts extends PublishPorts {
  readonly log: LogPort;
  readonly metrics: MetricsPort;
  readonly brake: PlayerBrake;
  readonly gate: AdmissionGate;
  /** Reads the governor's level. @default no governor acts */
  readonly readAdmission?: (() => Promise<AdmissionLevel>) | undefined;
  /** @default every version of the catalog's types */
  readonly rules?: EventRules;
}

type Request = Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'headers'>;

/**
 * `POST /v1/events`: validates each event, publishes the valid ones, returns a result for each.
 * @param note adds to the request's log line what became of its events @default logs nothing of them
 */
export async function ingestEvents(
  request: Request,
  { playerId }: Pick<Caller, 'playerId'>,
  ports: IngestPorts,
  note: NoteFields = () => {},
): Promise<APIGatewayProxyResult> {
  const { clock, gate, readAdmission } = ports;
  const now = clock.now();
  const receivedAt = new Date(now).toISOString();
  if (readAdmission !== undefined && gate.begins(now)) refresh(gate, readAdmission);
  requireJson(request);
  const playerEventsRemaining = ports.brake.remaining(playerId);
  const stamps = { playerId, receivedAt, playerEventsRemaining, admit: gate.request(now) };
  const prepared = prepareEntries(readBody(request, BODY_LIMITS), stamps, ports.rules);
  ports.brake.take(playerId, prepared.admitted);
  const { outcomes, entryIds } = await publish(prepared.entries, ports);
  gate.published(outcomes, clock.now());

  const results = [...prepared.results];
  for (const [position, entry] of prepared.entries.entries()) {
    for (const index of entry.indices) results[index] = published(results[index], outcomes[position]);
  }
  for (const [index, first] of prepared.repeats) results[index] = { ...results[first], index } as IngestResult;
  measureResults(results, prepared.types, ports.metrics);
  const [events] = hopsOf(results, prepared, entryIds, ports.rules ?? ALL_VERSIONS).lines();
  if (events !== undefined) note({ events });
  return answer(results);
}

/** Begins a read that nothing waits for. If it fails, the last level holds until it is no longer valid. */
function refresh(gate: AdmissionGate, read: () => Promise<AdmissionLevel>): void {
  read().then(
    (level) => gate.received(level),
    () => {},
  );
}

/** A request has at most as many events as one line has ids. */
function hopsOf(
  results: readonly IngestResult[],
  { types, entries }: PreparedRequest,
  entryIds: readonly (string | undefined)[],
  { definitions }: EventRules,
): EventHops {
  const hops = new EventHops();
  const entryIdOf: (string | undefined)[] = [];
  for (const [position, { indices }] of entries.entries()) {
    for (const index of indices) entryIdOf[index] = entryIds[position];
  }
  for (const { index, id, outcome, code } of results) {
    if (id === null) continue;
    const priority = definitions.get(types[index] ?? '')?.priority;
    // Anything could be sent under an unknown type, so it is sampled too.
    const oneIn = priority === undefined ? SHEDDABLE_SAMPLE : traceSample(priority);
    hops.add(id, oneIn, { entryId: entryIdOf[index], outcome, code });
  }
  return hops;
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
