import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { Rebundler } from '../../tools/bundle/rebundler.ts';
import type { BuildAnswer, BuildRequest } from './function-builder.ts';

/** Bundles functions in a thread of its own: the runtime's goes on serving meanwhile. */
const rebundler = new Rebundler();
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: BuildRequest) => {
  last = last.then(async () => parentPort?.postMessage(await build(request)));
});

async function build({ id, names, directory }: BuildRequest): Promise<BuildAnswer> {
  try {
    return { id, bundled: [...(await rebundler.bundle(names, path.join(directory, `${id}`))).values()] };
  } catch (error) {
    return { id, bundled: [], failure: error instanceof Error ? error.message : String(error) };
  }
}
