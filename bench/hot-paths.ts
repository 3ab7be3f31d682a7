import { seededRandom } from '../core/random.ts';
import type { prepareEntries } from '../lambdas/ingest/prepare-entries.ts';
import type { processBatch } from '../lambdas/shared/batch/process-batch.ts';
import type { RecordDefinition } from '../lambdas/shared/batch/read-record.ts';
import { mixedBody, pingRecords } from './bodies.ts';
import { type Ratio, ratios } from './ratios.ts';

const STAMPS = { playerId: 'player-1', receivedAt: '2026-06-01T10:00:00.456Z' };

/** What is measured: as bundled, with validators compiled ahead of time. */
export interface HotPaths {
  readonly prepareEntries: typeof prepareEntries;
  readonly processBatch: typeof processBatch;
  readonly locationPinged: RecordDefinition;
}

/** Ingest: body string in to entries ready out, against a bare `JSON.parse` of the same body. */
export async function benchIngest({ prepareEntries }: HotPaths): Promise<readonly Ratio[]> {
  const body = mixedBody(seededRandom(1));
  const { entries, results } = prepareEntries(body, STAMPS);
  if (results.some(({ outcome }) => outcome !== 'accepted') || entries.length !== 6)
    throw new Error('the body is not valid');
  console.log(`body: ${Buffer.byteLength(body)} bytes, 100 events`);
  return ratios('JSON.parse', {
    'JSON.parse': () => JSON.parse(body),
    prepareEntries: () => prepareEntries(body, STAMPS),
  });
}

/** The handler loop on a batch, effects left out, against base64 and `JSON.parse` of its records. */
export async function benchHandler({ processBatch, locationPinged }: HotPaths): Promise<readonly Ratio[]> {
  const records = pingRecords(seededRandom(1), 100, 17);
  const nothing = () => undefined;
  const ports = {
    clock: { now: () => 1_780_308_000_000 },
    quarantine: { sendMessage: () => Promise.reject(new Error('nothing here is invalid')) },
    quarantineQueueUrl: '',
    log: { info: nothing, warn: nothing, error: nothing },
    metrics: { record: nothing },
  };
  const batch = (validateStamped: HotPaths['locationPinged']['validateStamped']) => ({
    definition: { ...locationPinged, validateStamped },
    apply: (events: readonly unknown[]) =>
      Promise.resolve({ results: events.map(() => ({ kind: 'applied' }) as const), waiting: [] }),
    attempts: { suspectOf: () => undefined, begin: () => Promise.resolve(1), end: () => Promise.resolve() },
    deadline: { leaves: () => true },
    isProven: () => true,
    ports,
    requestId: 'benchmark',
  });
  return ratios('base64 and JSON.parse', {
    'base64 and JSON.parse': () => {
      for (const { kinesis } of records) JSON.parse(Buffer.from(kinesis.data, 'base64').toString('utf8'));
    },
    'handler loop, every event validated': () => processBatch(records, batch(locationPinged.validateStamped)),
    'handler loop, without validation': () => processBatch(records, batch(nothing)),
  });
}
