import { LIMITS } from '../../../limits.ts';
import { megabytes, round } from '../../../round.ts';
import { type TypeCheck, typeLever } from './check.ts';

export const wasteBatch: TypeCheck = {
  name: 'waste-batch',
  level: 'warns',
  levers: [typeLever('batchSize', 1)],
  find({ batchSize, recordBytes, topology: { mapping } }) {
    if (mapping.batchSize.value <= batchSize) return undefined;
    const message = `no batch reaches batchSize ${round(mapping.batchSize.value)}: the ${megabytes(LIMITS.lambdaInvocationBytes.value)} of an invocation hold ${batchSize} records of ${round(recordBytes)} bytes`;
    return { hop: 'handler', message };
  },
};
