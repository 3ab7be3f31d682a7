import { UNTIL_TOO_OLD } from '../../../chain/stream-and-source-mapping.ts';
import { type TypeCheck, typeLever } from './check.ts';

export const fewRetries: TypeCheck = {
  name: 'few-retries',
  level: 'warns',
  levers: [typeLever('retryAttempts', UNTIL_TOO_OLD)],
  find({ topology: { mapping } }) {
    const retries = mapping.retryAttempts.value;
    if (retries < 0 || retries >= 2) return undefined;
    const message = `retryAttempts ${retries}: a second of a throttled table sends records to the failure bucket`;
    return { hop: 'handler', message };
  },
};
