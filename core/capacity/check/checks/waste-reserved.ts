import { round } from '../../../round.ts';
import { type TypeCheck, typeLever } from './check.ts';

export const wasteReserved: TypeCheck = {
  name: 'waste-reserved',
  level: 'warns',
  levers: [typeLever('reservedConcurrency', 1)],
  find({ topology: { stream, mapping, handler } }) {
    const lanes = stream.shards.value * mapping.parallelizationFactor.value;
    const reserved = handler.reservedConcurrency.value;
    if (reserved === undefined || reserved <= 2 * lanes + 10) return undefined;
    const message = `reservedConcurrency ${round(reserved)} is more than ${lanes} batches at once can use: the account's other functions lose the rest`;
    return { hop: 'handler', message };
  },
};
