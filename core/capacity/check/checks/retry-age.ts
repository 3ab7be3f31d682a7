import { UNTIL_TOO_OLD } from '../../../chain/stream-and-source-mapping.ts';
import { LAST_ATTEMPT, SUSPECT_AGE_MS } from '../../../handler-limits.ts';
import { round } from '../../../round.ts';
import type { TypePlan } from '../../plan/type-plan.ts';
import { type TypeCheck, typeLever } from './check.ts';

export const retryAge: TypeCheck = {
  name: 'retry-age',
  level: 'fails',
  levers: [typeLever('retryAttempts', 0), typeLever('timeoutSeconds', 10), typeLever('maxRecordAgeSeconds', 604_800)],
  find(plan) {
    const age = plan.topology.mapping.maxRecordAgeSeconds.value;
    const { seconds, formula } = hungBatch(plan);
    if (seconds <= age) return undefined;
    const message = `a hung batch holds up its shard for ${formula} = ${round(seconds)} s, longer than maxRecordAgeSeconds ${round(age)}: the records behind it become too old and go to the failure bucket`;
    return { hop: 'handler', message };
  },
};

/**
 * How long a record that reaches the timeout at each attempt delays the records behind it, in seconds, with the sum as
 * text.
 */
function hungBatch({ batchSize, topology: { mapping, handler } }: TypePlan): {
  readonly seconds: number;
  readonly formula: string;
} {
  const timeout = handler.timeoutSeconds.value;
  const retries = mapping.retryAttempts.value;
  if (retries !== UNTIL_TOO_OLD) {
    return {
      seconds: timeout * (retries + 1),
      formula: `timeoutSeconds ${round(timeout)} × (retryAttempts ${round(retries)} + 1)`,
    };
  }
  // Lambda halves the batch until the record is alone; its attempts are counted only once the record is old enough.
  const halvings = Math.ceil(Math.log2(batchSize));
  const attempts = LAST_ATTEMPT - 1;
  return {
    seconds: timeout * (halvings + attempts) + SUSPECT_AGE_MS / 1_000,
    formula: `timeoutSeconds ${round(timeout)} × (${halvings} halvings + ${attempts} attempts) + ${SUSPECT_AGE_MS / 1_000}`,
  };
}
