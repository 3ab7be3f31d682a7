import { round } from '../../../round.ts';
import { type TypeCheck, typeLever } from './check.ts';

export const workerConcurrency: TypeCheck = {
  name: 'worker-concurrency',
  level: 'fails',
  levers: [typeLever('reservedConcurrency', 100_000)],
  follows: ['handler-rate'],
  find({ topology: { stream, mapping, handler } }) {
    const [shards, factor] = [stream.shards.value, mapping.parallelizationFactor.value];
    const lanes = shards * factor;
    const reserved = handler.reservedConcurrency.value;
    if (reserved === undefined || reserved >= lanes) return undefined;
    const message = `reservedConcurrency is ${round(reserved)}, but ${shards} shards × parallelizationFactor ${factor} = ${lanes} batches run at once: Lambda throttles the rest`;
    return { hop: 'handler', message };
  },
};
