import { parentPort, workerData } from 'node:worker_threads';
import type { SynthesizeOptions } from './assemble.ts';
import { synthesize } from './synthesize.ts';
import { rememberChildren } from './thread-children.ts';

/** CDK uses 100 MB that are not needed once the assembly is written, so it runs in this thread, which then ends. */
const options: SynthesizeOptions = workerData;
const endChildren = rememberChildren();
try {
  const assembly = await synthesize(options);
  parentPort?.postMessage(assembly.directory);
} finally {
  await endChildren();
}
