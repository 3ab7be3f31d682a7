import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ACCESS_LOG_BYTES,
  AUTHORIZE_LOG_BYTES,
  handlerLogBytes,
  INGEST_LOG_BYTES,
  LAMBDA_LINES_BYTES,
  QUERY_LOG_BYTES,
} from '../../core/capacity/model/log-bytes.ts';
import { seededRandom } from '../../core/random.ts';
import { isTraced, SHEDDABLE_SAMPLE } from '../../core/trace-sample.ts';
import { authorizeRequest } from '../../lambdas/authorize/authorize-request.ts';
import { AdmissionGate } from '../../lambdas/ingest/admission-gate.ts';
import { ingestEvents } from '../../lambdas/ingest/ingest-events.ts';
import { PlayerBrake } from '../../lambdas/ingest/player-brake.ts';
import { answerQuery } from '../../lambdas/query/answer-query.ts';
import { powertoolsLog } from '../../lambdas/shared/aws/powertools-log.ts';
import { powertoolsMetrics } from '../../lambdas/shared/aws/powertools-metrics.ts';
import { handleApi } from '../../lambdas/shared/http/api-handler.ts';
import { ACCESS_LOG_FORMAT } from '../../lib/api/access-log.ts';
import { HUNT_ID, STARTS_AT_MS, stamped, storeHunt } from '../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../helpers/game-table.ts';
import { ImpatientScheduler } from '../helpers/impatient-scheduler.ts';
import { outputOf } from '../helpers/output-of.ts';
import { proxyRequest } from '../helpers/proxy-request.ts';
import { recordingQuarantine } from '../helpers/recorders.ts';
import { CONTEXT, deliver, typeFunctions } from '../helpers/type-functions.ts';

const REQUEST_ID = 'b4c2f0de-91a7-4c1f-8a35-0f6a4b7f2c11';

/** Bytes of a log group: each line is an event, with its line feed. */
const bytesOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);

/** Within a twentieth, because the model is a mean; names and counts differ. */
function expectNear(assumed: number, written: number): void {
  expect(written / assumed).toBeGreaterThan(0.95);
  expect(written / assumed).toBeLessThan(1.05);
}

// Lambda gives each invocation a trace id, which Powertools writes.
beforeEach(() => {
  vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0');
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function ports() {
  const clock = new ImpatientScheduler(STARTS_AT_MS + 60_000);
  const { table } = gameTable(clock);
  await storeHunt(table);
  const [log, metrics] = [powertoolsLog('cairn'), powertoolsMetrics('prod')];
  return { clock, random: seededRandom(1), table, tableName: TABLE_NAME, log, metrics };
}

function request(parts: Parameters<typeof proxyRequest>[0]) {
  const event = proxyRequest(parts);
  return { ...event, requestContext: { ...event.requestContext, requestId: REQUEST_ID } };
}

describe('the bytes that the capacity model expects in the logs are about what is written', () => {
  it('by ingest, for a request of one type', async () => {
    const all = await ports();
    const bus = { putEvents: async () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'e' }] }) };
    const ingest = handleApi(all, (each, caller) =>
      ingestEvents(each, caller, {
        ...all,
        bus,
        eventBusName: 'b',
        brake: new PlayerBrake(all.clock),
        gate: new AdmissionGate({ unit: () => 0.5 }),
      }),
    );
    const data = { huntId: HUNT_ID, latitude: 55.95, longitude: -3.19, accuracyMeters: 5 };
    const event = { type: 'location.pinged', occurredAt: '2026-06-01T10:00:59Z', data };
    const events = Array.from({ length: 17 }, (_, n) => ({ ...event, id: `ping-000000000000000${n}` }));
    const written = await outputOf(async () => {
      const { statusCode } = await ingest(request({ body: JSON.stringify({ events }) }));
      expect(statusCode).toBe(202);
    });
    expect(written).toHaveLength(2);
    expectNear(INGEST_LOG_BYTES, LAMBDA_LINES_BYTES + bytesOf(written));
  });

  it('by query', async () => {
    const all = await ports();
    const query = handleApi(all, answerQuery(all));
    const resource = '/v1/hunts/{huntId}/leaderboard';
    const written = await outputOf(async () => {
      const { statusCode } = await query(request({ method: 'GET', resource, pathParameters: { huntId: HUNT_ID } }));
      expect(statusCode).toBe(200);
    });
    expectNear(QUERY_LOG_BYTES, LAMBDA_LINES_BYTES + bytesOf(written));
  });

  it('by the authorizer, which logs nothing for a valid token', async () => {
    const { log } = await ports();
    const authorize = authorizeRequest(async () => ({ playerId: 'ada', role: 'player' }), {
      log,
      countFault: async () => {},
    });
    const asked = {
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:us-east-1:111122223333:api/prod/POST/v1/events',
      headers: { authorization: 'Bearer t' },
      requestContext: { requestId: REQUEST_ID },
    } as unknown as APIGatewayRequestAuthorizerEvent;
    const written = await outputOf(async () => {
      await authorize(asked);
    });
    expect(LAMBDA_LINES_BYTES + bytesOf(written)).toBe(AUTHORIZE_LOG_BYTES);
  });

  it.each([1, 10, 100])('by a handler, in a batch of %d', async (records) => {
    const all = await ports();
    const functions = typeFunctions({ ...all, quarantine: recordingQuarantine(), quarantineQueueUrl: 'q' });
    // Each took 1,234 ms.
    const receivedAt = new Date(all.clock.now() - 1_234).toISOString();
    // Ids that the sample leaves out.
    const pings = Array.from({ length: 2 * records }, (_, n) => ({
      ...stamped(
        'location.pinged',
        { latitude: 55.95, longitude: -3.19, accuracyMeters: 5 },
        { playerId: `player-${n}`, id: `ping-${String(n).padStart(13, '0')}` },
      ),
      receivedAt,
    }))
      .filter(({ id }) => !isTraced(id, SHEDDABLE_SAMPLE))
      .slice(0, records);
    expect(pings).toHaveLength(records);
    const written = await outputOf(() => deliver(functions, pings, records));
    // The test's request id is shorter than AWS's.
    const idBytes = REQUEST_ID.length - CONTEXT.awsRequestId.length;
    expectNear(handlerLogBytes(1, records, 0), LAMBDA_LINES_BYTES + bytesOf(written) + idBytes);
  });

  it('by a handler that follows each event of a batch', async () => {
    const all = await ports();
    const functions = typeFunctions({ ...all, quarantine: recordingQuarantine(), quarantineQueueUrl: 'q' });
    const receivedAt = new Date(all.clock.now() - 1_234).toISOString();
    const views = Array.from({ length: 50 }, (_, n) => ({
      ...stamped('clue.viewed', { clueId: 'castle' }, { playerId: `player-${n}` }),
      receivedAt,
    }));
    const written = await outputOf(() => deliver(functions, views, 50));

    // The test's ids of request and entries are shorter than AWS's.
    const entryIds = views.reduce((sum, _, n) => sum + `bridge-${n}`.length, 0);
    const idBytes = REQUEST_ID.length - CONTEXT.awsRequestId.length + 50 * REQUEST_ID.length - entryIds;
    expectNear(handlerLogBytes(1, 50, 50), LAMBDA_LINES_BYTES + bytesOf(written) + idBytes);
  });

  it('by Lambda for each invocation, as its guide shows', () => {
    // lambda/latest/dg/nodejs-logging.html, with a duration and memory like ours.
    const lines = [
      `START RequestId: ${REQUEST_ID} Version: $LATEST`,
      `END RequestId: ${REQUEST_ID}`,
      `REPORT RequestId: ${REQUEST_ID}\tDuration: 40.12 ms\tBilled Duration: 41 ms\tMemory Size: 1024 MB\tMax Memory Used: 98 MB\t`,
    ];
    expectNear(LAMBDA_LINES_BYTES, bytesOf(lines));
  });

  it('by API Gateway in its access log', () => {
    const values: Readonly<Record<string, string>> = {
      requestId: REQUEST_ID,
      requestTimeEpoch: '1780308060000',
      stage: 'prod',
      httpMethod: 'POST',
      resourcePath: '/v1/events',
      status: '202',
      'error.responseType': '-',
      'identity.apiKeyId': 'a1b2c3d4e5',
      responseLength: '1340',
      responseLatency: '52',
      'integration.latency': '44',
      'integration.status': '200',
      'authorizer.latency': '-',
    };
    const format = String(ACCESS_LOG_FORMAT);
    const line = format.replaceAll(/\$context\.([\w.]+)/g, (_, name: string) => {
      expect(values).toHaveProperty([name]);
      return values[name] ?? '';
    });
    expectNear(ACCESS_LOG_BYTES, bytesOf([line]));
  });
});
