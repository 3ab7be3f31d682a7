import { InputError } from '../../../core/errors.ts';
import { AccessRefused } from './account-reader.ts';

/**
 * Turns a missing permission into one message that names it.
 * @param permissions what `ask` needs, such as `cloudwatch:GetMetricData and cloudwatch:ListMetrics`
 * @throws InputError if the credentials lack one of them
 */
export async function withPermissions<Answer>(permissions: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof AccessRefused)) throw error;
    throw new InputError({
      input: 'AWS permissions',
      received: error.message,
      allowed: permissions,
      remedy: 'Use credentials that have them.',
    });
  }
}
