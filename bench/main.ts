/** `npm run bench [-- NAME…]`: the figures of docs/benchmarks.md. Ratios are within one run; figures are this machine's. */
import os from 'node:os';
import { bundledHotPaths } from './bundled.ts';
import { benchChain } from './chain.ts';
import { benchFunctions } from './functions.ts';
import { benchHandler, benchIngest } from './hot-paths.ts';
import { benchLoad } from './load.ts';
import { benchSynth } from './synth.ts';

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
  async synth() {
    console.table(benchSynth());
  },
  async load() {
    console.table(await benchLoad(20_000, 10));
  },
  async chain() {
    console.table(await benchChain({ eventsPerSecond: 2_000, seconds: 60 }));
  },
};

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(BENCHMARKS);
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
