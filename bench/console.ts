import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { RealScheduler } from '../core/scheduler/real-scheduler.ts';
import type { Cancel, Scheduler } from '../core/scheduler/scheduler.ts';
import { MemoryBudget } from '../local/aws/services/memory/memory-budget.ts';
import { Console } from '../local/start/console/console.ts';
import { GovernorWatch } from '../local/start/console/governor-watch.ts';
import { bundlePage, CONSOLE_PATH, PageFiles } from '../local/start/console/page-files.ts';
import { EventJournal } from '../local/start/journal/event-journal.ts';
import type { Runtime } from '../local/start/runtime.ts';
import { phonesOf } from './chain.ts';
import { withRuntime } from './with-runtime.ts';

const FULL = { stage: 'load', poll: 'immediate' } as const;
const SECONDS = Number(process.env.BENCH_SECONDS ?? 30);
const REPLAY_MS = 250;
/** Where Debian has it. */
const { CHROMIUM_PATH = '/usr/bin/chromium' } = process.env;

export interface PublisherFigures {
  readonly eventsPerSecond: number;
  readonly acceptedPerSecond: number;
  /** Of a core, of the publisher's own rounds. */
  readonly publisherPercent: number;
  readonly kilobytesPerSecond: number;
}

/** The bytes that a browser loads, compressed. */
export async function benchPage() {
  const { script, style } = await bundlePage();
  const started = performance.now();
  await bundlePage();
  return {
    bundleMs: Math.round(performance.now() - started),
    scriptBytes: gzipSync(script).length,
    styleBytes: gzipSync(style).length,
  };
}

/** What the publisher costs with one viewer that draws nothing, and what it sends. */
export async function benchPublisher(eventsPerSecond: number): Promise<PublisherFigures> {
  const { figures } = await recorded(eventsPerSecond);
  return figures;
}

interface Recording {
  readonly figures: PublisherFigures;
  /** What the viewer got, in order. */
  readonly texts: readonly string[];
}

/** Runs the chain at a rate with one viewer, and keeps what it got. */
function recorded(eventsPerSecond: number): Promise<Recording> {
  return withRuntime(FULL, async ({ runtime }) => {
    const perform = await phonesOf({ url: runtime.url, awsUrl: runtime.awsUrl }, FULL.stage, 100);
    const timed = new TimedScheduler();
    const texts: string[] = [];
    const close = consoleOf(runtime, timed).follow(`${CONSOLE_PATH}feed`)?.((text) => {
      texts.push(text);
      return true;
    });
    timed.usedMs = 0;
    const started = performance.now();
    const { load } = await perform(eventsPerSecond, SECONDS);
    const passedMs = performance.now() - started;
    close?.();
    const bytes = texts.reduce((sum, text) => sum + text.length, 0);
    return {
      texts,
      figures: {
        eventsPerSecond,
        acceptedPerSecond: Math.round(load.events.accepted / SECONDS),
        publisherPercent: Math.round((timed.usedMs / passedMs) * 10_000) / 100,
        kilobytesPerSecond: Math.round(bytes / passedMs),
      },
    };
  });
}

function consoleOf(runtime: Runtime, scheduler: Scheduler): Console {
  return new Console({
    scheduler,
    startedAt: scheduler.now(),
    chain: () => ({ cloud: runtime.cloud, faults: runtime.faults, stageName: FULL.stage }),
    governor: new GovernorWatch(),
    ledger: () => runtime.stats(),
    journal: new EventJournal(scheduler, new MemoryBudget().share('journal', 1 / 8)),
    game: { players: () => undefined },
  });
}

/** Adds up the processor time of what it calls: on a busy machine the time that passes says nothing. */
class TimedScheduler implements Scheduler {
  readonly #real = new RealScheduler();
  usedMs = 0;

  now(): number {
    return this.#real.now();
  }

  schedule(delayMs: number, run: () => void): Cancel {
    return this.#real.schedule(delayMs, () => {
      const before = process.threadCpuUsage();
      run();
      const { user, system } = process.threadCpuUsage(before);
      this.usedMs += (user + system) / 1_000;
    });
  }
}

export interface DrawingFigures {
  readonly framesPerSecond: number;
  /** Tasks of the main thread above 50 ms. */
  readonly longTasks: number;
  readonly longestTaskMs: number;
  readonly heapGrowthMiB: number;
}

/**
 * How the page draws a recorded feed of so many events a second, with no chain beside it.
 * @param minutes the recording is repeated for so long
 */
export async function benchDrawing(eventsPerSecond: number, minutes: number): Promise<DrawingFigures> {
  const { texts } = await recorded(eventsPerSecond);
  const server = await replaying(texts);
  const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
    await page.goto(server.url);
    await page.locator('.hop').first().waitFor();
    await page.evaluate(OBSERVE);
    const heap = async (): Promise<number> => {
      const session = await page.context().newCDPSession(page);
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    await wait(10_000);
    const before = await heap();
    await page.evaluate('seen.frames = 0; seen.tasks = []; seen.from = performance.now()');
    await wait(minutes * 60_000);
    const seen = (await page.evaluate('({ ...seen, to: performance.now() })')) as Seen;
    return {
      framesPerSecond: Math.round((seen.frames / (seen.to - seen.from)) * 10_000) / 10,
      longTasks: seen.tasks.length,
      longestTaskMs: Math.round(Math.max(0, ...seen.tasks)),
      heapGrowthMiB: Math.round(((await heap()) - before) / 104_857.6) / 10,
    };
  } finally {
    await browser.close();
    server.close();
  }
}

interface Seen {
  readonly frames: number;
  readonly tasks: readonly number[];
  readonly from: number;
  readonly to: number;
}

const OBSERVE = `
globalThis.seen = { frames: 0, tasks: [], from: performance.now() };
const frame = () => { seen.frames += 1; requestAnimationFrame(frame); };
requestAnimationFrame(frame);
new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) seen.tasks.push(duration); })
  .observe({ entryTypes: ['longtask'] });
`;

/** Serves the page, and the recording again and again, four texts a second. */
async function replaying(texts: readonly string[]): Promise<{ readonly url: string; close(): void }> {
  const files = new PageFiles();
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/';
    if (url !== `${CONSOLE_PATH}feed`) {
      const answer = await files.answer(url);
      response.writeHead(answer?.status ?? 404, Object.fromEntries(answer?.headers ?? []));
      response.end(answer?.body);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let next = 0;
    const timer = setInterval(() => {
      response.write(texts[next % texts.length] ?? '');
      next += 1;
    }, REPLAY_MS);
    response.once('close', () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
