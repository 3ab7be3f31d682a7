import { InputError, withCauses } from '../../core/errors.ts';

/** The stage that a local runtime runs. @throws InputError where none answers */
export async function runningStage(url: string): Promise<string> {
  const refuse = (received: string): never => {
    throw new InputError({
      input: '--url',
      received,
      allowed: 'the address that npm start prints as "ready"',
      remedy: 'Start the runtime ("npm start"), or name its address.',
    });
  };
  const response = await fetch(new URL('/local/health', url)).catch((error: unknown) =>
    refuse(`${url} (${withCauses(error)})`),
  );
  const health: unknown = await response.json().catch(() => undefined);
  const stage = typeof health === 'object' && health !== null && 'stage' in health ? health.stage : undefined;
  return typeof stage === 'string' && stage !== '' ? stage : refuse(`${url} (status ${response.status})`);
}
