import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { decide, remember } from '../../../lambdas/governor/decide.ts';
import { NEW_MEMORY } from '../../../lambdas/governor/memory.ts';
import { type Observation, PERIOD_MS, type Series } from '../../../lambdas/governor/observation.ts';
import { reversalsByActuator } from '../../../tools/simulate/reversals.ts';
import { CLAIMS, CLUES, PINGS, PLAN } from './governed-plan.ts';
import { BURST, GROWTH, OUTAGE, realDay, START_LINE } from './stories.ts';
import { type Story, type Told, type TypeStory, tell } from './world.ts';

const told = (story: Story, seed = 1): Told => tell(story, PLAN, decide, seededRandom(seed));
const reshardsOf = ({ acts }: Told, type: string) =>
  acts.flatMap(({ act, minute }) => (act.kind === 'reshard' && act.type === type ? [{ ...act, minute }] : []));
const stepsOf = ({ acts }: Told, type: string) =>
  acts.flatMap(({ act }) => (act.kind === 'mapping' && act.type === type ? [act.step] : []));

describe('a burst of ten times what is deployed', () => {
  const burst = told(BURST);

  it('doubles the stream as often as AWS allows, sheds only the sheddable type meanwhile, and admits all again', () => {
    expect(reshardsOf(burst, PINGS.type).map(({ to }) => to)).toEqual([8, 16, 32]);
    expect(burst.types.ping?.shed).toBeGreaterThan(0);
    expect(burst.types.clue?.shed).toBe(0);
    expect(burst.types.claim?.shed).toBe(0);
    expect(burst.memory.admission.shares).toEqual({});
  });

  it('loses nothing and leaves no backlog', () => {
    for (const end of Object.values(burst.types)) expect(end).toMatchObject({ deadLettered: 0, waiting: 0 });
  });
});

describe('a table that refuses everything for ten minutes', () => {
  const outage = told(OUTAGE);

  it('pauses each mapping, tries small batches, and returns to every planned setting, the record age included', () => {
    for (const { type, batchSize, parallelizationFactor, maxRecordAgeSeconds } of PLAN.types) {
      expect(stepsOf(outage, type)).toEqual(['open', 'half-open', 'ramp', 'catch-up', 'closed']);
      expect(outage.types[type]).toMatchObject({
        deadLettered: 0,
        waiting: 0,
        mapping: { state: 'Enabled', batchSize, parallelizationFactor, maxRecordAgeSeconds },
      });
      expect(outage.memory.types[type]?.circuit).toBeUndefined();
    }
  });

  it('does not reshard for it: shards are not what is short', () => {
    expect(PLAN.types.flatMap(({ type }) => reshardsOf(outage, type).filter(({ to, from }) => to > from))).toEqual([]);
  });

  it('dead-letters less than it would without a pause when the outage outlasts the record age', () => {
    const long: Story = {
      minutes: 240,
      types: {
        [PINGS.type]: {
          offered: () => 500,
          failing: (minute) => (minute >= 10 && minute < 40 ? 'throttled' : undefined),
        },
      },
    };
    const without = tell(long, PLAN, (_, memory) => ({ decisions: [], memory }), seededRandom(1));
    expect(without.types.ping?.deadLettered).toBeGreaterThan(100_000);
    expect(told(long).types.ping).toMatchObject({ deadLettered: 0, waiting: 0 });
  });
});

it('grows with fifteen times as many players within an hour, sheds less than three percent, and none of the other types', () => {
  const growth = told(GROWTH);
  expect(reshardsOf(growth, PINGS.type).every(({ from, to }) => to > from)).toBe(true);
  expect(growth.types.ping).toMatchObject({ deadLettered: 0, waiting: 0 });
  expect((growth.types.ping?.shed ?? 0) / (growth.types.ping?.offered ?? 0)).toBeLessThan(0.03);
  expect(growth.types.clue?.shed).toBe(0);
});

it('has the planned shards before a start that was announced an hour earlier, and keeps them until the rush is over', () => {
  const start = told(START_LINE);
  const [last] = reshardsOf(start, PINGS.type).filter(({ to }) => to === PINGS.shards);
  expect(last?.minute).toBeLessThan(60);
  expect(reshardsOf(start, PINGS.type).filter(({ from, to, minute }) => to < from && minute < 120)).toEqual([]);
});

describe('24 hours of a day with an evening peak and noise', () => {
  const turnsOf = ({ acts }: Told) => [...reversalsByActuator(acts.map(({ act }) => act))];

  it('turn no actuator more than twice: shards, admitted share, mapping', () => {
    for (let seed = 1; seed <= 2; seed += 1) {
      const day = told(realDay(seededRandom(seed)), seed);
      expect(turnsOf(day).filter(([, turns]) => turns > 2)).toEqual([]);
      expect(day.types.ping).toMatchObject({ shed: 0, deadLettered: 0 });
      expect(day.outOfBounds).toEqual([]);
    }
  });

  it('turn none more than twice either where the peak is above the plan and streams may not grow: it sheds once', () => {
    const { types, ...day } = realDay(seededRandom(1));
    const busy = Object.entries(types).map(([name, { offered }]): [string, TypeStory] => [
      name,
      { offered: (minute) => 1.6 * offered(minute) },
    ]);
    const plan = { ...PLAN, types: PLAN.types.map((type) => ({ ...type, streamMode: 'ON_DEMAND' as const })) };
    const above = tell({ ...day, types: Object.fromEntries(busy) }, plan, decide, seededRandom(1));
    expect(above.types.ping?.shed).toBeGreaterThan(0);
    expect(turnsOf(above).filter(([, turns]) => turns > 2)).toEqual([]);
    expect(above.types.claim?.shed).toBe(0);
    expect(above.memory.admission).toMatchObject({ shares: {}, peaks: {} });
  });
});

it('names the least share of a hot key instead of resharding for it', () => {
  const now = Date.UTC(2026, 0, 1);
  const series = (value: number): Series =>
    Array.from({ length: 15 }, (_, index) => ({ at: now - (index + 1) * PERIOD_MS, value }));
  const seen: Observation = {
    isStackChanging: false,
    shardsAvailable: 100,
    types: {
      [PINGS.type]: {
        stream: { status: 'ACTIVE', mode: 'PROVISIONED', openShards: 4 },
        metrics: { incomingRecords: series(4 * 0.5 * 60_000), writeThrottled: series(600) },
      },
    },
  };
  const { decisions } = decide(seen, NEW_MEMORY, PLAN, now);
  expect(decisions).toEqual([
    {
      type: PINGS.type,
      reason:
        'ping: a shard refuses records while the stream is only 50 % full: one partition key has at least 33 % of the events, which more shards do not spread',
    },
  ]);
});

describe('deployments', () => {
  const now = Date.UTC(2026, 0, 1);
  const enabled = { state: 'Enabled', batchSize: 500, parallelizationFactor: 2, maxRecordAgeSeconds: 900 };

  it('forgets a circuit whose mapping a deployment has set back to the plan', () => {
    const from = { ...enabled };
    const to = { ...enabled, enabled: false, maxRecordAgeSeconds: 86_400 };
    const open = remember(NEW_MEMORY, { kind: 'mapping', type: PINGS.type, step: 'open', from, to }, now);
    const seen: Observation = { isStackChanging: false, types: { [PINGS.type]: { mapping: enabled } } };
    const { memory, decisions } = decide(seen, open, PLAN, now + 10 * PERIOD_MS);
    expect(memory.types[PINGS.type]?.circuit).toBeUndefined();
    expect(decisions).toEqual([]);
  });

  it('counts a change of shards that somebody else made as one of the day', () => {
    const stream = (openShards: number): Observation => ({
      isStackChanging: false,
      types: { [CLUES.type]: { stream: { status: 'ACTIVE', mode: 'PROVISIONED', openShards } } },
    });
    const first = decide(stream(2), NEW_MEMORY, PLAN, now).memory;
    const second = decide(stream(4), first, PLAN, now + PERIOD_MS).memory;
    expect(second.types[CLUES.type]?.reshards).toEqual([{ at: now + PERIOD_MS, from: 2, to: 4 }]);
  });

  it('does nothing while it is not known whether the stack changes', () => {
    const { isStackChanging: _known, ...seen } = {
      isStackChanging: false,
      startsAtMs: [now],
      types: { [CLAIMS.type]: {}, [PINGS.type]: { stream: { status: 'ACTIVE', mode: 'PROVISIONED', openShards: 1 } } },
    };
    expect(decide({ ...seen, isStackChanging: false }, NEW_MEMORY, PLAN, now).decisions).toHaveLength(1);
    expect(decide(seen, NEW_MEMORY, PLAN, now).decisions).toEqual([]);
    expect(decide({ ...seen, isStackChanging: true }, NEW_MEMORY, PLAN, now).decisions).toEqual([]);
  });
});
