import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { synthesizeInWorker } from '../build/synthesis/synthesize-in-worker.ts';
import { catalog } from '../catalog/index.ts';
import { EVENT_SOURCE } from '../core/chain/bus-entry-source.ts';
import { seededRandom } from '../core/random.ts';
import { VirtualScheduler } from '../core/scheduler/virtual-scheduler.ts';
import { prepareEntries } from '../lambdas/ingest/prepare-entries.ts';
import { createCloud } from '../local/aws/runtime/create-cloud.ts';
import { buildStack } from '../local/aws/template/build.ts';
import { loadAssembly } from '../local/aws/template/load.ts';
import { EventLedger } from '../local/start/ledger/event-ledger.ts';
import { mixedBody } from './bodies.ts';

const ROUNDS = 400;
const BODIES = 20;

/**
 * CPU time that routing takes of 100 events: the template's rules matched and their streams written, entries taken and
 * parsed before. On a virtual clock, with no function run.
 */
export async function benchRouting(): Promise<{ readonly microsecondsPerHundredEvents: number }> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-bench-'));
  try {
    const { template, assets } = await loadAssembly(await synthesizeInWorker('load', directory));
    const scheduler = new VirtualScheduler(Date.UTC(2026, 5, 1, 12));
    const account = new EventLedger(
      catalog.map(({ type }) => type),
      () => {},
    );
    const { cloud } = createCloud({
      assets,
      observers: { bus: account, gateway: account, mapping: account },
      scheduler,
      random: seededRandom(1),
      awsUrl: 'http://127.0.0.1:1',
      region: 'us-east-1',
      poll: 'immediate',
      maxEnvironments: 1,
      log: () => {},
    });
    buildStack(template, cloud);
    const [bus] = cloud.buses.all();
    if (bus === undefined) throw new Error('the template has no bus');
    const random = seededRandom(1);
    const requests = Array.from({ length: BODIES }, (_, index) =>
      prepareEntries(mixedBody(random), { playerId: `player-${index}`, receivedAt: '2026-06-01T10:00:00.456Z' }),
    ).map(({ entries }) =>
      entries.map(({ type, detail }) => ({
        source: EVENT_SOURCE,
        detailType: type,
        detailText: detail,
        detail: JSON.parse(detail),
        resources: [],
        eventBusName: bus.name,
        time: undefined,
      })),
    );
    let spent = 0;
    for (let round = -ROUNDS; round < ROUNDS; round += 1) {
      for (const entry of requests[Math.abs(round) % BODIES] ?? []) bus.put(entry);
      const before = process.cpuUsage();
      scheduler.advance(20);
      const { user, system } = process.cpuUsage(before);
      // The first half warms up.
      if (round >= 0) spent += user + system;
    }
    return { microsecondsPerHundredEvents: Math.round(spent / ROUNDS) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
