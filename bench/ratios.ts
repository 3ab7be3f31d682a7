import { Bench } from 'tinybench';
import { median } from './median.ts';

export interface Ratio {
  readonly name: string;
  readonly opsPerSecond: number;
  /** Speed relative to the floor, which is 1. */
  readonly ratio: number;
}

/**
 * Times each task in one run and gives its speed relative to `floor`: ratios hold on another machine, figures do not.
 * Rounds are interleaved, and the median of them counts, so that a busy moment does not hit one task alone.
 */
export async function ratios(floor: string, tasks: Readonly<Record<string, () => unknown>>): Promise<readonly Ratio[]> {
  const rounds: Record<string, number[]> = {};
  for (let round = 0; round < 5; round += 1) {
    const bench = new Bench({ time: 200, warmupTime: round === 0 ? 500 : 50 });
    for (const [name, task] of Object.entries(tasks)) bench.add(name, task);
    await bench.run();
    for (const task of bench.tasks) {
      if (task.result.state !== 'completed') throw new Error(`${task.name} did not complete`);
      rounds[task.name] = [...(rounds[task.name] ?? []), 1_000 / task.result.latency.p50];
    }
  }
  const speeds = Object.entries(rounds).map(([name, values]) => ({ name, opsPerSecond: median(values) }));
  const floorSpeed = speeds.find(({ name }) => name === floor)?.opsPerSecond ?? Number.NaN;
  return speeds.map(({ name, opsPerSecond }) => ({ name, opsPerSecond, ratio: opsPerSecond / floorSpeed }));
}
