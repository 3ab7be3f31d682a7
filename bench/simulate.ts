import { catalog } from '../catalog/index.ts';
import { stages } from '../catalog/stages.ts';
import type { Chain } from '../core/capacity/plan/settings.ts';
import { simulate } from '../tools/simulate/simulate.ts';

export interface SimulationFigures {
  readonly run: string;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly eventsPerSecond: number;
  readonly records: number;
  /** Resident size when a tenth was played, and at the end. */
  readonly rssAfterTenthMiB: number;
  readonly rssMiB: number;
}

const MEBIBYTE = 1_048_576;

/** Single events as every type's: sized for that many records. */
const SINGLE: Chain = {
  types: catalog.map((type) => ({ ...type, traffic: { ...type.traffic, meanEventsPerRequest: 1 } })),
  stage: { ...stages.prod, trafficScale: 0.8, throttle: { requestsPerSecond: 10_000, burst: 5_000 } },
};

/** An hour of stage prod at 10,000 events/s in requests of twenty, and a minute of single events. */
export async function benchSimulate(): Promise<SimulationFigures[]> {
  return [
    await played('one hour, 10,000 events/s in requests of 20', { types: catalog, stage: stages.prod }, 3_600, 20),
    await played('one minute, 8,000 events/s, each in a request of its own', SINGLE, 60, 1),
  ];
}

async function played(
  run: string,
  chain: Chain,
  seconds: number,
  eventsPerRequest: number,
): Promise<SimulationFigures> {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  let rssAfterTenth = 0;
  const report = await simulate({
    name: run,
    chain,
    seconds,
    traffic: { eventsPerRequest },
    onProgress: (at) => {
      if (at < seconds / 10) rssAfterTenth = process.memoryUsage.rss();
    },
  });
  const used = process.cpuUsage(cpu);
  const cpuSeconds = (used.user + used.system) / 1e6;
  return {
    run,
    cpuSeconds: Math.round(cpuSeconds * 10) / 10,
    wallSeconds: Math.round((performance.now() - started) / 100) / 10,
    eventsPerSecond: Math.round(report.events.processed / cpuSeconds),
    records: report.types.reduce((sum, { records }) => sum + records, 0),
    rssAfterTenthMiB: Math.round(rssAfterTenth / MEBIBYTE),
    rssMiB: Math.round(process.memoryUsage.rss() / MEBIBYTE),
  };
}
