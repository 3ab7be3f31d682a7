import path from 'node:path';
import { Command } from 'commander';
import { ROOT } from '../../build/repository.ts';
import { InputError } from '../../core/errors.ts';
import { duration } from '../shared/quantities.ts';
import { findPrometheus } from './find-prometheus.ts';

interface Options {
  readonly url: string;
  /** Seconds. */
  readonly scrapeInterval: number;
}

export interface MonitoringSeams {
  readonly print: (text: string) => void;
  /** Where programs are looked for, as in the variable PATH. */
  readonly searchPath: () => string;
  /** Resolves when a person wants it to end. */
  readonly interrupted: () => Promise<void>;
}

const SEAMS: MonitoringSeams = {
  print: console.log,
  searchPath: () => process.env.PATH ?? '',
  interrupted: () =>
    new Promise((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    }),
};

/** `npm run monitoring`: a Prometheus that scrapes the running runtime. `npm run monitoring:files` writes `monitoring/`. */
export function command(seams: MonitoringSeams = SEAMS): Command {
  return new Command('monitoring')
    .description('starts a Prometheus on the running local runtime, with its alarms as rules')
    .option('--url <address>', 'of the runtime, as npm start prints it', 'http://127.0.0.1:3000')
    .option('--scrape-interval <time>', 'between two scrapes', duration('--scrape-interval', 1, 60), 15)
    .action((options: Options) => watch(options, seams))
    .addCommand(
      new Command('files')
        .description('writes monitoring/: Prometheus, YACE and Grafana files of every stage')
        .action(() => writeFolder(seams.print)),
    );
}

async function watch({ url, scrapeInterval }: Options, seams: MonitoringSeams): Promise<void> {
  const program = findPrometheus(seams.searchPath());
  const { runningStage } = await import('./running-stage.ts');
  const stage = await runningStage(url);
  const [{ prometheusConfig }, { FOLDER }, { runPrometheus }] = await Promise.all([
    import('./files/prometheus.ts'),
    import('./files/folder.ts'),
    import('./run-prometheus.ts'),
  ]);
  const rules = path.join(ROOT, FOLDER, 'rules', `${stage}.yml`);
  const config = prometheusConfig({
    stage,
    rules,
    target: new URL(url).host,
    scrapeSeconds: Math.ceil(scrapeInterval),
  });
  const prometheus = await runPrometheus(program, config);
  seams.print(`Prometheus ${prometheus.url} (stage ${stage}, scrapes ${url}/metrics every ${scrapeInterval} s)`);
  seams.print(`alerts ${prometheus.url}/alerts`);
  seams.print('press Ctrl-C to stop; its data is deleted then');
  const failed = prometheus.ended.then(() => true);
  const stopped = await Promise.race([failed, seams.interrupted().then(() => false)]);
  if (stopped) {
    throw new InputError({
      input: 'prometheus',
      received: `${program}, which ended`,
      allowed: 'a Prometheus that runs',
      remedy: 'Start it by hand with monitoring/prometheus to see its log.',
    });
  }
  await prometheus.stop();
}

async function writeFolder(print: (text: string) => void): Promise<void> {
  const [{ monitoringFiles }, { writeFiles, FOLDER }] = await Promise.all([
    import('./files/files.ts'),
    import('./files/folder.ts'),
  ]);
  const written = writeFiles(path.join(ROOT, FOLDER), monitoringFiles());
  for (const line of written) print(line);
  if (written.length === 0) print(`${FOLDER}/ is fresh`);
}
