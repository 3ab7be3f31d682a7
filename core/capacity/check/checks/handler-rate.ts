import { LIMITS } from '../../../limits.ts';
import { round } from '../../../round.ts';
import { handledText } from '../../plan/chain.ts';
import { stageLever, type TypeCheck, typeLever } from './check.ts';
import { isOverfull } from './overfull.ts';

export const handlerRate: TypeCheck = {
  name: 'handler-rate',
  level: 'fails',
  levers: [
    typeLever('parallelizationFactor', LIMITS.lambdaMaxParallelizationFactor.value),
    typeLever('batchSize', 10_000),
    typeLever('reservedConcurrency', 1_000),
    typeLever('memoryMb', LIMITS.lambdaMemoryOfOneCpu.value),
    typeLever('maxEventsPerEntry', 100),
    stageLever('throttle.requestsPerSecond', 1),
  ],
  follows: ['hot-key'],
  find(plan, chain) {
    const { recordsPerSecond, handlerRate: rate, topology } = plan;
    if (!isOverfull(recordsPerSecond, rate, chain)) return undefined;
    const both = (records: number): string =>
      `${round(records)} records/s (${round(records * topology.demand.eventsPerRecord)} events/s)`;
    const message = `${both(recordsPerSecond)} arrive at peak, and the throttle admits up to ${round(recordsPerSecond * chain.admittedFactor)} records/s; the handler processes ${both(rate)}: ${handledText(plan)}. The API would accept the events, and the handler would fall behind`;
    return { hop: 'handler', message };
  },
};
