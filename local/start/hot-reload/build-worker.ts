import path from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { Rebundler } from '../../../build/bundle/rebundler.ts';
import { rememberChildren } from '../../../build/synthesis/thread-children.ts';
import { type BuildAnswer, type BuildRequest, type BuildWorkerData, END } from './function-builder.ts';

/** Bundles functions in its own thread, while the runtime's thread continues to serve. */
const { directory: home }: BuildWorkerData = workerData;
const endChildren = rememberChildren();
const rebundler = new Rebundler(home);
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (request: BuildRequest | typeof END) => {
  if (request === END) {
    // Does not wait for a build that is running.
    void endChildren().then(() => process.exit());
    return;
  }
  last = last.then(async () => parentPort?.postMessage(await build(request)));
});

async function build({ id, names }: BuildRequest): Promise<BuildAnswer> {
  try {
    return { id, bundled: [...(await rebundler.bundle(names, path.join(home, `${id}`))).values()] };
  } catch (error) {
    return { id, bundled: [], failure: error instanceof Error ? error.message : String(error) };
  }
}
