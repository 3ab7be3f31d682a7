import { describe, expect, it } from 'vitest';
import type { GovernorPlan } from '../../../core/capacity/plan/governor-plan.ts';
import { decide, remember } from '../../../lambdas/governor/decide.ts';
import { type Memory, NEW_MEMORY } from '../../../lambdas/governor/memory.ts';
import { type Observation, PERIOD_MS, type Series } from '../../../lambdas/governor/observation.ts';
import { CLAIMS, CLUES, PINGS } from './governed-plan.ts';

const PLAN: GovernorPlan = {
  floorShare: 1,
  types: [CLAIMS, CLUES, { ...CLUES, type: 'hint' }, PINGS, { ...PINGS, type: 'look' }],
};
const SHEDDABLE = ['ping', 'look'];
const NORMAL = ['clue', 'hint'];
const NOW = Date.UTC(2026, 0, 1);
/** Long enough for every share to go down, and up again. */
const ROUNDS = 120;

type Shared = 'putEventsThrottled' | 'tableThrottled';

/** What is admitted, minute by minute, with a cause that all types share until `until`. */
function shares(cause: Shared, until: number, minutes = ROUNDS): readonly Readonly<Record<string, number>>[] {
  let memory: Memory = NEW_MEMORY;
  return Array.from({ length: minutes }, (_, minute) => {
    const now = NOW + minute * PERIOD_MS;
    const series = (value: (at: number) => number): Series =>
      Array.from({ length: 20 }, (__, back) => now - (back + 1) * PERIOD_MS).map((at) => ({ at, value: value(at) }));
    const metrics = { acceptedEvents: series(() => 600), incomingRecords: series(() => 600) };
    const seen: Observation = {
      isStackChanging: false,
      types: Object.fromEntries(PLAN.types.map(({ type }) => [type, { metrics }])),
      [cause]: series((at) => (at < NOW + until * PERIOD_MS ? 50 : 0)),
    };
    const { decisions, memory: noted } = decide(seen, memory, PLAN, now);
    memory = decisions.reduce((before, { act }) => (act === undefined ? before : remember(before, act, now)), noted);
    return memory.admission.shares;
  });
}

const of = (level: Readonly<Record<string, number>>, types: readonly string[]): readonly number[] =>
  types.map((type) => level[type] ?? 1);

describe.each(['putEventsThrottled', 'tableThrottled'] as const)('a cause that all types share (%s)', (cause) => {
  it('takes every sheddable type to its least before the first normal one, and never a critical one', () => {
    const levels = shares(cause, ROUNDS);
    for (const level of levels) {
      expect(Object.keys(level)).not.toContain(CLAIMS.type);
      if (Math.min(...of(level, NORMAL)) < 1) expect(Math.max(...of(level, SHEDDABLE))).toBe(0.05);
    }
    expect(of(levels.at(-1) ?? {}, [...SHEDDABLE, ...NORMAL])).toEqual([0.05, 0.05, 0.2, 0.2]);
  });

  it('gives normal types back before sheddable ones, and then all', () => {
    const levels = shares(cause, 60).slice(60);
    const [first = {}] = levels;
    expect(of(first, NORMAL)).toEqual([0.2, 0.2]);
    for (const level of levels) {
      if (Math.max(...of(level, SHEDDABLE)) > 0.05) expect(Math.min(...of(level, NORMAL))).toBe(1);
    }
    expect(levels.at(-1)).toEqual({});
  });
});

it('sheds a normal type that cannot keep up by itself, while sheddable types that can are admitted', () => {
  let memory: Memory = NEW_MEMORY;
  const series = (value: number, now: number): Series =>
    Array.from({ length: 20 }, (_, back) => ({ at: now - (back + 1) * PERIOD_MS, value }));
  for (let minute = 0; minute < 10; minute += 1) {
    const now = NOW + minute * PERIOD_MS;
    const full = { acceptedEvents: series(600_000, now), writeThrottled: series(100, now) };
    const seen: Observation = {
      isStackChanging: false,
      types: {
        clue: { metrics: { ...full, incomingRecords: series(120_000, now), iteratorAgeMs: series(3_600_000, now) } },
        ping: { metrics: { acceptedEvents: series(600, now), incomingRecords: series(600, now) } },
      },
    };
    const { decisions, memory: noted } = decide(seen, memory, PLAN, now);
    memory = decisions.reduce((before, { act }) => (act === undefined ? before : remember(before, act, now)), noted);
  }
  expect(memory.admission.shares.clue).toBeLessThan(1);
  expect(Object.keys(memory.admission.shares)).toEqual(['clue']);
});
