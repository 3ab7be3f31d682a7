import {
  EMULATOR_CREDENTIALS,
  EMULATORS,
  type EmulatorName,
  emulatorEndpoint,
} from '../../../tools/deploy-emulator/emulator.ts';
import { requireEmulator } from '../../../tools/deploy-emulator/health.ts';
import { fromStack } from './from-stack.ts';
import type { RunningTarget } from './target.ts';

/** What someone else has started and `npm run deploy:…` has deployed to. */
export async function connectEmulator(target: EmulatorName): Promise<RunningTarget> {
  const awsEndpoint = emulatorEndpoint(target, process.env);
  await requireEmulator(target, awsEndpoint);
  const account = { target, awsEndpoint, region: 'us-east-1', credentials: EMULATOR_CREDENTIALS, patienceMs: 30_000 };
  const deployment = await fromStack(account).catch((error: unknown) => {
    throw new Error(`${EMULATORS[target].title} has no deployment: run "npm run deploy:${target}" first`, {
      cause: error,
    });
  });
  return { deployment, close: async () => undefined };
}
