import { LIMITS } from '../../../limits.ts';
import { round } from '../../../round.ts';
import { type TypeCheck, typeLever } from './check.ts';

export const latency: TypeCheck = {
  name: 'latency',
  level: 'fails',
  levers: [
    typeLever('batchingWindowSeconds', 0),
    typeLever('parallelizationFactor', LIMITS.lambdaMaxParallelizationFactor.value),
    typeLever('batchSize', 1),
    typeLever('memoryMb', LIMITS.lambdaMemoryOfOneCpu.value),
  ],
  promises: [typeLever('latencyObjective.milliseconds', 86_400_000)],
  follows: ['handler-rate', 'hot-key', 'stream'],
  find({ type, latency: { total, ...parts } }) {
    const { milliseconds, percentile } = type.latencyObjective;
    if (total <= milliseconds) return undefined;
    const sum = Object.entries(parts).map(([name, value]) => `${name} ${Math.round(value)}`);
    const message = `latencyObjective is percentile ${percentile} within ${round(milliseconds)} milliseconds, but the plan expects ${round(Math.round(total))} ms = ${sum.join(' + ')}`;
    return { hop: 'handler', message };
  },
};
