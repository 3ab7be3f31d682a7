import { describe, expect, it } from 'vitest';
import { kneeOf } from '../../../tools/simulate/knee.ts';
import { readScenario } from '../../../tools/simulate/scenario.ts';
import { parseSweep, runSweep } from '../../../tools/simulate/sweep.ts';
import { catalog } from '../../fixtures/start-line/catalog.ts';
import { stages } from '../../fixtures/start-line/stages.ts';

const chain = { types: catalog, stage: stages.prod };

describe('the knee of a line', () => {
  it('is the point of greatest curvature', () => {
    expect(
      kneeOf([
        [1, 10],
        [2, 2],
        [3, 1.5],
        [4, 1.2],
        [5, 1],
      ]),
    ).toBe(2);
    expect(
      kneeOf([
        [1, 0],
        [2, 0],
        [3, 0.1],
        [4, 3],
        [5, 9],
      ]),
    ).toBe(3);
  });

  it('does not exist on a straight or flat line, or one of two points', () => {
    expect(
      kneeOf([
        [1, 1],
        [2, 2],
        [3, 3],
        [4, 4],
      ]),
    ).toBeNull();
    expect(
      kneeOf([
        [1, 1],
        [2, 1.01],
        [3, 1],
      ]),
    ).toBeNull();
    expect(
      kneeOf([
        [1, 1],
        [2, 9],
      ]),
    ).toBeNull();
  });

  it('is searched by ratio if the values span more than a factor of ten', () => {
    // A straight line by ratio: 1, 10, 100, 1,000.
    expect(
      kneeOf([
        [1, 3],
        [10, 2],
        [100, 1],
        [1_000, 0],
      ]),
    ).toBeNull();
  });
});

describe('a sweep', () => {
  const valuesOf = (text: string, points: number) => parseSweep(text, points, chain).changes.map(({ value }) => value);

  it('spreads whole numbers evenly, or by ratio over a wide range', () => {
    expect(valuesOf('location.pinged.parallelizationFactor=1..10', 4)).toEqual([1, 4, 7, 10]);
    expect(valuesOf('location.pinged.batchSize=1..100', 5)).toEqual([1, 3, 10, 32, 100]);
    expect(valuesOf('trafficScale=0.5..2.5', 3)).toEqual([0.5, 1.5, 2.5]);
  });

  it.each([
    ['location.pinged.batchSize', 'allowed: <type>.<setting>=<from>..<to>'],
    ['location.pinged.batchSize=9..3', 'allowed: <type>.<setting>=<from>..<to>'],
    ['location.pinged.batchSize=1..20000', 'allowed: a whole number from 1 to 10000'],
    ['location.pinged.batchsize=1..2', 'Did you mean location.pinged.batchSize?'],
  ])('is refused if it is wrong: %s', (text, says) => {
    expect(() => parseSweep(text, 5, chain)).toThrow(says);
  });

  it('finds where a handler with too few environments begins to keep up', async () => {
    const scenario = readScenario(
      'mine',
      'says: Small.\nseconds: 15\ndrainSeconds: 10\ntypes:\n  - type: a.b\n    traffic: { peakEventsPerSecond: 500, meanBytes: 200 }\n    processing: { batchSize: 5, parallelizationFactor: 10 }\n',
    );
    // A batch of 5 takes 20 ms: 250 events a second for each environment.
    const result = await runSweep(scenario, parseSweep('a.b.reservedConcurrency=1..8', 8, scenario.chain), { seed: 1 });
    expect(result.points.map(({ value }) => value)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(result.points[0]?.p99).toBeGreaterThan(5_000);
    expect(result.points[7]?.p99).toBeLessThan(2_000);
    expect([2, 3, 4]).toContain(result.knee);
  });
});
