import '../../helpers/property-runs.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide, remember } from '../../../lambdas/governor/decide.ts';
import { NEW_MEMORY } from '../../../lambdas/governor/memory.ts';
import { PERIOD_MS } from '../../../lambdas/governor/observation.ts';
import { type Look, looks } from './arbitrary.ts';
import { type Decide, outOfBounds } from './bounds.ts';
import { PLAN } from './governed-plan.ts';

/** Most looks of one run, and half of them the fewest: 100 runs of a test see at least 2,000 observations, 5,000 of the nightly 100,000. */
const LOOKS = 40;
const START = Date.UTC(2026, 0, 1);

/** Carries out what is decided, look after look, and collects what was out of bounds. */
function play(sequence: readonly Look[], decided: Decide): string[] {
  let memory = NEW_MEMORY;
  let now = START;
  const problems: string[] = [];
  for (const { minutes, observe } of sequence) {
    now += minutes * PERIOD_MS;
    const seen = observe(now);
    const result = decided(seen, memory, PLAN, now);
    problems.push(...outOfBounds(result, seen, PLAN, now));
    memory = result.memory;
    for (const { act } of result.decisions) if (act !== undefined) memory = remember(memory, act, now);
  }
  return problems;
}

it('stays within its bounds whatever the metrics are: missing, late, stuck, from the future, negative or no numbers', () => {
  fc.assert(
    fc.property(looks(PLAN, LOOKS), (sequence) => {
      expect(play(sequence, decide)).toEqual([]);
    }),
  );
});
