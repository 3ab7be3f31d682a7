import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { Rebundler } from '../../tools/bundle/rebundler.ts';
import type { BuildAnswer, BuildRequest } from './function-builder.ts';

/** Bundles functions in a thread of its own: the runtime's goes on serving meanwhile. */
const rebundler = new Rebundler();

parentPort?.on('message', async (request: BuildRequest) => {
  parentPort?.postMessage({ id: request.id, ...(await build(request)) } satisfies BuildAnswer);
});

async function build({ id, name, directory }: BuildRequest): Promise<Omit<BuildAnswer, 'id'>> {
  try {
    const bundled = await rebundler.bundle(name, path.join(directory, `${id}`));
    return bundled === undefined ? { failure: `there is no function ${name}` } : { bundled };
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) };
  }
}
