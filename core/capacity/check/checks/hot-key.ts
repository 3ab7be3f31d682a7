import { LIMITS } from '../../../limits.ts';
import { round } from '../../../round.ts';
import { HEADROOM } from '../../model/spread.ts';
import { percent, type TypeCheck, typeLever } from './check.ts';

export const hotKey: TypeCheck = {
  name: 'hot-key',
  level: 'fails',
  levers: [
    typeLever('batchSize', 10_000),
    typeLever('memoryMb', LIMITS.lambdaMemoryOfOneCpu.value),
    typeLever('maxEventsPerEntry', 100),
  ],
  find(plan) {
    const { type, busiestKey, shardLimit, laneRate, batchSize, batchMs } = plan;
    const busiestValue = `the busiest value of partitionKey ${type.partitionKey} has ${round(plan.hottestKeyShare * 100)} % of the events, ${round(busiestKey)} records/s at peak`;
    const fullness = (limit: number): string =>
      `That is ${percent(busiestKey / limit)} of the limit; the check allows ${percent(HEADROOM)}`;
    if (busiestKey > shardLimit * HEADROOM) {
      const message = `${busiestValue}. All records of one value go to one shard, which accepts ${round(shardLimit)} records/s. ${fullness(shardLimit)}`;
      return { hop: 'stream', message };
    }
    if (busiestKey > laneRate * HEADROOM) {
      const batch = `${round(batchSize)} ${batchSize === 1 ? 'record' : 'records'} ÷ ${round(batchMs)} ms`;
      const message = `${busiestValue}. Lambda handles the records of one value one batch at a time: ${round(laneRate)} records/s (${batch}). ${fullness(laneRate)}`;
      return { hop: 'handler', message };
    }
    return undefined;
  },
};
