import { catalog } from '../catalog/index.ts';
import { stages } from '../catalog/stages.ts';
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

/** An hour of stage prod at 10,000 events/s in requests of twenty, and a minute of single events. */
export async function benchSimulate(): Promise<SimulationFigures[]> {
  return [
    await played('one hour at 10,000 events/s in requests of 20', 3_600, 20),
    await played('one minute at 10,000 events/s, each in a request of its own', 60, 1),
  ];
}

async function played(run: string, seconds: number, eventsPerRequest: number): Promise<SimulationFigures> {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  let rssAfterTenth = 0;
  // Single events need ten times the requests that stage prod admits.
  const stage = { ...stages.prod, throttle: { requestsPerSecond: 20_000, burst: 20_000 } };
  const report = await simulate({
    name: run,
    chain: { types: catalog, stage: eventsPerRequest === 1 ? stage : stages.prod },
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
