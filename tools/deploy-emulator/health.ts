import { InputError, withCauses } from '../../core/errors.ts';
import { EMULATORS, type EmulatorName } from './emulator.ts';

const TIMEOUT_MS = 5_000;

/** @throws InputError if nothing, or something else, answers at `endpoint` */
export async function requireEmulator(emulator: EmulatorName, endpoint: string): Promise<void> {
  const { title, health } = EMULATORS[emulator];
  let found: string;
  try {
    const response = await fetch(`${endpoint}${health}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.arrayBuffer();
    if (response.ok) return;
    found = `${endpoint}, where something answers ${health} with ${response.status}`;
  } catch (error) {
    found = `${endpoint}, where nothing answers (${withCauses(error)})`;
  }
  throw new InputError({
    input: 'AWS_ENDPOINT_URL',
    received: found,
    allowed: `the endpoint of a running ${title}`,
    remedy: `Run "npm run ${emulator}:start", or set AWS_ENDPOINT_URL to the ${title} that you run yourself.`,
  });
}
