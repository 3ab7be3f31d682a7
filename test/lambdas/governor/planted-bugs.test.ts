import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../core/random.ts';
import { decide } from '../../../lambdas/governor/decide.ts';
import { type Observation, PERIOD_MS, type Reading, type Series } from '../../../lambdas/governor/observation.ts';
import type { Decide } from './bounds.ts';
import { PINGS, PLAN } from './governed-plan.ts';
import { BURST, GROWTH, OUTAGE } from './stories.ts';
import { type Story, tell } from './world.ts';

/** What the stories find wrong with a governor. Empty: nothing. */
function judge(governor: Decide, names: readonly (keyof typeof STORIES)[]): string[] {
  const problems: string[] = [];
  for (const name of names) {
    const story = STORIES[name];
    const { types, outOfBounds, acts } = tell(
      story,
      PLAN,
      story === LATE ? delayed(governor) : governor,
      seededRandom(4),
    );
    problems.push(...outOfBounds.map((problem) => `${name}: ${problem}`));
    if (story === LATE && acts.length > 0) problems.push('late: acts on metrics of ten minutes ago');
    for (const { type, maxRecordAgeSeconds, priority } of PLAN.types) {
      const end = types[type];
      if (end?.mapping.maxRecordAgeSeconds !== maxRecordAgeSeconds)
        problems.push(`${name}: leaves the age of ${type} raised`);
      if (priority === 'critical' && (end?.shed ?? 0) > 0) problems.push(`${name}: sheds critical events`);
    }
  }
  return [...new Set(problems)];
}

/** A stream that is full, by metrics that are ten minutes late. */
const LATE: Story = { minutes: 40, types: { [PINGS.type]: { offered: () => 6_000 } } };

const STORIES = { burst: BURST, growth: GROWTH, outage: OUTAGE, late: LATE } as const satisfies Readonly<
  Record<string, Story>
>;

/** CloudWatch ten minutes late. */
function delayed(governor: Decide): Decide {
  return (seen, memory, plan, now) =>
    governor(
      mapped(seen, (series) => series.filter(({ at }) => at <= now - 10 * PERIOD_MS)),
      memory,
      plan,
      now,
    );
}

function mapped(seen: Observation, change: (series: Series) => readonly Reading[]): Observation {
  const types = Object.entries(seen.types).map(([name, type]) => {
    const metrics = Object.entries(type.metrics ?? {}).map(([metric, series]) =>
      metric === 'handedBack' ? [metric, series] : [metric, change(series as Series)],
    );
    return [name, { ...type, metrics: Object.fromEntries(metrics) }];
  });
  return { ...seen, types: Object.fromEntries(types) };
}

describe('a governor with a planted bug', () => {
  it('is told from the real one, with which the stories find nothing wrong', () => {
    expect(judge(decide, ['burst', 'growth', 'outage', 'late'])).toEqual([]);
  });

  it('is caught if it acts on a stale metric', () => {
    const stale: Decide = (seen, memory, plan, now) => {
      const renewed = mapped(seen, (series) => {
        const newest = Math.max(...series.map(({ at }) => at));
        return series.map(({ at, value }) => ({ value, at: at + (now - PERIOD_MS - newest) }));
      });
      return decide(renewed, memory, plan, now);
    };
    expect(judge(stale, ['late'])).toContain('late: acts on metrics of ten minutes ago');
  });

  it('is caught if it shrinks during growth', () => {
    const shrinking: Decide = (seen, memory, plan, now) => {
      const result = decide(seen, memory, plan, now);
      const openShards = seen.types[PINGS.type]?.stream?.openShards ?? 1;
      const to = Math.ceil(openShards / 2);
      const grownAt = memory.types[PINGS.type]?.reshards.at(-1)?.at ?? Number.POSITIVE_INFINITY;
      if (now - grownAt < 5 * PERIOD_MS || seen.types[PINGS.type]?.stream?.status !== 'ACTIVE') return result;
      if (result.decisions.some(({ act }) => act?.kind === 'reshard')) return result;
      const act = { kind: 'reshard', type: PINGS.type, from: openShards, to } as const;
      return {
        ...result,
        decisions: [...result.decisions, { act, reason: 'a planted bug: it shrinks once it has grown' }],
      };
    };
    expect(judge(shrinking, ['growth'])).toContain('growth: shrinks during growth');
  });

  it('is caught if it forgets to restore the record age', () => {
    const forgetful: Decide = (seen, memory, plan, now) => {
      const result = decide(seen, memory, plan, now);
      return {
        ...result,
        decisions: result.decisions.filter(({ act }) => act?.kind !== 'mapping' || act.step !== 'closed'),
      };
    };
    expect(judge(forgetful, ['outage'])).toContain('outage: leaves the age of ping raised');
  });

  it('is caught if it sheds critical events', () => {
    const careless: Decide = (seen, memory, plan, now) =>
      decide(seen, memory, { ...plan, types: plan.types.map((type) => ({ ...type, priority: 'sheddable' })) }, now);
    expect(judge(careless, ['burst'])).toContain('burst: sheds critical events');
  });
});
