import { RealScheduler } from '../core/scheduler/real-scheduler.ts';
import type { RuntimeMemory } from '../local/start/runtime-memory.ts';
import { startOwnRuntime } from '../tools/load/own-runtime.ts';
import { phonesOf } from './chain.ts';

export interface MemoryRun {
  readonly eventsPerSecond: number;
  readonly eventsPerRequest: number;
  readonly minutes: number;
}

export interface MemoryFigures {
  readonly sent: number;
  readonly accepted: number;
  readonly acceptedPerSecond: number;
  readonly unaccounted: number | null;
  readonly rssRestMiB: number;
  readonly rssAfterFiveMinutesMiB: number;
  readonly rssPeakMiB: number;
  /** Lowest and highest of the minutes after the first five, against the fifth. */
  readonly drift: string;
}

const STEADY_MINUTE = 5;
const MINUTE_MS = 60_000;

/**
 * What `npm start` grows by under load: stage `load` in a process of its own at a steady rate, the load generator in
 * another. Prints each minute the resident size of the runtime with its threads, and what its memory budget holds.
 */
export async function benchMemory({ eventsPerSecond, eventsPerRequest, minutes }: MemoryRun): Promise<MemoryFigures> {
  const runtime = await startOwnRuntime('load');
  try {
    const { awsUrl } = await page<{ readonly awsUrl: string }>(`${runtime.url}/local/health`);
    const memory = async () => (await page<{ readonly memory: RuntimeMemory }>(`${runtime.url}/local/stats`)).memory;
    const perform = await phonesOf({ url: runtime.url, awsUrl }, 'load', eventsPerRequest);
    const rest = await memory();
    const byMinute: number[] = [];
    const sampler = everyMinute(async () => {
      const now = await memory();
      byMinute.push(now.processBytes);
      console.log(`minute ${byMinute.length}: ${line(now)}`);
    });
    const { load, ledger } = await perform(eventsPerSecond, minutes * 60);
    sampler();
    const { sent, accepted } = load.events;
    const steady = byMinute.slice(STEADY_MINUTE - 1, minutes);
    const fifth = steady[0] ?? Number.NaN;
    const against = (bytes: number): string => `${(((bytes - fifth) / fifth) * 100).toFixed(1)} %`;
    return {
      sent,
      accepted,
      acceptedPerSecond: Math.round(accepted / (minutes * 60)),
      unaccounted: ledger.unaccounted,
      rssRestMiB: mib(rest.processBytes),
      rssAfterFiveMinutesMiB: mib(fifth),
      rssPeakMiB: mib(Math.max(...byMinute)),
      drift: `${against(Math.min(...steady))} to ${against(Math.max(...steady))}`,
    };
  } finally {
    await runtime.close();
  }
}

/** @returns ends it */
function everyMinute(run: () => Promise<void>): () => void {
  const scheduler = new RealScheduler();
  const startedAt = scheduler.now();
  let minute = 1;
  const next = (): (() => void) =>
    scheduler.schedule(startedAt + minute * MINUTE_MS - scheduler.now(), () => {
      minute += 1;
      cancel = next();
      // The run's own requests fail, and say so, where the runtime does not answer.
      run().catch((error: unknown) => console.error(String(error)));
    });
  let cancel = next();
  return () => cancel();
}

function line({ processBytes, history, waitingBytes, tables }: RuntimeMemory): string {
  const kept = Object.entries(history).map(([name, { bytes, letGo }]) => `${name} ${mib(bytes)} (${letGo} let go)`);
  const waiting = Object.entries(waitingBytes).map(([name, bytes]) => `${name} ${mib(bytes)}`);
  const items = Object.values(tables).map(({ items, bytes }) => `items ${items} (${mib(bytes)})`);
  return `${mib(processBytes)} MiB resident; MiB of ${[...kept, ...waiting, ...items].join(', ')}`;
}

async function page<Body>(url: string): Promise<Body> {
  const response = await fetch(url);
  return (await response.json()) as Body;
}

function mib(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}
