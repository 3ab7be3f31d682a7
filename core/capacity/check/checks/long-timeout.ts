import { round } from '../../../round.ts';
import { type TypeCheck, typeLever } from './check.ts';

export const longTimeout: TypeCheck = {
  name: 'long-timeout',
  level: 'warns',
  levers: [typeLever('timeoutSeconds', 30)],
  find({ batchMs, topology: { handler } }) {
    const timeoutSeconds = handler.timeoutSeconds.value;
    if (timeoutSeconds <= Math.max(60, (batchMs * 20) / 1_000)) return undefined;
    const message = `timeoutSeconds ${timeoutSeconds} lets one hung call hold up a part of a shard for that long; a batch takes ${round(batchMs)} ms`;
    return { hop: 'handler', message };
  },
};
