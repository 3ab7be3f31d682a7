import { UNTIL_TOO_OLD } from '../../../chain/stream-and-source-mapping.ts';
import { type TypeCheck, typeLever } from './check.ts';

export const noBisect: TypeCheck = {
  name: 'no-bisect',
  level: 'warns',
  levers: [typeLever('bisectBatchOnError', true)],
  find({ topology: { mapping } }) {
    const batchSize = mapping.batchSize.value;
    if (mapping.bisectBatchOnError.value || batchSize <= 1) return undefined;
    const message =
      mapping.retryAttempts.value === UNTIL_TOO_OLD
        ? `bisectBatchOnError is off: because of one record that ends the function, Lambda repeats its batch of ${batchSize} until all are too old`
        : `bisectBatchOnError is off: one record that ends the function sends its batch of ${batchSize} to the failure bucket`;
    return { hop: 'handler', message };
  },
};
