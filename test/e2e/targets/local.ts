import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { synthesizeInWorker } from '../../../build/synthesis/synthesize-in-worker.ts';
import { startRuntime } from '../../../local/start/runtime.ts';
import type { Connect } from './target.ts';

/** Our own runtime, on free ports, for as long as the tests run. */
export const connect: Connect = async () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cairn-suite-'));
  const runtime = await startRuntime({
    assemblyDirectory: await synthesizeInWorker('dev', directory),
    port: 0,
    awsPort: 0,
    signToken: () => Promise.reject(new Error('the suite signs its tokens itself')),
    ...(process.env.CAIRN_TEST_LOG === undefined ? {} : { log: (name, output) => console.error(name, output) }),
  });
  return {
    deployment: {
      target: 'local',
      endpoint: runtime.url,
      apiKey: runtime.apiKey,
      awsEndpoint: runtime.awsUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      resources: Object.fromEntries(runtime.stack.resources),
      apiStage: 'dev',
      patienceMs: 30_000,
    },
    async close() {
      await runtime.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
