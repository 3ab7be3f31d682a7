import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { synthesizeInWorker } from '../bin/synthesize-in-worker.ts';
import { stages } from '../catalog/stages.ts';
import { randomId, seededRandom } from '../core/random.ts';
import { RealScheduler } from '../core/scheduler/real-scheduler.ts';
import { sleep } from '../core/scheduler/scheduler.ts';
import { ISSUER_DIRECTORY, loadOrCreateIssuer } from '../local/issuer/issuer.ts';
import { tokenSigner } from '../local/issuer/token-signer.ts';
import { type Runtime, startRuntime } from '../local/runtime/start.ts';
import { mixedBody } from './bodies.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '..');
const PLAYERS = 200;
const CLUES = Array.from({ length: 12 }, (_, index) => `clue-${index}`);
const TREASURES = ['treasure-0', 'treasure-1', 'treasure-2'];
const HUNT_ID = 'benchmark';

export interface ChainOptions {
  readonly eventsPerSecond: number;
  readonly seconds: number;
}

export interface ChainFigures {
  readonly readyMs: number;
  readonly sent: number;
  readonly accepted: number;
  readonly processed: number;
  /** sent − accepted − rejected − throttled − shed, and accepted − processed − dead-lettered − quarantined. */
  readonly unaccounted: number;
  readonly answerP50Ms: number;
  readonly answerP99Ms: number;
  readonly drainMs: number;
  readonly rssMiB: number;
  /** As DynamoDB bills them, the index included. */
  readonly writeUnitsPerThousandEvents: number;
  readonly readUnitsPerThousandEvents: number;
}

/**
 * Sends 100-event bodies of one player each at a fixed rate to the whole chain on this machine, the load generator in
 * the same process. Arrivals do not wait for answers; an answer's latency counts from when it should have been sent.
 */
export async function benchChain({ eventsPerSecond, seconds }: ChainOptions): Promise<ChainFigures> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-bench-'));
  const started = performance.now();
  const issuer = loadOrCreateIssuer(path.join(REPOSITORY, ISSUER_DIRECTORY));
  const scheduler = new RealScheduler();
  const token = tokenSigner(issuer, stages.dev.authentication, scheduler, 3_600);
  const assemblyDirectory = await synthesizeInWorker('dev', directory);
  const runtime = await startRuntime({
    assemblyDirectory,
    port: 0,
    awsPort: 0,
    signToken: ({ player, role }) => token(player, role),
  });
  const readyMs = performance.now() - started;
  try {
    await createHunt(runtime, await token('organiser', 'organiser'));
    const tokens = await Promise.all(Array.from({ length: PLAYERS }, (_, index) => token(`player-${index}`)));
    const random = seededRandom(1);
    const intervalMs = 100_000 / eventsPerSecond;
    const requests = Math.round((eventsPerSecond * seconds) / 100);
    const latencies: number[] = [];
    let failed = 0;
    const pending: Promise<void>[] = [];
    const start = performance.now();
    for (let index = 0; index < requests; index += 1) {
      const due = start + index * intervalMs;
      const wait = due - performance.now();
      if (wait > 0) await sleep(scheduler, wait);
      const body = mixedBody(random, { huntId: HUNT_ID, clueIds: CLUES, treasureIds: TREASURES });
      pending.push(
        post(runtime, tokens[index % PLAYERS] ?? '', body).then((status) => {
          latencies.push(performance.now() - due);
          if (status !== 202) failed += 1;
        }),
      );
    }
    await Promise.all(pending);
    const drainStart = performance.now();
    const account = Object.values(await runtime.drain());
    const drainMs = performance.now() - drainStart;
    const sum = (pick: (counts: (typeof account)[number]) => number): number =>
      account.reduce((total, counts) => total + pick(counts), 0);
    const accepted = sum((counts) => counts.accepted);
    const answered = accepted + sum((counts) => counts.rejected + counts.throttled + counts.shed);
    const sent = requests * 100;
    const table = runtime.cloud.tables.named(runtime.stack.outputs.TableName);
    if (failed > 0) console.log(`${failed} requests were answered with another status than 202`);
    latencies.sort((a, b) => a - b);
    return {
      readyMs: Math.round(readyMs),
      sent,
      accepted,
      processed: sum((counts) => counts.processed),
      unaccounted: sent - answered + sum((counts) => counts.inFlight),
      answerP50Ms: percentile(latencies, 0.5),
      answerP99Ms: percentile(latencies, 0.99),
      drainMs: Math.round(drainMs),
      rssMiB: Math.round(process.memoryUsage().rss / 1_048_576),
      writeUnitsPerThousandEvents: Math.round((table.consumed.writeUnits / sent) * 1_000),
      readUnitsPerThousandEvents: Math.round((table.consumed.readUnits / sent) * 1_000),
    };
  } finally {
    await runtime.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function createHunt(runtime: Runtime, token: string): Promise<void> {
  const now = Date.now();
  const response = await fetch(`${runtime.url}/v1/hunts/${HUNT_ID}`, {
    method: 'PUT',
    headers: { 'x-api-key': runtime.apiKey, authorization: `Bearer ${token}` },
    body: JSON.stringify({
      name: 'Benchmark',
      startsAt: new Date(now - 1_000).toISOString(),
      endsAt: new Date(now + 3_600_000).toISOString(),
      clues: CLUES.map((clueId) => ({
        clueId,
        text: '?',
        answer: randomId(seededRandom(2)),
        points: 1,
        hint: '!',
        hintCost: 1,
      })),
      treasures: TREASURES.map((treasureId) => ({
        treasureId,
        latitude: 55.95,
        longitude: -3.15,
        radiusMeters: 5_000,
        points: 1,
        requiredClues: [],
      })),
    }),
  });
  if (!response.ok) throw new Error(`the hunt was not created: ${response.status} ${await response.text()}`);
}

async function post(runtime: Runtime, token: string, body: string): Promise<number> {
  const response = await fetch(`${runtime.url}/v1/events`, {
    method: 'POST',
    headers: {
      'x-api-key': runtime.apiKey,
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      // The gateway compresses answers for who accepts it; what is measured is the chain, not zlib.
      'accept-encoding': 'identity',
    },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

function percentile(sorted: readonly number[], share: number): number {
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 10) / 10;
}
