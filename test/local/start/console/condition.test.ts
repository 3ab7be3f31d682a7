import { describe, expect, it } from 'vitest';
import { conditionOf } from '../../../../local/start/console/condition.ts';
import type { HopKind, MapHop } from '../../../../local/start/console/console-state.ts';

const hop = (kind: HopKind): MapHop => ({
  id: kind,
  kind,
  name: 'name',
  unit: 'records',
  plan: { limit: 100, expected: 10, limitedBy: 'a shard', latencyMs: 60 },
});
const CALM = { rate: 5, throttles: 0, errors: 0 };

describe('the condition of a hop', () => {
  it.each([
    ['quiet where nothing passes', 'stream', { ...CALM, rate: 0 }, 'quiet', 'No records now.'],
    ['well in between', 'stream', { ...CALM, share: 0.5 }, 'well', undefined],
    ['busy near its limit', 'stream', { ...CALM, share: 0.8 }, 'busy', 'Uses 80 % of its limit.'],
    ['in trouble at its limit', 'stream', { ...CALM, share: 1 }, 'trouble', 'Its limit is reached: 100 %.'],
    [
      'in trouble while it refuses',
      'stream',
      { ...CALM, throttles: 3 },
      'trouble',
      'Refuses 3 a second for too high a rate.',
    ],
    [
      'in trouble while it is disabled',
      'mapping',
      { ...CALM, rate: 0, reads: false, backlog: 1_838, oldestMs: 9_000, share: 4 },
      'trouble',
      'It is disabled: 1,838 records wait, the oldest for 9 s.',
    ],
    ['in trouble while it fails', 'handler', { ...CALM, errors: 0.5 }, 'trouble', 'Invocations fail: 0.5 a second.'],
    [
      'busy while it is far slower than planned',
      'handler',
      { ...CALM, latencyMs: 1_050 },
      'busy',
      'Takes 1.1 s; the plan foresees 60 ms.',
    ],
    [
      'well where a person would not notice that it is slower',
      'handler',
      { ...CALM, latencyMs: 400 },
      'well',
      undefined,
    ],
    [
      'in trouble with entries that wait for another attempt',
      'rule',
      { ...CALM, backlog: 4 },
      'trouble',
      '4 entries wait for another attempt.',
    ],
    [
      'in trouble with a backlog that is older than the objective',
      'mapping',
      { ...CALM, share: 2.5, backlog: 1_200, oldestMs: 12_500 },
      'trouble',
      '1,200 records wait, the oldest for 12.5 s: longer than the objective allows.',
    ],
    [
      'busy while invocations run and none ends',
      'handler',
      { ...CALM, rate: 0, concurrent: 2, ending: 0 },
      'busy',
      '2 invocations run, and none has ended for seconds.',
    ],
    ['well while invocations run and end', 'handler', { ...CALM, concurrent: 2, ending: 1 }, 'well', undefined],
    [
      'well with a backlog that the objective allows',
      'mapping',
      { ...CALM, share: 0.1, backlog: 20, oldestMs: 500 },
      'well',
      undefined,
    ],
  ] as const)('is %s', (_, kind, figures, condition, why) => {
    expect(conditionOf(hop(kind), figures)).toEqual({ condition, ...(why !== undefined && { why }) });
  });

  it('is busy above a second where the plan foresees no time', () => {
    const { plan: _, ...api } = hop('api');
    expect(conditionOf(api, { ...CALM, latencyMs: 1_700 })).toEqual({ condition: 'busy', why: 'Takes 1.7 s.' });
    expect(conditionOf(api, { ...CALM, latencyMs: 700 }).condition).toBe('well');
  });

  it('keeps telling of an alarm that is raised where the last seconds are well, of one that pages first', () => {
    const late = { id: 'Ping/Behind', severity: 'ticket' } as const;
    const lost = { id: 'Ping/Undelivered', severity: 'page' } as const;
    const quiet = { ...CALM, rate: 0 };
    expect(conditionOf(hop('rule'), quiet, [late, lost])).toEqual({
      condition: 'trouble',
      why: 'The last seconds are well, but alarm Ping/Undelivered is raised.',
    });
    expect(conditionOf(hop('rule'), quiet, [late]).condition).toBe('busy');
    expect(conditionOf(hop('rule'), { ...CALM, errors: 2 }, [late]).why).toContain('Deliveries are given up');
  });

  it('says the worst first', () => {
    expect(conditionOf(hop('handler'), { ...CALM, errors: 2, throttles: 2, share: 1.2 }).why).toContain(
      'Invocations fail',
    );
  });
});
