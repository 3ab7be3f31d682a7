import { beforeEach, inject } from 'vitest';
import { GAPS } from './gaps.ts';

const gaps = GAPS[inject('deployment').target];
const provingGaps = inject('provingGaps');

beforeEach(({ task, skip }) => {
  const gap = Object.hasOwn(gaps, task.name) ? gaps[task.name] : undefined;
  if (provingGaps) skip(gap === undefined, 'not a known gap');
  else skip(gap !== undefined, gap);
});
