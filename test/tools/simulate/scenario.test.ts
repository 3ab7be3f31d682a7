import { describe, expect, it } from 'vitest';
import { catalog } from '../../../catalog/index.ts';
import { InputError } from '../../../core/errors.ts';
import { loadScenario, readScenario, scenarioNames } from '../../../tools/simulate/scenario.ts';

const base = 'says: A test.\nseconds: 10\n';
const problem = (text: string): string => {
  try {
    readScenario('mine', text);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'no problem';
};

describe('a scenario', () => {
  it('is shipped for each thing that happens to a hunt', () => {
    expect(scenarioNames()).toEqual([
      'clue-release',
      'handler-down',
      'handler-fails',
      'heal-burst',
      'heal-growth',
      'heal-handler-down',
      'heal-hot-key',
      'heal-poison',
      'heal-start-line',
      'heal-table',
      'hot-treasure',
      'post-mortem-before',
      'post-mortem-cured',
      'post-mortem-planned',
      'post-mortem-unsized',
      'region-slow',
      'start-line',
      'tunnel',
    ]);
    for (const name of scenarioNames()) expect(loadScenario(name).says).toMatch(/\.$/);
  });

  it('runs the catalog in stage prod by default', () => {
    const { chain, seconds } = readScenario('mine', base);
    expect(chain.types).toBe(catalog);
    expect(chain.stage.name).toBe('prod');
    expect(seconds).toBe(10);
  });

  it('can be changed by the command line', () => {
    const changes = { stage: 'load', peak: 3, set: ['location.pinged.batchSize=7'], seconds: 5 };
    const { chain, seconds } = readScenario('mine', base, changes);
    expect(chain.stage.name).toBe('load');
    expect(chain.stage.trafficScale).toBe(6);
    expect(chain.types.find(({ type }) => type === 'location.pinged')?.processing.batchSize).toBe(7);
    expect(seconds).toBe(5);
  });

  it('may bring types of its own', () => {
    const own = `${base}types:\n  - type: a.b\n    traffic: { peakEventsPerSecond: 5, meanBytes: 100 }\n`;
    const [type] = readScenario('mine', own).chain.types;
    expect(type).toMatchObject({ type: 'a.b', partitionKey: 'playerId', priority: 'normal', maxEventsPerEntry: 100 });
  });

  it.each([
    ['seconds: [1', 'scenario mine: got'],
    ['seconds: 10', "must have required property 'says'"],
    [`${base}secnds: 1`, 'Did you mean seconds?'],
    [
      `${base}traffic: { eventsPerRequest: 101 }`,
      'scenario mine: traffic.eventsPerRequest: got 101; allowed: must be <= 100',
    ],
    [
      `${base}traffic: { load: [{ at: 0 }] }`,
      'scenario mine: traffic.load[0]: got {"at":0}; allowed: must have required property \'ofPeak\'',
    ],
    [
      `${base}disturbances: [{ at: 0, seconds: 1 }]`,
      'disturbances[0]: got {"at":0,"seconds":1}; allowed: one of slow (with factor)',
    ],
    [`${base}disturbances: [{ slow: handlers, at: 0, seconds: 1 }]`, 'allowed: one of slow (with factor)'],
    [`${base}disturbances: [{ poisoned: location.pinged, at: 0, seconds: 1 }]`, 'or poisoned (with share)'],
    [
      `${base}disturbances: [{ poisoned: location.pings, share: 1, at: 0, seconds: 1 }]`,
      'Did you mean location.pinged?',
    ],
    [`${base}fraction: 2`, 'scenario mine: fraction: got 2; allowed: must be <= 1'],
    [
      `${base}disturbances: [{ slow: tables, factor: 2, at: 0, seconds: 1 }]`,
      'allowed: ingest, putEvents, delivery, handlers',
    ],
    [`${base}disturbances: [{ stopped: location.pings, at: 0, seconds: 1 }]`, 'Did you mean location.pinged?'],
    [
      `${base}traffic: { surges: [{ type: x, at: 0, seconds: 1, eventsPerSecond: 1 }] }`,
      'traffic.surges[0].type: got "x"',
    ],
    [`${base}set: [location.pinged.batchsize=1]`, 'Did you mean location.pinged.batchSize?'],
    [`${base}stage: prd`, 'stage: got "prd"; allowed: dev, prod, load'],
  ])('is refused with the field if it is wrong: %j', (text, says) => {
    expect(problem(text)).toContain(says);
  });

  it.each([['start-lin'], ['./no-such.yaml']])('is refused if it does not exist: %s', (name) => {
    expect(() => loadScenario(name)).toThrow(/scenario: got .* allowed: clue-release, /);
  });
});
