import { inject } from 'vitest';
import { ISSUER_DIRECTORY, loadOrCreateIssuer } from '../../build/synthesis/issuer.ts';
import { stages } from '../../catalog/stages.ts';
import { RealScheduler } from '../../core/scheduler/real-scheduler.ts';
import { tokenSigner } from '../../local/start/issuer/token-signer.ts';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../local/start/runtime.ts';
import { type Api, apiOf } from './api.ts';

export interface LocalChain extends Api {
  readonly runtime: Runtime;
}

/** The local runtime on free ports, and its API as a player's phone sees it. */
export async function startLocalChain(options: Partial<RuntimeOptions> = {}): Promise<LocalChain> {
  const issuer = loadOrCreateIssuer(ISSUER_DIRECTORY);
  const token = tokenSigner(issuer, stages.dev.authentication, new RealScheduler(), 3_600);
  const runtime = await startRuntime({
    assemblyDirectory: inject('assemblyDirectory'),
    port: 0,
    awsPort: 0,
    signToken: ({ player, role }) => token(player, role),
    ...(process.env.CAIRN_TEST_LOG === undefined ? {} : { log: (name, output) => console.error(name, output) }),
    ...options,
  });
  return { runtime, ...apiOf({ endpoint: runtime.url, apiKey: runtime.apiKey, token }) };
}
