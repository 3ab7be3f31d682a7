import { round } from '../../../round.ts';
import { stageLever, type TypeCheck, typeLever } from './check.ts';
import { isOverfull } from './overfull.ts';

export const stream: TypeCheck = {
  name: 'stream',
  level: 'fails',
  levers: [
    typeLever('maxEventsPerEntry', 100),
    stageLever('streamCapacity', 'planned'),
    stageLever('throttle.requestsPerSecond', 1),
  ],
  follows: ['hot-key'],
  find(plan, chain) {
    const { busiestShard, shardLimit, recordBytes, topology } = plan;
    if (!isOverfull(busiestShard, shardLimit, chain)) return undefined;
    const shards = topology.stream.shards.value;
    const message = `the busiest of ${shards} ${shards === 1 ? 'shard' : 'shards'} gets ${round(busiestShard)} records/s of ${round(recordBytes)} bytes at peak, and up to ${round(busiestShard * chain.admittedFactor)} with all that the throttle admits; a shard accepts ${round(shardLimit)}. The API would accept the events, and EventBridge would deliver them late`;
    return { hop: 'stream', message };
  },
};
