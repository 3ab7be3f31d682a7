import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { AdmissionGate } from '../../../lambdas/ingest/admission-gate.ts';
import { ingestEvents } from '../../../lambdas/ingest/ingest-events.ts';
import { PlayerBrake } from '../../../lambdas/ingest/player-brake.ts';
import { answerQuery } from '../../../lambdas/query/answer-query.ts';
import { powertoolsLog } from '../../../lambdas/shared/aws/powertools-log.ts';
import { powertoolsMetrics } from '../../../lambdas/shared/aws/powertools-metrics.ts';
import { handleApi } from '../../../lambdas/shared/http/api-handler.ts';
import { rawRecord, STARTS_AT_MS, stamped, storeHunt } from '../../helpers/game.ts';
import { gameTable, TABLE_NAME } from '../../helpers/game-table.ts';
import { ImpatientScheduler } from '../../helpers/impatient-scheduler.ts';
import { outputOf } from '../../helpers/output-of.ts';
import { proxyRequest } from '../../helpers/proxy-request.ts';
import { recordingQuarantine } from '../../helpers/recorders.ts';
import { CONTEXT, deliver, typeFunctions } from '../../helpers/type-functions.ts';

const CANARY = 'CANARY';

describe('the output of the functions', () => {
  it('contains no body, token, coordinate or player id, whatever fails', async () => {
    const lines = await outputOf(async () => {
      const clock = new ImpatientScheduler(STARTS_AT_MS + 60_000);
      const { table } = gameTable(clock);
      await storeHunt(table);
      const log = powertoolsLog('cairn');
      const metrics = powertoolsMetrics('test');
      const ports = { clock, random: seededRandom(1), table, tableName: TABLE_NAME, log, metrics };
      const throws = async () => {
        throw Object.assign(new Error(`failed on ${CANARY}`), { name: 'ValidationException' });
      };
      const ingest = (putEvents: () => Promise<object>) =>
        handleApi(ports, (request, caller) =>
          ingestEvents(request, caller, {
            ...ports,
            bus: { putEvents },
            eventBusName: 'b',
            brake: new PlayerBrake(clock),
            gate: new AdmissionGate({ unit: () => 0.5 }),
          }),
        );
      const caller = { playerId: `${CANARY}-player` };
      const headers = { Authorization: `Bearer ${CANARY}`, 'x-api-key': CANARY };
      // Ids of events and entries are logged: they are what somebody searches for.
      const event = { id: 'event-0000000000', type: 'location.pinged', occurredAt: '2026-06-01T10:00:00Z' };
      const data = { huntId: CANARY, latitude: 55.123456, longitude: -3.123456, accuracyMeters: 1 };
      const bodies = [
        `{"${CANARY}`,
        CANARY,
        JSON.stringify({
          events: [
            { ...event, data },
            { ...event, type: CANARY },
            { ...event, [CANARY]: 1 },
          ],
        }),
      ];
      for (const body of bodies) {
        await ingest(throws)(proxyRequest({ body, caller, headers }));
        await ingest(async () => ({ Entries: [{ EventId: `${CANARY} ${CANARY}` }] }))(
          proxyRequest({ body, caller, headers }),
        );
      }
      const query = handleApi(ports, answerQuery({ ...ports, table: { ...table, getItem: throws } }));
      const resource = '/v1/hunts/{huntId}';
      await query(proxyRequest({ method: 'GET', resource, pathParameters: { huntId: CANARY }, caller, headers }));
      await query(
        proxyRequest({
          method: 'PUT',
          resource,
          pathParameters: { huntId: CANARY },
          body: CANARY,
          caller: { ...caller, role: 'organiser' },
        }),
      );
      const functions = typeFunctions({ ...ports, quarantine: recordingQuarantine(), quarantineQueueUrl: CANARY });
      const failing = typeFunctions({
        ...ports,
        table: { ...table, getItem: throws, updateItem: throws },
        quarantine: { sendMessage: throws },
        quarantineQueueUrl: CANARY,
      });
      const ping = stamped(
        'location.pinged',
        { latitude: 55.123456, longitude: -3.123456, accuracyMeters: 1 },
        { playerId: caller.playerId },
      );
      await deliver(functions, [ping, { ...ping, data }]);
      const raw = rawRecord(Buffer.from(CANARY).toString('base64'), '1');
      await functions['location.pinged']?.({ Records: [raw] }, CONTEXT);
      await failing['location.pinged']?.({ Records: [raw] }, CONTEXT);
      await expect(deliver(failing, [ping])).rejects.toThrow('never ends');
    });
    expect(lines.length).toBeGreaterThan(20);
    const output = lines.join('\n');
    expect(output).toContain('ValidationException');
    expect(output).not.toContain(CANARY);
    expect(output).not.toContain(Buffer.from(CANARY).toString('base64'));
    expect(output).not.toMatch(/(55|-3)\.123/);
  });

  it('would show a canary if a log line contained it', async () => {
    const lines = await outputOf(() => powertoolsLog('cairn').info('x', { code: CANARY }));
    expect(lines.join('')).toContain(CANARY);
  });

  it('drops fields that are not on the list', async () => {
    const spread = { requestId: 'r', body: CANARY };
    const lines = await outputOf(() => powertoolsLog('cairn').info('x', spread));
    expect(lines.join('')).toContain('"requestId":"r"');
    expect(lines.join('')).not.toContain(CANARY);
  });

  it('has metrics with the dimensions stage, type and code, and no others', async () => {
    const lines = await outputOf(() => {
      const metrics = powertoolsMetrics('test');
      metrics.record({ type: 'hunt.joined', counts: { Processed: 2, Duplicates: 0 }, endToEndLatencyMs: [1, 2] });
      metrics.record({ type: 'unknown', code: 'unknown_type', counts: { Rejected: 1 } });
      metrics.record({ type: 'hunt.joined', counts: {} });
      metrics.record({ type: 'x', counts: {}, endToEndLatencyMs: Array(250).fill(7) });
    });
    const emitted = lines.map((line) => JSON.parse(line));
    expect(emitted[0]).toMatchObject({ stage: 'test', type: 'hunt.joined', Processed: 2, EndToEndLatency: [1, 2] });
    expect(emitted[0]._aws.CloudWatchMetrics[0].Namespace).toBe('Cairn');
    expect(emitted.map((line) => line._aws.CloudWatchMetrics[0].Dimensions)).toEqual([
      [['stage', 'type']],
      [['stage', 'type', 'code']],
      ...Array(3).fill([['stage', 'type']]),
    ]);
    expect(emitted.slice(2).flatMap((line) => line.EndToEndLatency)).toHaveLength(250);
    expect(emitted[0].service).toBeUndefined();
  });
});
