/** `npm run bench [-- NAME…]`: the figures of docs/benchmarks.md. `BENCH_MINUTES` shortens `memory`, `drawing` and `healing-live`, `BENCH_SECONDS` `console`, `BENCH_LETTERS` `redrive`, `BENCH_SEEDS`, `BENCH_SCENARIOS`, `BENCH_FRACTION` and `BENCH_WRITES` `healing`. Ratios are within one run; figures are this machine's. */
import os from 'node:os';
import { bundledHotPaths } from './bundled.ts';
import { benchCeiling, benchChain, type ChainRun } from './chain.ts';
import { compareOutcomes } from './compare-outcomes.ts';
import { benchDrawing, benchPage, benchPublisher } from './console.ts';
import { benchEndpoint } from './endpoint.ts';
import { benchFunctions } from './functions.ts';
import { benchHealing, healingOf } from './healing.ts';
import { benchHealingLive } from './healing-live.ts';
import type { HealingFigures } from './healing-run.ts';
import { benchHandler, benchIngest } from './hot-paths.ts';
import { benchLoad } from './load.ts';
import { benchMemory } from './memory.ts';
import { benchPrediction } from './prediction.ts';
import { PREDICTION_SETTINGS } from './prediction-settings.ts';
import { benchRedrive } from './redrive.ts';
import { benchRouting } from './routing.ts';
import { benchStream, benchTable } from './services.ts';
import { benchSimulate } from './simulate.ts';
import { benchSynth } from './synth.ts';

const FULL_RATE = {
  stage: 'load',
  poll: 'immediate',
  eventsPerSecond: 20_000,
  seconds: 60,
  eventsPerRequest: 100,
} as const;

const CHAIN_RUNS: readonly ChainRun[] = [
  { ...FULL_RATE, name: '1,000 events/s', eventsPerSecond: 1_000 },
  { ...FULL_RATE, name: '800 single-event requests/s', eventsPerSecond: 800, eventsPerRequest: 1 },
  { ...FULL_RATE, name: '20,000 events/s' },
  { ...FULL_RATE, name: '20,000 events/s, polled once a second as AWS does', poll: 'aws' },
];

const PREDICTION_SECONDS = 100;

const BENCHMARKS: Readonly<Record<string, () => Promise<void>>> = {
  async ingest() {
    console.table(await benchIngest(await bundledHotPaths()));
  },
  async handler() {
    console.table(await benchHandler(await bundledHotPaths()));
  },
  async functions() {
    const { bundleMs, functions } = await benchFunctions();
    console.log(`all functions bundled in ${bundleMs} ms`);
    console.table(functions);
  },
  async simulate() {
    console.table(await benchSimulate());
  },
  async synth() {
    console.table(benchSynth());
  },
  async load() {
    console.table(await benchLoad(20_000, 10));
  },
  async stream() {
    console.table(benchStream());
  },
  async table() {
    console.table(benchTable());
  },
  async endpoint() {
    console.table(await benchEndpoint());
  },
  async routing() {
    console.table(await benchRouting());
  },
  async chain() {
    for (const run of CHAIN_RUNS) console.table(await benchChain(run));
  },
  async ceiling() {
    const { stage, poll } = FULL_RATE;
    console.log('100 events a request');
    console.table(await benchCeiling({ stage, poll, eventsPerRequest: 100, from: 6_000, step: 2_000, to: 24_000 }));
    console.log('an event a request');
    console.table(await benchCeiling({ stage, poll, eventsPerRequest: 1, from: 400, step: 200, to: 2_400 }));
  },
  async prediction() {
    for (const setting of PREDICTION_SETTINGS) {
      const { predicted, measured, requests, cores } = await benchPrediction(setting, PREDICTION_SECONDS);
      console.log(`${setting.name}: ${requests} requests, ${cores.toFixed(2)} cores`);
      console.table(compareOutcomes(predicted, measured));
    }
  },
  async memory() {
    const minutes = Number(process.env.BENCH_MINUTES ?? 30);
    console.table(await benchMemory({ eventsPerSecond: 2_000, eventsPerRequest: 100, minutes }));
  },
  async healing() {
    const played = ({ scenario, governor, seed, cpuSeconds }: HealingFigures): void =>
      console.error(`${scenario}, governor ${governor}, seed ${seed}: ${cpuSeconds.toFixed(1)} s of CPU`);
    console.log(await benchHealing({ ...healingOf(process.env), played }));
  },
  async redrive() {
    const letters = Number(process.env.BENCH_LETTERS ?? 100_000);
    console.table(await benchRedrive({ letters, eventsPerSecond: 2_000, baselineSeconds: 60 }));
  },
  async 'healing-live'() {
    const runs = await benchHealingLive(Number(process.env.BENCH_MINUTES ?? 9));
    console.table(runs.map(({ acts, ...figures }) => ({ ...figures, acts: acts.length })));
    for (const { load, governor, acts } of runs) for (const act of acts) console.log(`${load}, ${governor}: ${act}`);
  },
  async console() {
    console.table(await benchPage());
    console.table([await benchPublisher(2_000), await benchPublisher(10_000)]);
  },
  async drawing() {
    console.table(await benchDrawing(10_000, Number(process.env.BENCH_MINUTES ?? 20)));
  },
  async sustained() {
    console.table(await benchChain({ ...FULL_RATE, name: '20,000 events/s for 5 minutes', seconds: 300 }));
  },
  async soak() {
    console.table(
      await benchChain({ ...FULL_RATE, name: '10,000 events/s for 10 minutes', eventsPerSecond: 10_000, seconds: 600 }),
    );
  },
};

/** These take minutes, and are run by name only. */
const LONG = new Set([
  'ceiling',
  'prediction',
  'memory',
  'redrive',
  'healing-live',
  'healing',
  'console',
  'drawing',
  'sustained',
  'soak',
]);
const names =
  process.argv.length > 2 ? process.argv.slice(2) : Object.keys(BENCHMARKS).filter((name) => !LONG.has(name));
const unknown = names.filter((name) => BENCHMARKS[name] === undefined);
if (unknown.length > 0) {
  console.error(`no benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHMARKS).join(', ')}`);
  process.exit(1);
}
console.log(`Node ${process.version}, ${os.availableParallelism()} cores, ${os.cpus()[0]?.model}`);
for (const name of names) {
  console.log(`\n${name}`);
  await BENCHMARKS[name]?.();
}
process.exit(0);
