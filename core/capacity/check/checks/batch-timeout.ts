import { STOP_BEFORE_TIMEOUT_MS } from '../../../handler-limits.ts';
import { LIMITS } from '../../../limits.ts';
import { round } from '../../../round.ts';
import { type TypeCheck, typeLever } from './check.ts';

/** A batch may take this many times its expected time before the timeout ends it. */
const RESERVE = 2;

export const batchTimeout: TypeCheck = {
  name: 'batch-timeout',
  level: 'fails',
  levers: [typeLever('batchSize', 1), typeLever('timeoutSeconds', LIMITS.lambdaTimeoutSeconds.value)],
  find({ batchSize, batchMs, topology: { handler } }) {
    const timeoutSeconds = handler.timeoutSeconds.value;
    if (batchMs * RESERVE + STOP_BEFORE_TIMEOUT_MS <= timeoutSeconds * 1_000) return undefined;
    const message = `a full batch of ${batchSize} takes ${round(batchMs)} ms. Twice that, and the last ${STOP_BEFORE_TIMEOUT_MS / 1_000} s, in which a handler begins no call, are more than timeoutSeconds ${round(timeoutSeconds)}`;
    return { hop: 'handler', message };
  },
};
