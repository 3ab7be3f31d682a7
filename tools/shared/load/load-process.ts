/** The generator's own process: receives options, sends intervals and the report, and ends with its parent. */
import { HttpTransport } from './http-transport.ts';
import { PreciseScheduler } from './precise-scheduler.ts';
import { DEFAULT_CONNECTIONS, type LoadOptions, type RunningLoad, startLoad } from './run-here.ts';
import type { FromLoadProcess, ToLoadProcess } from './run-load.ts';
import { warmUp } from './warm-up.ts';

let running: RunningLoad | undefined;
let stopped = false;

// The terminal sends Ctrl-C to both processes; the parent decides when to stop, so that the event ledger is still
// printed.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(1));
process.on('message', (message: ToLoadProcess) => {
  if (message.kind === 'stop') stop();
  else void run(message.options);
});

function stop(): void {
  stopped = true;
  running?.stop();
}

async function run(options: LoadOptions): Promise<void> {
  await warmUp(options);
  running = startLoad(options, {
    scheduler: new PreciseScheduler(),
    transport: new HttpTransport(options.url, options.maxConnections ?? DEFAULT_CONNECTIONS),
    onInterval: (interval) => send({ kind: 'interval', interval }),
    usage: () => {
      const { user, system } = process.cpuUsage();
      return { cpuSeconds: (user + system) / 1_000_000, rssBytes: process.memoryUsage.rss() };
    },
  });
  if (stopped) running.stop();
  const report = await running.report;
  send({ kind: 'report', report }, () => process.exit(0));
}

function send(message: FromLoadProcess, sent: () => void = () => {}): void {
  process.send?.(message, undefined, undefined, sent);
}
