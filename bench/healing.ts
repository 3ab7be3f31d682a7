import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ROOT } from '../build/repository.ts';
import { closest } from '../core/closest.ts';
import { InputError } from '../core/errors.ts';
import { withBlocks } from '../tools/shared/generated-blocks.ts';
import { healingMarkdown, healingPicture, healingSummary, SITUATIONS } from './healing-report.ts';
import { HEALING_MODES, type HealingFigures, type HealingJob } from './healing-run.ts';

const WORKER = path.join(import.meta.dirname, 'healing-worker.ts');
const PAGES = { benchmarks: 'docs/benchmarks.md', summary: 'docs/self-healing.md' } as const;
const PICTURE = path.join(ROOT, 'docs/images/healing.svg');
/** What the README shows, and the longest objective of its types. */
const SHOWN = { scenario: 'heal-burst', objectiveMs: 5_000 } as const;

export interface Healing {
  /** From 1. */
  readonly seeds: number;
  readonly scenarios: readonly string[];
  /** Share of the stage's rates, in place of each scenario's own. @default the scenario's */
  readonly fraction?: number;
  /** Processes that play. ≥ 1 */
  readonly workers: number;
  /** Writes the docs, where all situations are played as they are shipped. */
  readonly writes: boolean;
  /** Called after each run. @default nothing */
  readonly played?: (run: HealingFigures) => void;
}

/** What `BENCH_SEEDS`, `BENCH_SCENARIOS`, `BENCH_FRACTION` and `BENCH_WRITES` set. @throws InputError */
export function healingOf(environment: NodeJS.ProcessEnv): Healing {
  const { BENCH_SEEDS: seeds = '20', BENCH_SCENARIOS: names, BENCH_FRACTION: fraction, BENCH_WRITES } = environment;
  const known = Object.keys(SITUATIONS);
  const scenarios = names === undefined ? known : names.split(',');
  for (const name of scenarios) {
    if (known.includes(name)) continue;
    const meant = closest(name, known);
    throw new InputError({
      input: 'BENCH_SCENARIOS',
      received: name,
      allowed: known.join(', '),
      remedy: meant === undefined ? 'Name some of these, with commas between.' : `Did you mean ${meant}?`,
    });
  }
  return {
    seeds: Number(seeds),
    scenarios,
    ...(fraction !== undefined && { fraction: Number(fraction) }),
    workers: os.availableParallelism(),
    writes: BENCH_WRITES !== 'no',
  };
}

/**
 * Plays each situation without and with the governor, for each seed, in worker processes. Writes the tables of the docs
 * and the README's picture where all situations were played as they are shipped.
 * @throws Error if an event is lost, a critical one is shed, or an actuator swings
 */
export async function benchHealing(healing: Healing): Promise<string> {
  const { seeds, scenarios, fraction, workers, writes } = healing;
  const started = performance.now();
  const jobs = Array.from({ length: seeds }, (_, index) => index + 1).flatMap((seed) =>
    scenarios.flatMap((scenario) =>
      HEALING_MODES.map(
        (governor): HealingJob => ({ scenario, governor, seed, ...(fraction !== undefined && { fraction }) }),
      ),
    ),
  );
  const runs = await playAll(jobs, healing);
  const problems = runs.flatMap(({ scenario, governor, seed, problems: those }) =>
    those.map((problem) => `${scenario}, governor ${governor}, seed ${seed}: ${problem}`),
  );
  const table = healingMarkdown(runs, (performance.now() - started) / 60_000, workers);
  if (problems.length > 0) throw new Error(`${table}\n\n${problems.join('\n')}`);
  if (writes && fraction === undefined && Object.keys(SITUATIONS).every((name) => scenarios.includes(name))) {
    writeBlock(PAGES.benchmarks, table);
    writeBlock(PAGES.summary, healingSummary(runs));
    writeFileSync(PICTURE, healingPicture(runs, SHOWN.scenario, SHOWN.objectiveMs));
  }
  return table;
}

function writeBlock(page: string, healing: string): void {
  const file = path.join(ROOT, page);
  writeFileSync(file, withBlocks(readFileSync(file, 'utf8'), { healing }));
}

/** In the order of the jobs. */
async function playAll(
  jobs: readonly HealingJob[],
  { workers, played: told = () => {} }: Pick<Healing, 'workers' | 'played'>,
): Promise<HealingFigures[]> {
  const played: HealingFigures[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    const worker = fork(WORKER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    try {
      for (let index = next; index < jobs.length; index = next) {
        next += 1;
        const job = jobs[index];
        if (job === undefined) continue;
        const figures = await playIn(worker, job);
        played[index] = figures;
        told(figures);
      }
    } finally {
      worker.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, work));
  return played;
}

async function playIn(worker: ChildProcess, job: HealingJob): Promise<HealingFigures> {
  const ended = new AbortController();
  const failed = once(worker, 'exit', { signal: ended.signal }).then(() => {
    throw new Error(`the process that played ${job.scenario}, seed ${job.seed}, has ended`);
  });
  const answered = once(worker, 'message', { signal: ended.signal });
  worker.send(job);
  try {
    const [figures] = (await Promise.race([answered, failed])) as [HealingFigures];
    return figures;
  } finally {
    failed.catch(() => {});
    answered.catch(() => {});
    ended.abort();
  }
}
