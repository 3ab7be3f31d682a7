import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { catalog } from '../catalog/index.ts';
import type { BatchSizes } from '../tools/shared/load/batch.ts';
import { mixOf } from '../tools/shared/load/mix.ts';
import { profileNamed } from '../tools/shared/load/profile.ts';
import { runLoad } from '../tools/shared/load/run-load.ts';

export interface GeneratorFigures {
  readonly bodies: string;
  readonly gzip: string;
  readonly eventsPerSecond: number;
  readonly requestsPerSecond: number;
  readonly unsent: number;
  /** Of one core, while at this rate. */
  readonly cpuShare: number;
  /** What one core would make at this cost. */
  readonly eventsPerCpuSecond: number;
  readonly scheduleErrorP50Ms: number;
  readonly scheduleErrorP99Ms: number;
  readonly rssMiB: number;
}

const PHONES = 500;

/** The load generator against a sink in another process: what it costs, and how late it sends. */
export async function benchLoad(eventsPerSecond: number, seconds: number): Promise<readonly GeneratorFigures[]> {
  const sink = fork(fileURLToPath(new URL('./sink.ts', import.meta.url)), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  try {
    const [port] = await once(sink, 'message');
    const figures: GeneratorFigures[] = [];
    for (const [batch, gzipShare] of [
      [{ kind: 'mixed', low: 100, high: 100 }, 0],
      [{ kind: 'mixed', low: 20, high: 20 }, 0],
      [{ kind: 'catalog' }, 0],
    ] as const satisfies readonly (readonly [BatchSizes, number])[]) {
      const report = await runLoad({
        url: `http://127.0.0.1:${port}`,
        phones: Array.from({ length: PHONES }, (_, index) => ({ token: `token-of-${index}`, apiKey: 'key' })),
        hunt: {
          huntId: 'edinburgh-old-town-and-holyrood-park-midsummer-2026-finals',
          clues: [{ clueId: 'the-dog-who-waited-for-fourteen-years', answer: 'Bobby' }],
          treasures: [{ treasureId: 'the-silver-casket', latitude: 55.95, longitude: -3.19 }],
        },
        templates: catalog.map(({ type, example, traffic }) => ({ type, example, meanBytes: traffic.meanBytes })),
        mix: mixOf(catalog),
        segments: profileNamed('constant', eventsPerSecond, seconds),
        batch,
        gzipShare,
        reconnectShare: 0.02,
      });
      const { events, generator, requests, scheduleErrorMs } = report;
      figures.push({
        bodies: batch.kind === 'catalog' ? `catalog (${requests.meanEvents.toFixed(1)})` : `${batch.low} events`,
        gzip: `${gzipShare * 100} %`,
        eventsPerSecond: Math.round(events.accepted / seconds),
        requestsPerSecond: Math.round(requests.sent / seconds),
        unsent: events.unsent,
        cpuShare: Math.round((generator.cpuSeconds / seconds) * 1_000) / 1_000,
        eventsPerCpuSecond: Math.round(generator.eventsPerCpuSecond),
        scheduleErrorP50Ms: scheduleErrorMs.p50,
        scheduleErrorP99Ms: scheduleErrorMs.p99,
        rssMiB: Math.round(generator.peakRssMiB),
      });
    }
    return figures;
  } finally {
    sink.disconnect();
  }
}
